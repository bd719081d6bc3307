import type { AwsStub, StubAnswer, StubCall } from '../support/aws-stub.ts';
import { textColumns, run } from './load-table.ts';
import { coordinator } from './queried.ts';

/** CloudTrail Lake's API before a real Trino: Lake takes SELECT statements of Trino (userguide/query-limitations). */

export const STORE = 'eventdatastore/4f1c7c1e-1111-4222-8333-123456789012';
const ID = STORE.slice(STORE.indexOf('/') + 1);
const PAGE = 700;

/** A table of Lake's schema: every event whole as `eventjson`, times as timestamps. Made of lines, one record each. */
export async function lakeTable(table: string, { lines }: { lines: string }): Promise<void> {
  // Fields that are objects come as maps, which no statement of ours reads.
  const objects = new Set(['requestparameters', 'responseelements', 'additionaleventdata', 'serviceeventdetails']);
  const columns = textColumns
    .filter((column) => !objects.has(column) && column !== 'eventtime')
    .map((column) => `json_extract_scalar(line, '$.${namesOf.get(column) ?? column}') AS ${column}`);
  await run(
    coordinator,
    `CREATE TABLE ${table} WITH (format = 'PARQUET') AS SELECT
      CAST(from_iso8601_timestamp(json_extract_scalar(line, '$.eventTime')) AT TIME ZONE 'UTC' AS timestamp(3)) AS eventtime,
      ${columns.join(', ')}, line AS eventjson FROM ${lines}`,
  );
}

const namesOf = new Map(
  `eventVersion eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage requestID eventID readOnly
  eventType apiVersion recipientAccountId sharedEventID vpcEndpointId vpcEndpointAccountId eventCategory
  sessionCredentialFromConsole`
    .split(/\s+/)
    .map((name) => [name.toLowerCase(), name]),
);

export function playLake(stub: AwsStub, { table, columns }: { table: string; columns: readonly string[] }): void {
  const rowsOf = new Map<string, unknown[][] | Error>();
  let queries = 0;
  stub.answer = (call): StubAnswer => {
    const wrong = wrongIn(call);
    if (wrong !== null) return { fail: { code: 'InvalidParameterException', message: wrong } };
    const { action, input } = call;
    const id = String(input['QueryId']);
    const rows = rowsOf.get(id);
    switch (action) {
      case 'StartQuery': {
        const started = `00000000-0000-4000-8000-${String(++queries).padStart(12, '0')}`;
        void run(coordinator, inTrino(String(input['QueryStatement']), table))
          .catch((error: Error) => error)
          .then((result) => rowsOf.set(started, result));
        return { QueryId: started };
      }
      case 'DescribeQuery':
        if (rows instanceof Error) return { QueryStatus: 'FAILED', ErrorMessage: rows.message };
        return {
          QueryStatus: rows === undefined ? 'RUNNING' : 'FINISHED',
          QueryStatistics: { BytesScanned: 12_000_000 },
        };
      case 'GetQueryResults': {
        const from = Number(input['NextToken'] ?? 0);
        const page = (rows as unknown[][]).slice(from, from + PAGE);
        return {
          QueryStatus: 'FINISHED',
          QueryResultRows: page.map((row) => row.map((value, at) => ({ [columns[at]!]: String(value) }))),
          ...(from + PAGE < (rows as unknown[][]).length ? { NextToken: String(from + PAGE) } : {}),
        };
      }
      default:
        return undefined;
    }
  };
}

/** A store is named by its id without quotes, and times are compared with texts (userguide/create-or-edit-query). */
const inTrino = (sql: string, table: string): string =>
  sql.replaceAll(`FROM ${ID}`, `FROM ${table}`).replaceAll(/(eventtime (?:>=|<) )('[^']+')/g, '$1TIMESTAMP $2');

/** By the constraints of the API reference (awscloudtrail/APIReference). */
function wrongIn({ action, input, service }: StubCall): string | null {
  if (service !== 'cloudtrail') return null;
  switch (action) {
    case 'StartQuery': {
      const { length } = String(input['QueryStatement']);
      return length >= 1 && length <= 10_000 ? null : 'QueryStatement';
    }
    case 'DescribeQuery':
    case 'GetQueryResults': {
      const most = Number(input['MaxQueryResults'] ?? 1000);
      if (!/^[a-f0-9-]{36}$/.test(String(input['QueryId']))) return 'QueryId';
      return most >= 1 && most <= 1000 ? null : 'MaxQueryResults';
    }
    default:
      return `${action} is no call that stemma makes of Lake`;
  }
}
