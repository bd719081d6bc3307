// Writes examples/ anew from the built code: `npm run build && node scripts/write-examples.mjs`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { sampleFiles, samples } from '../dist/synth/index.js';

const examples = fileURLToPath(new URL('../examples/', import.meta.url));

for (const name of Object.keys(samples)) {
  const folder = join(examples, name);
  rmSync(folder, { recursive: true, force: true });
  const files = sampleFiles(name, (bytes) => gzipSync(bytes, { level: 9 }));
  for (const { path, bytes } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  process.stderr.write(`${folder}: ${files.length} files\n`);
}
