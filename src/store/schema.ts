import type { ColumnType, Columns } from '../model/columns.ts';
import { factColumns, type FactKind } from '../model/facts.ts';

/** Raised whenever a case that an older stemma wrote would be misread. */
export const SCHEMA_VERSION = 2;

export const factKinds = Object.keys(factColumns) as FactKind[];

/** The columns of one kind of facts, in the order in which its table has them. */
export function columnsOf(kind: FactKind): [name: string, type: ColumnType][] {
  return Object.entries(factColumns[kind] as Columns);
}

/** A column or table name of ours in SQL. Never called with what a user or a log says. */
export const quoted = (name: string): string => `"${name}"`;

const sqlTypes: Record<ColumnType, string> = {
  text: 'VARCHAR',
  time: 'TIMESTAMP',
  count: 'UINTEGER',
  flag: 'BOOLEAN',
  uuid: 'UUID',
};

function createTable(name: string, columns: readonly (readonly [name: string, sqlType: string])[]): string {
  return `CREATE TABLE ${quoted(name)} (${columns.map(([column, type]) => `${quoted(column)} ${type}`).join(', ')})`;
}

/** What the case keeps beside the facts. `since` and `until` are the range that a file was read for, null without bound. */
const bookkeeping: Record<string, Record<string, string>> = {
  meta: { name: 'VARCHAR', value: 'VARCHAR' },
  documents: { name: 'VARCHAR', document: 'VARCHAR' },
  files: {
    location: 'VARCHAR',
    source: 'VARCHAR',
    identity: 'VARCHAR',
    since: 'TIMESTAMP',
    until: 'TIMESTAMP',
    status: 'VARCHAR',
    reason: 'VARCHAR',
    events: 'UINTEGER',
    unreadable: 'UINTEGER',
  },
  seen_events: { hour: 'UINTEGER', identities: 'BLOB' },
};

const views = [
  `CREATE VIEW tokens AS
     SELECT "accessKeyId" AS access_key_id, "eventTime" AS issued_at, "expiration" AS expires_at,
       "eventName" AS issued_by, "signerAccessKeyId" AS signed_by, "callerArn" AS caller_arn,
       coalesce("roleArn", "principalArn") AS role_or_principal, "sessionName" AS session_name,
       "sourceIdentity" AS source_identity, "mfa" AS mfa, "recipientAccountId" AS account_id, "awsRegion" AS region,
       "sourceIPAddress" AS source_ip, "userAgent" AS user_agent, "eventID" AS event_id
     FROM issuances WHERE "accessKeyId" IS NOT NULL`,
  `CREATE VIEW token_uses AS
     SELECT "accessKeyId" AS access_key_id, "principalId" AS principal_id, "first" AS first_used, "last" AS last_used,
       "count" AS calls, "errors" AS errors, "eventSource" AS service, "activity" AS activity, "awsRegion" AS region,
       "sourceIPAddress" AS source_ip, "userAgent" AS user_agent, "invokedBy" AS invoked_by,
       "firstEventName" AS first_call, "firstEventID" AS first_event_id
     FROM uses`,
  `CREATE VIEW control_changes AS
     SELECT "eventTime" AS changed_at, "kind" AS kind, "eventName" AS event_name, "actorAccessKeyId" AS by_access_key_id,
       "actorArn" AS by_arn, coalesce("targetAccessKeyId", "targetUserName", "targetRoleName", "target") AS changed,
       coalesce("policyArn", "policyName") AS policy, "recipientAccountId" AS account_id, "awsRegion" AS region,
       "sourceIPAddress" AS source_ip, "eventID" AS event_id
     FROM controls`,
  `CREATE VIEW coverage AS
     SELECT "recipientAccountId" AS account_id, "awsRegion" AS region, CAST("first" AS DATE) AS day,
       min("first") AS first_event, max("last") AS last_event, CAST(sum("events") AS UBIGINT) AS events
     FROM volumes GROUP BY ALL ORDER BY ALL`,
];

/** The statements that make an empty case: a table for each kind of facts, the bookkeeping, the views for people. */
export function schemaStatements(): string[] {
  return [
    ...factKinds.map((kind) =>
      createTable(
        kind,
        columnsOf(kind).map(([name, type]) => [name, sqlTypes[type]]),
      ),
    ),
    ...Object.entries(bookkeeping).map(([name, columns]) => createTable(name, Object.entries(columns))),
    ...views,
    `INSERT INTO meta VALUES ('schema', '${SCHEMA_VERSION}'), ('compact', 'yes')`,
  ];
}
