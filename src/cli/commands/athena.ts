import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { formatTime } from '../../lib/time.ts';
import type { Io } from '../io.ts';
import {
  awsOptionsOf,
  type AwsOptionValues,
  checkRange,
  endpointOption,
  profileOption,
  regionOption,
  sinceOption,
  untilOption,
} from '../options.ts';
import type { CreateCommand } from './command.ts';

const DAY = 86_400;
/** What a printed query asks for where nobody says. */
const USUAL_DAYS = 7;

export const createAthena: CreateCommand = (io, finish) => {
  const athena = new Command('athena')
    .description('the table that athena:// reads, and SQL to ask it by hand')
    .addHelpText(
      'after',
      `
Examples:
  stemma athena setup s3://my-trail --accounts 111122223333
  stemma athena sql live --since 2026-11-01 > live.sql`,
    );
  athena
    .command('setup')
    .description('print the statement that makes a table over a trail; with --apply, run it')
    .argument('<trail>', 's3://bucket/prefix, what AWSLogs lies in, or that folder')
    .requiredOption('--accounts <ids>', 'accounts whose logs the bucket holds, comma-separated', list)
    .option('--organization <id>', 'o-… of an organisation trail')
    .option('--regions <names>', 'regions, comma-separated (default: those that every account has)', list)
    .option('--database <name>', 'database of the table', 'default')
    .option('--table <name>', 'name of the table', 'cloudtrail_logs')
    .addOption(sinceOption())
    .option('--apply', 'make the table in Athena; one of that name that is there stays as it is')
    .option('--workgroup <name>', 'workgroup that makes it', 'primary')
    .option('--output <place>', 's3://… for results, where the workgroup has no place of its own')
    .addOption(profileOption())
    .addOption(regionOption())
    .addOption(endpointOption())
    .addHelpText(
      'after',
      `
Examples:
  stemma athena setup s3://org-trail --organization o-abcdefghij --accounts 111122223333,444455556666
  stemma athena setup s3://my-trail --accounts 111122223333 --regions us-east-1,eu-west-1 --apply`,
    )
    .action(async (trail, options) => {
      await setUp(trail, options, io);
      finish(0);
    });
  athena
    .command('sql')
    .description('print SQL over such a table: issuances, uses, controls, live, chains, or facts (what a scan runs)')
    .argument('<query>', 'issuances, uses, controls, live, chains or facts')
    .option('--table <name>', 'database.table', 'default.cloudtrail_logs')
    .addOption(sinceOption())
    .addOption(untilOption())
    .addHelpText('after', '\nExample:\n  stemma athena sql live --since 2026-11-01 > live.sql')
    .action(async (query, { table, since, until }) => {
      checkRange({ since, until });
      const { printedQuery } = await import('../../pipeline/index.ts');
      const to = until ?? Math.ceil(io.now() / 3600) * 3600;
      const from = since ?? to - USUAL_DAYS * DAY;
      io.stdout.write(`${printedQuery(query, { table, from, to, asOf: io.now() })}\n`);
      finish(0);
    });
  return athena;
};

/** A scan of the table cannot tell: a region that is no value of the partition has no logs for it. */
const usualRegionsOnly =
  'note: the table has the regions that every account has; logs of others that were enabled are in it with --regions\n';

interface SetupOptions extends AwsOptionValues {
  readonly accounts: string[];
  readonly organization?: string;
  readonly regions?: string[];
  readonly database: string;
  readonly table: string;
  readonly since?: number;
  readonly apply?: true;
  readonly workgroup: string;
  readonly output?: string;
}

async function setUp(trail: string, options: SetupOptions, io: Io): Promise<void> {
  const { makeAthenaTable, tableStatement, usualRegions } = await import('../../pipeline/index.ts');
  const { accounts, database, table, workgroup } = options;
  const made = {
    trail,
    accounts,
    database,
    table,
    organization: options.organization ?? null,
    regions: options.regions ?? usualRegions,
    since: options.since ?? io.now() - 400 * DAY,
  };
  io.stdout.write(`${tableStatement(made)}\n`);
  if (options.regions === undefined) io.stderr.write(usualRegionsOnly);
  if (options.apply !== true) return;
  const output = options.output ?? null;
  await makeAthenaTable(made, { aws: awsOptionsOf(options), workgroup, output, signal: io.signal });
  const scan = `stemma scan athena://${workgroup}/${database}/${table} --since ${formatTime(io.now() - USUAL_DAYS * DAY).slice(0, 10)}`;
  io.stderr.write(`the table is there. To read it:\n  ${scan}\n`);
}

function list(text: string): string[] {
  const items = text.split(',').map((item) => item.trim());
  if (items.includes('')) throw new InvalidArgumentError('It must be a comma-separated list without gaps.');
  return items;
}
