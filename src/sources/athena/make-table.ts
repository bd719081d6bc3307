import { connectAws, openAthena } from '../../aws/index.ts';
import type { AwsOptions } from '../../model/aws.ts';
import { notSucceeded, runStatement } from './run-athena.ts';

/** Runs a statement that makes a table. Throws a `StemmaError` where Athena will not. */
export async function makeTable(
  sql: string,
  {
    aws,
    workgroup,
    output,
    signal,
  }: { aws: AwsOptions; workgroup: string; output: string | null; signal: AbortSignal },
): Promise<void> {
  const connection = connectAws(aws);
  const athena = await openAthena(connection, workgroup);
  const subject = `Athena's workgroup ${workgroup}`;
  const ran = await runStatement({ athena, aws: connection, database: null, output, subject }, sql, signal);
  if (ran.outcome.state !== 'SUCCEEDED') throw notSucceeded(ran, subject);
}
