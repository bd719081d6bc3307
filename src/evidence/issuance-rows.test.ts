import { expect, test } from 'vitest';
import { createTable, readRows } from '../lib/tables.ts';
import { createTexts } from '../lib/text-pool.ts';
import { issuanceColumns } from '../model/facts.ts';
import { extractEvent } from './extract-event.ts';
import { extractMints } from './extract-issuance.ts';
import { appendIssuance } from './issuance-rows.ts';
import { SLOT_COUNT } from './slots.ts';
import { ACCOUNT, recordOf, rowsOf, session, TEN, user } from './test-record.ts';

const chained = {
  ...session,
  onBehalfOf: { userId: 'person', identityStoreArn: 'arn:aws:identitystore::111122223333:identitystore/d-1' },
  invokedBy: 'cloudformation.amazonaws.com',
};

const nobody = {
  signerAccessKeyId: null,
  callerType: null,
  callerPrincipalId: null,
  callerArn: null,
  callerAccountId: null,
  callerUserName: null,
  callerIssuerArn: null,
  callerSessionCreatedAt: null,
  invokedBy: null,
  onBehalfOf: null,
};
const asUser = {
  ...nobody,
  signerAccessKeyId: user.accessKeyId,
  callerType: user.type,
  callerPrincipalId: user.principalId,
  callerArn: user.arn,
  callerAccountId: user.accountId,
  callerUserName: user.userName,
};
const asSession = {
  ...nobody,
  signerAccessKeyId: session.accessKeyId,
  callerType: session.type,
  callerPrincipalId: session.principalId,
  callerArn: session.arn,
  callerAccountId: session.accountId,
  callerIssuerArn: session.sessionContext.sessionIssuer.arn,
  callerSessionCreatedAt: Date.parse(session.sessionContext.attributes.creationDate) / 1000,
};
const asChained = { ...asSession, invokedBy: 'cloudformation.amazonaws.com', onBehalfOf: 'person' };

test.each<[string, unknown, Record<keyof typeof nobody, string | number | null>]>([
  ['a user', user, asUser],
  ['a session', session, asSession],
  ['a service for a session', chained, asChained],
  [
    'a hidden key',
    { ...session, accessKeyId: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    { ...asSession, signerAccessKeyId: null },
  ],
  ['nobody', null, nobody],
  [
    'values of other types',
    { type: 1, principalId: [], arn: {}, accessKeyId: null, sessionContext: 'x', onBehalfOf: 7 },
    nobody,
  ],
])('an issuance to %s has what its call says and what it mints', (_, userIdentity, caller) => {
  const record = recordOf('sts:AssumeRole', {
    userIdentity,
    responseElements: {
      credentials: { accessKeyId: 'ASIAMINTEDEXAMPLE', expiration: 'Mar 1, 2026, 11:00:00 AM' },
      assumedRoleUser: { assumedRoleId: 'AROAEXAMPLE:name', arn: 'arn:aws:sts::111122223333:assumed-role/role/name' },
    },
    vpcEndpointId: 'vpce-1',
    requestID: '33333333-3333-4333-8333-333333333333',
    sharedEventID: '44444444-4444-4444-8444-444444444444',
    requestParameters: {
      roleArn: 'arn:aws:iam::111122223333:role/role',
      roleSessionName: 'name',
      serialNumber: 'x',
      durationSeconds: 3600,
    },
  });
  const texts = createTexts();
  const slots = new Uint32Array(SLOT_COUNT);
  expect(extractEvent(record, slots, texts)).toBe(true);
  const issuances = createTable(issuanceColumns);
  const [mint] = extractMints(record, { eventTime: TEN, call: 'sts:AssumeRole' });
  appendIssuance(issuances, mint!, slots, texts);
  expect(readRows(issuanceColumns, issuances.freeze(), texts)).toEqual([
    {
      ...caller,
      eventID: record['eventID'],
      eventTime: TEN,
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      awsRegion: record['awsRegion'],
      recipientAccountId: ACCOUNT,
      accessKeyId: 'ASIAMINTEDEXAMPLE',
      expiration: TEN + 3600,
      durationSeconds: 3600,
      sourceIPAddress: record['sourceIPAddress'],
      userAgent: record['userAgent'],
      vpcEndpointId: 'vpce-1',
      roleArn: 'arn:aws:iam::111122223333:role/role',
      sessionName: 'name',
      principalId: 'AROAEXAMPLE:name',
      principalArn: 'arn:aws:sts::111122223333:assumed-role/role/name',
      sourceIdentity: null,
      externalId: null,
      serialNumber: 'x',
      mfa: true,
      sessionPolicy: null,
      sessionPolicyArns: null,
      provider: null,
      subject: null,
      targetPrincipal: null,
      switchFrom: null,
      requestID: '33333333-3333-4333-8333-333333333333',
      otherRequestID: null,
      sharedEventID: '44444444-4444-4444-8444-444444444444',
      signInSessionArn: null,
      omitted: false,
    },
  ]);
});

test.each([
  ['33333333-3333-4333-8333-33333333333a', { requestID: '33333333-3333-4333-8333-33333333333a', otherRequestID: null }],
  ['33333333-3333-4333-8333-33333333333A', { requestID: null, otherRequestID: '33333333-3333-4333-8333-33333333333A' }],
  ['33333333-3333-4333-8333-33333333333g', { requestID: null, otherRequestID: '33333333-3333-4333-8333-33333333333g' }],
  ['N4N7GDK58NMKJ12R', { requestID: null, otherRequestID: 'N4N7GDK58NMKJ12R' }],
  [null, { requestID: null, otherRequestID: null }],
])('the request id %s is kept as it is', (requestID, expected) => {
  const [row] = rowsOf('issuances', recordOf('sts:GetSessionToken', { requestID }));
  expect(row).toMatchObject(expected);
});

test('copies of a call share an id also where it is no UUID', () => {
  const shared = (sharedEventID: string): string | null =>
    rowsOf('issuances', recordOf('sts:GetSessionToken', { sharedEventID }))[0]!.sharedEventID;
  expect(shared('one of ours')).toBe(shared('one of ours'));
  expect(shared('one of ours')).not.toBe(shared('another'));
});
