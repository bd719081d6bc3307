import { expect, test } from 'vitest';
import { assume, lineageOf, mint, record, roleSession, user, type Json } from '../../test/support/raw-records.ts';
import { heldBackTest } from './index.ts';

const ci = user('ci', 'AKIACIEXAMPLE');
const ONE = 'ASIAONEEXAMPLE';
const issued = assume(ci, '10:00:00', ONE, 'Deploy/run');
const session = mint(ci, '10:00:00', ONE, { eventName: 'GetSessionToken' });
const acts = (at: string): Json => record({ at, userIdentity: roleSession('Deploy/run', ONE, '10:00:00') });
const iam = (at: string, eventName: string, requestParameters: Json): Json =>
  record({
    at,
    userIdentity: user('boss', 'AKIABOSSEXAMPLE'),
    eventSource: 'iam.amazonaws.com',
    eventName,
    requestParameters,
  });
const deleted = iam('10:30:00', 'DeleteRole', { roleName: 'Deploy' });

test.each<[string, Json[], string, boolean]>([
  ['its role is deleted', [issued, deleted], '10:40:00', true],
  ['the change has not had the time to hold everywhere', [issued, deleted], '10:31:00', false],
  ['it signed calls before', [issued, deleted, acts('10:20:00')], '10:40:00', true],
  ['it signs calls all the same', [issued, deleted, acts('10:38:00')], '10:40:00', false],
  ['nothing was done against it', [issued, acts('10:20:00')], '10:40:00', false],
  [
    'its user is deleted, of which AWS does not say that it ends sessions',
    [session, iam('10:30:00', 'DeleteUser', { userName: 'ci' })],
    '10:40:00',
    false,
  ],
])('a token that lives is held back where it must be: %s', (_, records, asOf, expected) => {
  const lineage = lineageOf(records, asOf);
  const at = lineage.find(ONE);
  expect(lineage.credentials.live[at]).toBe(1);
  expect(heldBackTest(lineage)(at)).toBe(expected);
});
