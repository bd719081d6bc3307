import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sampleFiles, samples } from './index.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));

/** Without the compression, which another version of zlib may do in other bytes. */
function contentOf(path: string, bytes: Uint8Array): string {
  return new TextDecoder().decode(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
}

describe.each(Object.keys(samples))('the sample trail %s', (name) => {
  const folder = `${examples}${name}/`;
  const files = sampleFiles(name, (bytes) => gzipSync(bytes, { level: 9 }));

  test('is in examples/ as the generator writes it, byte for byte, and nothing else is', () => {
    const committed = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
    expect(committed.toSorted()).toEqual(files.map((file) => file.path).toSorted());
    const changed = files.filter(
      ({ path, bytes }) => contentOf(path, readFileSync(folder + path)) !== contentOf(path, bytes),
    );
    expect(changed.map((file) => file.path)).toEqual([]);
  });

  test('is small enough to be cloned by everybody', () => {
    const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
    expect(bytes).toBeLessThan(400_000);
  });

  test('is of one account, whose number is in the documentation of AWS', () => {
    const accounts = new Set(files.flatMap((file) => file.path.match(/AWSLogs\/(\d+)\//)?.[1] ?? []));
    expect([...accounts]).toEqual(['111122223333']);
  });
});
