import { StemmaError } from '../../lib/errors.ts';
import { parseTime } from '../../lib/time.ts';
import type { QueriedRow } from '../../model/queried.ts';

/** One row of an answer, by the names of `answerColumns`. */
export type AnswerRow = Readonly<Record<string, string | number | bigint | boolean | null>>;

/** Turns a row of the answer to `factsQuery` into a record, or into a group with the first of its records. */
export function queriedRow(row: AnswerRow): QueriedRow {
  const [firstTime, firstID, ...firstName] = textOf(row['first'])?.split(' ') ?? [];
  const head = { eventTime: firstTime, eventID: firstID, eventName: firstName.join(' '), ...sharedFields(row) };
  if (row['eventid'] !== null && row['eventid'] !== undefined) {
    return { kind: 'event', record: { ...head, ...detailFields(row) } };
  }
  const [lastTime, lastEventID] = textOf(row['last'])?.split(' ') ?? [];
  return {
    kind: 'group',
    record: head,
    activity: textOf(row['activity']) ?? 'other',
    last: parseTime(lastTime) ?? 0,
    lastEventID: lastEventID ?? '',
    count: Number(row['events']),
  };
}

function sharedFields(row: AnswerRow): Record<string, unknown> {
  const failed = row['failed'] === true || row['failed'] === 'true';
  return {
    eventSource: row['eventsource'],
    awsRegion: row['awsregion'],
    recipientAccountId: row['recipientaccountid'],
    sourceIPAddress: row['sourceipaddress'],
    userAgent: row['useragent'],
    vpcEndpointId: row['vpcendpointid'],
    vpcEndpointAccountId: row['vpcendpointaccountid'],
    sessionCredentialFromConsole: row['sessioncredentialfromconsole'],
    userIdentity: withCloudTrailNames(jsonIn(row, 'useridentity')),
    // Which error it was is no fact; that there was one is.
    ...(failed ? { errorCode: 'failed' } : {}),
  };
}

const details = ['requestParameters', 'responseElements', 'additionalEventData', 'serviceEventDetails', 'resources'];

function detailFields(row: AnswerRow): Record<string, unknown> {
  const whole = jsonIn(row, 'record');
  if (typeof whole === 'object' && whole !== null) return { ...whole };
  const fields = details.map((field) => [field, jsonIn(row, field.toLowerCase())]);
  return {
    ...Object.fromEntries(fields),
    requestID: row['requestid'] ?? null,
    sharedEventID: row['sharedeventid'] ?? null,
  };
}

function jsonIn(row: AnswerRow, column: string): unknown {
  const text = textOf(row[column]);
  if (text === null || text === '') return null;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StemmaError(`the column ${column} holds what is no JSON`, {
      exitCode: 3,
      hint: 'read the logs by a table as "stemma athena setup" prints it',
      cause,
    });
  }
}

const textOf = (value: AnswerRow[string] | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

/** Tables have all names in lower case; CloudTrail's own are these. */
const cloudTrailNames = [
  'principalId',
  'accountId',
  'invokedBy',
  'accessKeyId',
  'userName',
  'onBehalfOf',
  'userId',
  'identityStoreArn',
  'sessionContext',
  'mfaAuthenticated',
  'creationDate',
  'sessionIssuer',
  'ec2RoleDelivery',
  'webIdFederationData',
  'federatedProvider',
  'sourceIdentity',
  'assumedRoot',
  'signInSessionArn',
  'inScopeOf',
  'sourceArn',
  'sourceAccount',
  'issuerType',
  'credentialsIssuedTo',
  'invokedByDelegate',
  'identityProvider',
  'credentialId',
];
const cloudTrailNameOf = new Map(cloudTrailNames.map((field) => [field.toLowerCase(), field]));

function withCloudTrailNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withCloudTrailNames);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([field, inner]) => [
    cloudTrailNameOf.get(field.toLowerCase()) ?? field,
    withCloudTrailNames(inner),
  ]);
  return Object.fromEntries(fields);
}
