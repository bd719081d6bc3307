import { expect, test } from 'vitest';
import { nextStep } from './next-step.ts';

const id = 'refresh-loop-0123456789ab';

test('what is answered by containment ends with the command, as it can be pasted', () => {
  const next = nextStep('Cut off the key.', { rule: 'refresh-loop', id, names: 2 });
  expect(next).toBe(`Cut off the key. Plan it: stemma contain ${id}`);
  expect(next).not.toContain('\n');
});

test.each([
  ['a weak trust policy', 'open-trust', 1],
  ['a finding that names no credential', 'refresh-loop', 0],
])('%s is not answered by throwing somebody out', (_, rule, names) => {
  expect(nextStep('Look.', { rule, id, names })).toBe('Look.');
});
