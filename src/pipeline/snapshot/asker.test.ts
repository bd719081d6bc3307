import { expect, test } from 'vitest';
import { createAsker } from './asker.ts';

test('after an interrupt nothing more is asked', async () => {
  const interrupt = new AbortController();
  const { ask, answered } = createAsker(interrupt.signal);
  const call = { action: 'iam:ListAccessKeys', subject: 'user ann' };
  let asked = 0;
  const question = async (): Promise<number> => ++asked;
  expect(await ask(call, question)).toBe(1);
  interrupt.abort();
  await expect(ask(call, question)).rejects.toThrow('abort');
  expect([asked, answered()]).toEqual([1, 1]);
});
