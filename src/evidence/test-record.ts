import type { Columns } from '../model/columns.ts';
import type { FactKind, FactRow } from '../model/facts.ts';
import { factColumns } from '../model/facts.ts';
import { readRows } from '../lib/tables.ts';
import { factsOf } from './gather.ts';

/** For tests: records told by what matters about them, and facts as plain rows. */
export const ACCOUNT = '111122223333';
export const KEY = 'AKIAIOSFODNN7EXAMPLE';
export const TOKEN = 'ASIAIOSFODNN7EXAMPLE';

export const user = {
  type: 'IAMUser',
  principalId: 'AIDAIOSFODNN7EXAMPLE',
  arn: `arn:aws:iam::${ACCOUNT}:user/ci`,
  accountId: ACCOUNT,
  accessKeyId: KEY,
  userName: 'ci',
};

export const session = {
  type: 'AssumedRole',
  principalId: 'AROAIOSFODNN7EXAMPLE:ci-1',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/ci-1`,
  accountId: ACCOUNT,
  accessKeyId: TOKEN,
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      principalId: 'AROAIOSFODNN7EXAMPLE',
      arn: `arn:aws:iam::${ACCOUNT}:role/path/Deploy`,
      accountId: ACCOUNT,
      userName: 'Deploy',
    },
    attributes: { creationDate: '2026-03-01T10:00:00Z', mfaAuthenticated: 'false' },
  },
};

/** 2026-03-01T10:00:00Z */
export const TEN = 1_772_359_200;

export type Fields = Record<string, unknown>;

/** A record of a call `service:API` by a user's key, but for the fields that are given. */
export function recordOf(call: string, fields: Fields = {}): Fields {
  const [service, eventName] = call.split(':');
  return {
    eventVersion: '1.11',
    userIdentity: user,
    eventTime: '2026-03-01T10:00:00Z',
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: 'us-east-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.32.0',
    requestParameters: null,
    responseElements: null,
    requestID: '11111111-1111-4111-8111-111111111111',
    eventID: '22222222-2222-4222-8222-222222222222',
    recipientAccountId: ACCOUNT,
    ...fields,
  };
}

/** The rows of one kind that records give. */
export function rowsOf<Kind extends FactKind>(kind: Kind, ...records: readonly unknown[]): FactRow<Kind>[] {
  const facts = factsOf(records);
  return readRows<Columns>(factColumns[kind], facts[kind], facts.texts) as unknown as FactRow<Kind>[];
}
