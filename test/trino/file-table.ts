import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { literal } from '../../src/sources/sql/quote.ts';
import { dayOfDelivery, run, textColumns, wholeIdentity } from './load-table.ts';
import { coordinator, type Json } from './queried.ts';

/** What the catalog `hive` has as `local:///`. */
const folder = process.env['STEMMA_TEST_TRINO_FILES'] ?? '';
const ORGANISATION = 'o-example1234';

/** A trail in files, as CloudTrail lays it out below `<name>/AWSLogs`. */
export interface FiledTrail {
  readonly name: string;
  /** The folder on this machine. */
  readonly path: string;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** Days of delivery, `2026/11/01`, in order. */
  readonly days: readonly string[];
  /** Bytes of each file by its partition, `account/region/day`. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** Lays records out by account, region and day of delivery: one record a line, as the SerDe of a table gets them. */
export async function fileTrail(name: string, records: readonly Json[]): Promise<FiledTrail> {
  const partitions = new Map<string, Json[]>();
  for (const record of records) {
    const key = `${record['recipientAccountId'] as string}/${record['awsRegion'] as string}/${dayOfDelivery(record)!}`;
    partitions.set(key, [...(partitions.get(key) ?? []), record]);
  }
  const sizes = new Map<string, number>();
  for (const [key, some] of partitions) {
    const bytes = gzipSync(some.map((record) => `${JSON.stringify(record)}\n`).join(''));
    sizes.set(key, bytes.length);
    await putFile(name, key, bytes);
  }
  const parts = [...partitions.keys()].map((key) => [key.split('/'), key.split('/').slice(2).join('/')] as const);
  const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].sort();
  return {
    name,
    path: join(folder, name),
    accounts: distinct(parts.map(([[account]]) => account!)),
    regions: distinct(parts.map(([[, region]]) => region!)),
    days: distinct(parts.map(([, day]) => day)),
    sizes,
  };
}

/** Puts a file into a partition, `account/region/day`. */
export async function putFile(name: string, partition: string, bytes: Uint8Array | string): Promise<void> {
  const [account, region, ...day] = partition.split('/');
  const path = join(folder, name, 'AWSLogs', ORGANISATION, account!, 'CloudTrail', region!, ...day, 'x.json.gz');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

const columns = [
  ...textColumns.map((column) => `${column} varchar`),
  `useridentity ${wholeIdentity}`,
  'resources ARRAY(ROW(arn varchar, accountid varchar, type varchar))',
];

/** A table over the files where they lie, its partitions projected from their paths: what `stemma athena setup` prints, in Trino's words. */
export async function projectedTable(trail: FiledTrail, table: string): Promise<void> {
  const root = `local:///${trail.name}/AWSLogs/${ORGANISATION}`;
  const list = (texts: readonly string[]): string => `ARRAY[${texts.map(literal).join(', ')}]`;
  const oneOf = (texts: readonly string[]): string =>
    `varchar WITH (partition_projection_type = 'enum', partition_projection_values = ${list(texts)})`;
  const day = `varchar WITH (partition_projection_type = 'date', partition_projection_format = 'yyyy/MM/dd',
    partition_projection_range = ${list([trail.days[0]!, trail.days.at(-1)!])}, partition_projection_interval = 1,
    partition_projection_interval_unit = 'DAYS')`;
  const partitions = [`account ${oneOf(trail.accounts)}`, `region ${oneOf(trail.regions)}`, `"timestamp" ${day}`];
  await run(coordinator, 'CREATE SCHEMA IF NOT EXISTS hive.security');
  await run(
    coordinator,
    `CREATE TABLE ${table} (${[...columns, ...partitions].join(',\n')}) WITH (
      format = 'OPENX_JSON', external_location = '${root}', partitioned_by = ARRAY['account', 'region', 'timestamp'],
      partition_projection_enabled = true,
      partition_projection_location_template = '${root}/\${account}/CloudTrail/\${region}/\${timestamp}')`,
  );
}

/** The same rows as Parquet, in partitions that the catalog lists: by account, region and day, or by the parts of a date. */
export async function parquetTable(
  table: string,
  { from, by }: { from: string; by: 'day' | 'calendar' },
): Promise<void> {
  const names = [...textColumns, 'useridentity', 'resources'].join(', ');
  const parts =
    by === 'day'
      ? { partitions: ['account', 'region', 'timestamp'], select: 'account, region, "timestamp"' }
      : {
          partitions: ['year', 'month', 'day'],
          select: `substr("timestamp", 1, 4) AS year, CAST(substr("timestamp", 6, 2) AS integer) AS month,
            substr("timestamp", 9, 2) AS day`,
        };
  await run(
    coordinator,
    `CREATE TABLE ${table} WITH (format = 'PARQUET', partitioned_by = ARRAY[${parts.partitions.map(literal).join(', ')}])
      AS SELECT ${names}, ${parts.select} FROM ${from}`,
  );
}

/** A table of one column: the records as JSON texts. */
export async function linesTable(table: string, records: readonly Json[]): Promise<void> {
  await mkdir(join(folder, 'lines'), { recursive: true });
  const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  await writeFile(join(folder, 'lines/x.json.gz'), gzipSync(lines));
  await run(
    coordinator,
    `CREATE TABLE ${table} (line varchar) WITH (format = 'TEXTFILE', external_location = 'local:///lines')`,
  );
}
