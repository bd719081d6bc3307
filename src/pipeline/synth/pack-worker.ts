import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { writeFile } from '../../synth/organisation/index.ts';
import type { FilePlan, Template } from '../../synth/organisation/index.ts';
import { gzip } from './deflate/deflater.ts';

export interface FileOrder {
  readonly file: string;
  readonly plan: FilePlan;
}

/** Files to write. */
export interface Order {
  readonly files: readonly FileOrder[];
  /** Those that the thread does not have yet, behind those that it has. */
  readonly templates: readonly Template[];
}

/** Bytes on disk. */
export type Answer = { readonly size: number } | { readonly failed: string };

const port = parentPort;
if (port === null) throw new Error('pack-worker.ts runs in a worker thread');

const folders = new Set<string>();
const templates: Template[] = [];

port.on('message', (order: Order) => {
  try {
    templates.push(...order.templates);
    let size = 0;
    for (const each of order.files) size += carryOut(each);
    port.postMessage({ size } satisfies Answer);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    port.postMessage({ failed: error.message } satisfies Answer);
  }
});

function carryOut({ file, plan }: FileOrder): number {
  const compressed = gzip(plan.size, (room) => void writeFile(plan, templates, room));
  const folder = dirname(file);
  if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
  folders.add(folder);
  writeFileSync(file, compressed);
  return compressed.length;
}
