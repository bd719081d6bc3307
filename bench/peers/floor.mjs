// The floor: one-shot inflate of the same files on as many worker threads, and nothing else.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';

if (isMainThread) {
  const [folder, workers] = process.argv.slice(2);
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.json.gz'));
  const next = new Int32Array(new SharedArrayBuffer(4));
  const bytes = new BigInt64Array(new SharedArrayBuffer(8));
  const threads = Array.from(
    { length: Number(workers) },
    () => new Worker(new URL(import.meta.url), { workerData: { folder, files, next, bytes } }),
  );
  await Promise.all(threads.map((thread) => new Promise((resolve) => thread.on('exit', resolve))));
  process.stdout.write(JSON.stringify({ files: files.length, bytes: Number(bytes[0]) }));
} else {
  const { folder, files, next, bytes } = workerData;
  for (let at = Atomics.add(next, 0, 1); at < files.length; at = Atomics.add(next, 0, 1)) {
    const packed = readFileSync(join(folder, files[at]));
    const size = packed.readUInt32LE(packed.length - 4);
    Atomics.add(bytes, 0, BigInt(gunzipSync(packed, { chunkSize: Math.max(64, size + 1) }).length));
  }
}
