import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { Io } from './io.ts';
import { layoutOf } from './review-case.ts';

const io = (columns?: number): Io => {
  const stdout = Object.assign(new PassThrough(), columns === undefined ? {} : { columns });
  return {
    stdin: new PassThrough(),
    stdout,
    stderr: stdout,
    env: {},
    now: () => 0,
    signal: new AbortController().signal,
  };
};

test.each([
  ['a pipe', undefined, 100],
  ['a terminal that says 0', 0, 100],
  ['a terminal too narrow for a key', 20, 60],
  ['a wide terminal', 140, 140],
])('%s of %s columns is written %s wide', (_name, columns, width) => {
  expect(layoutOf({ format: 'text' }, io(columns)).width).toBe(width);
});
