import type { AwsOptions } from '../model/aws.ts';
import { makeTable, type NewTable, printedQuery, tableStatement } from '../sources/index.ts';

export { usualRegions } from '../aws/index.ts';
export { printedQuery, tableStatement };

/** Makes the table in Athena; a table of that name that is there stays as it is. */
export async function makeAthenaTable(
  table: NewTable,
  {
    aws,
    workgroup,
    output,
    signal,
  }: { aws: AwsOptions; workgroup: string; output: string | null; signal: AbortSignal },
): Promise<void> {
  await makeTable(tableStatement(table), { aws, workgroup, output, signal });
}
