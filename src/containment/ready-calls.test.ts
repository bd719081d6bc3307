import { expect, test } from 'vitest';
import { action, call, deactivate, leave, scp } from '../../test/support/plans.ts';
import type { ApiReference, PlanAction } from '../model/containment.ts';
import type { JournalEntry } from '../model/journal.ts';
import { callsForEach, undoCalls } from './ready-calls.ts';

const entryOf = (made: PlanAction, more: Partial<JournalEntry>): JournalEntry => ({
  actionId: made.id,
  state: 'started',
  at: null,
  before: [],
  answers: [],
  wasSo: false,
  log: [],
  ...more,
});

const undone = (made: PlanAction, more: Partial<JournalEntry>): unknown[] => {
  const entry = entryOf(made, more);
  return undoCalls(made, entry, () => entry).map(({ operation, parameters }) => ({ operation, parameters }));
};

const read = (path: string): ApiReference => ({ ref: { action: null, from: 'before', call: 0, path } });
const provider = action({
  before: [call('GetSAMLProvider', { SAMLProviderArn: 'arn' })],
  calls: [call('DeleteSAMLProvider', { SAMLProviderArn: 'arn' })],
  rollback: [call('CreateSAMLProvider', { Name: 'Corp', SAMLMetadataDocument: read('SAMLMetadataDocument') })],
});

test('an identity provider that was gone before is not made when all is taken back', () => {
  expect(undone(provider, { before: [null] })).toEqual([]);
  expect(undone(provider, { before: [{ SAMLMetadataDocument: '<x/>' }] })).toEqual([
    { operation: 'CreateSAMLProvider', parameters: { Name: 'Corp', SAMLMetadataDocument: '<x/>' } },
  ]);
});

test('a policy from above that was never made is not detached', () => {
  expect(undone(scp, { before: [] })).toEqual([]);
  expect(undone(scp, { answers: [{ Policy: { PolicySummary: { Id: 'p-1' } } }] })).toMatchObject([
    { operation: 'DetachPolicy', parameters: { PolicyId: 'p-1' } },
  ]);
});

test('what needs no answer is taken back whatever was read', () => {
  expect(undone({ ...deactivate, before: [] }, {})).toMatchObject([{ operation: 'UpdateAccessKey' }]);
});

test('a call for each thing is as many calls as there are things', () => {
  const groups = (...names: string[]): unknown => ({ Groups: names.map((GroupName) => ({ GroupName })) });
  const named = (GroupName: string) => call('RemoveUserFromGroup', { UserName: 'ci', GroupName });
  expect(callsForEach(leave.calls[0]!, groups('a', '-b'))).toEqual([named('a'), named('-b')]);
  expect(callsForEach(leave.calls[0]!, groups())).toEqual([]);
  expect(callsForEach(leave.calls[0]!, null)).toEqual([]);
});
