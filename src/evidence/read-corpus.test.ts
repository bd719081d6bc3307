import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { inflate, isGzip } from './inflate/inflate.ts';
import { readFiles } from './read.ts';
import { bothWays } from './test-read.ts';

/** Files that broke a reader once, this one or another; `npm run fuzz` adds to them. */
const folder = fileURLToPath(new URL('../../test/corpus/reader/', import.meta.url));
const files = readdirSync(folder);

test.each(files)('%s is read, with an outcome that agrees with itself', async (name) => {
  const path = folder + name;
  const bytes = readFileSync(path);
  const { files: outcomes, events } = await readFiles([{ source: name, path, size: bytes.length, identity: null }], {});
  const outcome = outcomes[0]!;
  expect(outcome.events).toBe(events.length);
  expect(outcome.reason === null).toBe(outcome.status === 'read');
});

test.each(files)('%s gives the facts that JSON.parse gives', (name) => {
  const bytes = readFileSync(folder + name);
  const text = isGzip(bytes) ? (inflate(bytes)?.bytes ?? Buffer.alloc(0)) : bytes;
  const { scanned, parsed } = bothWays(text);
  expect(scanned).toEqual(parsed);
});
