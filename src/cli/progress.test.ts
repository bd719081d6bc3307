import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { progressLine } from './progress.ts';

const some = { files: 1, bytes: 1, events: 1, totalFiles: 2, totalBytes: 2 };

function drawn(isTTY: boolean, env: Record<string, string>): string {
  let text = '';
  const stderr = Object.assign(
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        text += chunk.toString();
        done();
      },
    }),
    { isTTY, columns: 80 },
  );
  let now = 0;
  const progress = progressLine({ stderr, env }, () => (now += 1000));
  progress.update(some);
  progress.clear();
  return text;
}

test('progress is drawn for whoever watches', () => {
  expect(drawn(true, {})).toContain('reading 50 %');
});

test.each([
  ['no terminal', false, {}],
  ['NO_COLOR', true, { NO_COLOR: '1' }],
  ['a terminal that cannot draw', true, { TERM: 'dumb' }],
] as [string, boolean, Record<string, string>][])('with %s nothing is drawn', (_name, isTTY, env) => {
  expect(drawn(isTTY, env)).toBe('');
});
