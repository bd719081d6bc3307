import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { writeFile } from '../../synth/index.ts';
import type { FilePlan, Template } from '../../synth/index.ts';

/** A file to write. */
export interface Order {
  readonly file: string;
  readonly plan: FilePlan;
  /** Those that the thread does not have yet, behind those that it has. */
  readonly templates: readonly Template[];
}

/** Bytes on disk. */
export type Answer = { readonly size: number } | { readonly failed: string };

const port = parentPort;
if (port === null) throw new Error('pack-worker.ts runs in a worker thread');

const LEVEL = { level: 3, memLevel: 9, chunkSize: 1 << 16 };
const folders = new Set<string>();
const templates: Template[] = [];
let room = new Uint8Array(1 << 20);

port.on('message', (order: Order) => {
  try {
    port.postMessage({ size: carryOut(order) } satisfies Answer);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    port.postMessage({ failed: error.message } satisfies Answer);
  }
});

function carryOut({ file, plan, templates: more }: Order): number {
  templates.push(...more);
  if (room.length < plan.size) room = new Uint8Array(plan.size);
  const compressed = gzipSync(room.subarray(0, writeFile(plan, templates, room)), LEVEL);
  const folder = dirname(file);
  if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
  folders.add(folder);
  writeFileSync(file, compressed);
  return compressed.length;
}
