import { createHash } from 'node:crypto';
import { factsOf } from '../../src/evidence/index.ts';
import { buildLineage, originOf } from '../../src/lineage/index.ts';
import { parseTime } from '../../src/lib/time.ts';
import { parentBases, type Lineage } from '../../src/model/lineage.ts';

export type Json = { readonly [name: string]: unknown };

export const ACCOUNT = '111122223333';
export const OTHER = '444455556666';
export const DAY = '2026-03-01T';

/** A record of CloudTrail with what every record has. The same content has the same `eventID`, in any order of telling. */
export function record(fields: Json & { readonly at: string; readonly userIdentity: Json }): Json {
  const { at, ...own } = fields;
  const content = {
    eventVersion: '1.11',
    eventTime: `${DAY}${at}Z`,
    awsRegion: 'us-east-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.32.0',
    eventSource: 's3.amazonaws.com',
    eventName: 'ListBuckets',
    recipientAccountId: ACCOUNT,
    eventType: 'AwsApiCall',
    requestParameters: null,
    responseElements: null,
    ...own,
  };
  const hex = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const eventID = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return { eventID, ...content };
}

/** An IAM user, with the session of its key where it is a temporary one. */
export function user(name: string, key: string | null, session: Json | null = null): Json {
  return {
    type: 'IAMUser',
    principalId: `AIDA${name.toUpperCase()}EXAMPLE`,
    arn: `arn:aws:iam::${ACCOUNT}:user/${name}`,
    accountId: ACCOUNT,
    userName: name,
    ...(key !== null && { accessKeyId: key }),
    ...(session !== null && { sessionContext: session }),
  };
}

/** `sessionContext` of a session that was created at a clock time. */
export function session(at: string, more: Json = {}, mfa = false): Json {
  return { attributes: { creationDate: `${DAY}${at}Z`, mfaAuthenticated: String(mfa) }, ...more };
}

export interface RoleOptions {
  readonly path?: string;
  readonly account?: string;
  readonly context?: Json;
  readonly identity?: Json;
}

/** A session of a role, created at a clock time. */
export function roleSession(roleAndName: string, key: string | null, at: string, options: RoleOptions = {}): Json {
  const [role, name] = roleAndName.split('/') as [string, string];
  const { account = ACCOUNT, path = '/' } = options;
  const principalId = `AROA${role.toUpperCase()}EXAMPLE`;
  const issuer = {
    type: 'Role',
    principalId,
    arn: `arn:aws:iam::${account}:role${path}${role}`,
    accountId: account,
    userName: role,
  };
  return {
    type: 'AssumedRole',
    principalId: `${principalId}:${name}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
    accountId: account,
    ...(key !== null && { accessKeyId: key }),
    sessionContext: session(at, { sessionIssuer: issuer, ...options.context }),
    ...options.identity,
  };
}

export interface MintOptions {
  readonly path?: string;
  readonly account?: string;
  /** Services' issuances log no `assumedRoleUser`. */
  readonly bare?: boolean;
  readonly request?: Json;
  readonly response?: Json;
  readonly fields?: Json;
  readonly expiration?: string | null;
}

/** An AssumeRole, or another call that mints a role session, that succeeded. */
export function assume(
  identity: Json,
  at: string,
  child: string,
  roleAndName: string,
  options: MintOptions = {},
): Json {
  const [role, name] = roleAndName.split('/') as [string, string];
  const { account = ACCOUNT, path = '/', expiration = 'Mar 1, 2026, 11:30:00 PM' } = options;
  const assumedRoleUser = {
    assumedRoleId: `AROA${role.toUpperCase()}EXAMPLE:${name}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
  };
  return record({
    at,
    userIdentity: identity,
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    requestParameters: {
      roleArn: `arn:aws:iam::${account}:role${path}${role}`,
      roleSessionName: name,
      ...options.request,
    },
    responseElements: {
      credentials: { accessKeyId: child, sessionToken: 'EXAMPLESECRET', ...(expiration !== null && { expiration }) },
      ...(options.bare !== true && { assumedRoleUser }),
      ...options.response,
    },
    ...options.fields,
  });
}

/** Any other call of STS, or of a service like it, that mints. */
export function mint(identity: Json, at: string, child: string, fields: Json): Json {
  return record({
    at,
    userIdentity: identity,
    eventSource: 'sts.amazonaws.com',
    responseElements: { credentials: { accessKeyId: child, sessionToken: 'EXAMPLESECRET' } },
    ...fields,
  });
}

/** An AWS service as caller. */
export function service(invokedBy: string): Json {
  return { type: 'AWSService', invokedBy };
}

/** A call that a service makes for a principal. */
export function forwarded(identity: Json, at: string, by = 'secretsmanager.amazonaws.com'): Json {
  return record({ at, userIdentity: { ...identity, invokedBy: by }, sourceIPAddress: by, userAgent: by });
}

/** The lineage of records as of a clock time of their day. */
export function lineageOf(records: readonly unknown[], asOf = '23:00:00'): Lineage {
  return buildLineage(factsOf(records), { asOf: clock(asOf) });
}

export function clock(time: string): number {
  return parseTime(`${DAY}${time}Z`)!;
}

/** What a lineage says of one key, in texts. */
export function told(lineage: Lineage, key: string) {
  const { credentials: table, facts } = lineage;
  const at = lineage.find(key);
  if (at < 0) throw new Error(`no credential ${key}`);
  const text = (code: number): string | null => facts.texts.get(code);
  const parent = table.parent[at]!;
  const origin = originOf(lineage, at);
  return {
    parent: parent < 0 ? null : text(table.accessKeyId[parent]!),
    basis: parentBases[table.parentBasis[at]!]!,
    origin: `${origin.kind} ${origin.id}`,
    inferred: table.originInferred[at] === 1,
    depth: table.depth[at]!,
    forwarded: table.forwarded[at] === 1,
    live: table.live[at] === 1,
    issuedAt: table.issuedAt[at]!,
    expiresAt: table.expiresAt[at]!,
    mfa: [null, false, true][table.mfa[at]!]!,
    accountId: text(table.accountId[at]!),
    principalArn: text(table.principalArn[at]!),
    roleArn: text(table.roleArn[at]!),
    sessionName: text(table.sessionName[at]!),
    userName: text(table.userName[at]!),
    sourceIdentity: text(table.sourceIdentity[at]!),
    uses: table.uses[at]!,
    errors: table.errors[at]!,
    revokedBy: table.revokedBy[at]! < 0 ? null : text(facts.controls.columns.kind[table.revokedBy[at]!]!),
  };
}
