import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';

/** A file to write, compressed. Its memory moves to the thread, and back with the answer. */
export interface Order {
  readonly file: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface Stored {
  /** Bytes on disk. */
  readonly size: number;
  readonly memory: ArrayBuffer;
}

export type Answer = Stored | { readonly failed: string };

const port = parentPort;
if (port === null) throw new Error('pack-worker.ts runs in a worker thread');

// From level 4 on compressing takes longer than making; with all the memory that there is, level 3 comes near it in size.
const LEVEL = { level: 3, memLevel: 9, chunkSize: 1 << 16 };
const known = new Set<string>();

port.on('message', ({ file, bytes }: Order) => {
  try {
    const folder = dirname(file);
    if (!known.has(folder)) mkdirSync(folder, { recursive: true });
    known.add(folder);
    const compressed = gzipSync(bytes, LEVEL);
    writeFileSync(file, compressed);
    const { buffer: memory } = bytes;
    port.postMessage({ size: compressed.length, memory } satisfies Answer, [memory]);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    port.postMessage({ failed: error.message } satisfies Answer);
  }
});
