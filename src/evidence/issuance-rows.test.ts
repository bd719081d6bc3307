import { expect, test } from 'vitest';
import { appendRow, createTable, readRows } from '../lib/tables.ts';
import { createTexts } from '../lib/text-pool.ts';
import { issuanceColumns } from '../model/facts.ts';
import { extractEvent } from './extract-event.ts';
import { extractIssuances } from './extract-issuance.ts';
import { appendIssuance } from './issuance-rows.ts';
import { SLOT_COUNT } from './slots.ts';
import { recordOf, session, user } from './test-record.ts';

const chained = {
  ...session,
  onBehalfOf: { userId: 'person', identityStoreArn: 'arn:aws:identitystore::111122223333:identitystore/d-1' },
  invokedBy: 'cloudformation.amazonaws.com',
};
const responseElements = {
  credentials: { accessKeyId: 'ASIAMINTEDEXAMPLE', expiration: 'Mar 1, 2026, 11:00:00 AM' },
  assumedRoleUser: { assumedRoleId: 'AROAEXAMPLE:name', arn: 'arn:aws:sts::111122223333:assumed-role/role/name' },
};

test.each([
  ['a user', user],
  ['a session', session],
  ['a service for a session', chained],
  ['a hidden key', { ...session, accessKeyId: 'HIDDEN_DUE_TO_SECURITY_REASONS' }],
  ['nobody', null],
  [
    'values of other types',
    { type: 1, principalId: [], arn: {}, accessKeyId: null, sessionContext: 'x', onBehalfOf: 7 },
  ],
])('an issuance of %s fills its columns as a row of it would', (_, userIdentity) => {
  const record = recordOf('sts:AssumeRole', {
    userIdentity,
    responseElements,
    vpcEndpointId: 'vpce-1',
    requestID: '33333333-3333-4333-8333-333333333333',
    sharedEventID: '44444444-4444-4444-8444-444444444444',
    requestParameters: { roleArn: 'arn:aws:iam::111122223333:role/role', roleSessionName: 'name', serialNumber: 'x' },
  });
  const texts = createTexts();
  const slots = new Uint32Array(SLOT_COUNT);
  expect(extractEvent(record, slots, texts)).toBe(true);
  const head = { eventID: record['eventID'] as string, eventTime: 1_772_359_200, call: 'sts:AssumeRole' };
  const [row] = extractIssuances(record, head);
  const quick = createTable(issuanceColumns);
  const plain = createTable(issuanceColumns);
  appendIssuance(quick, row!, slots, texts);
  appendRow(issuanceColumns, plain, row!, texts);
  expect(readRows(issuanceColumns, quick, texts)).toEqual(readRows(issuanceColumns, plain, texts));
});
