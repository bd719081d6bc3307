import { Command } from '@commander-js/extra-typings';
import type { ExitCode } from '../../lib/errors.ts';
import { forJson, forTerminal } from '../../lib/neutralise.ts';
import { formatTime } from '../../lib/time.ts';
import type { Verdict } from '../../pipeline/index.ts';
import { ended, writeAll, type Io } from '../io.ts';
import {
  awsOptionsOf,
  checkRange,
  endpointOption,
  formatOption,
  profileOption,
  publicKeysOption,
  regionOption,
  requestPayerOption,
  sinceOption,
  untilOption,
  type AwsOptionValues,
} from '../options.ts';
import type { CreateCommand } from './command.ts';

interface VerifyOptions extends AwsOptionValues {
  format: 'text' | 'json';
  publicKeys?: string;
  since?: number;
  until?: number;
}

export const createVerify: CreateCommand = (io, finish) =>
  new Command('verify')
    .description('check by the digest files that log files are as CloudTrail delivered them')
    .argument('<source>', 's3://bucket/prefix, or a folder that was copied from one')
    .addOption(sinceOption('files that were delivered'))
    .addOption(untilOption('files that were delivered'))
    .addOption(publicKeysOption())
    .addOption(profileOption())
    .addOption(regionOption())
    .addOption(endpointOption())
    .addOption(requestPayerOption())
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
Exit code 4 where a file is modified, missing, forged, or not vouched for though it should be.

Examples:
  stemma verify s3://org-trail/AWSLogs/111122223333/
  stemma verify s3://org-trail --since 2026-10-01 --until 2026-10-08
  aws cloudtrail list-public-keys --start-time 2026-10-01 > keys.json
  stemma verify AWSLogs/ --public-keys keys.json`,
    )
    .action(async (source, options) => finish(await runVerify(source, options, io)));

async function runVerify(source: string, options: VerifyOptions, io: Io): Promise<ExitCode> {
  checkRange(options);
  const { verify } = await import('../../pipeline/index.ts');
  const publicKeys = options.publicKeys ?? null;
  const range = { since: options.since ?? null, until: options.until ?? null };
  const verdict = await verify({ source, aws: awsOptionsOf(options), publicKeys, ...range, signal: io.signal });
  const json = `${forJson(JSON.stringify(asJson(verdict), null, 2))}\n`;
  await writeAll(io.stdout, options.format === 'json' ? [json] : ended(lines(verdict)));
  const isWhole =
    verdict.unread.length === 0 && verdict.files.every(({ state, atEdge }) => state === 'valid' || atEdge);
  return isWhole ? 0 : 4;
}

function asJson({ files, chains, unread }: Verdict): object {
  const time = (at: number | null): string | null => (at === null ? null : formatTime(at));
  return {
    counts: counts(files),
    chains: chains.map((chain) => ({ ...chain, from: time(chain.from), to: time(chain.to) })),
    files,
    unread: unread.map(({ source, reason }) => ({ source, reason })),
  };
}

function counts(files: Verdict['files']): Record<string, number> {
  const found: Record<string, number> = { valid: 0, modified: 0, missing: 0, forged: 0, unsigned: 0 };
  for (const { state } of files) found[state] = (found[state] ?? 0) + 1;
  return found;
}

const MOST_LINES = 50;

function* lines({ files, chains, unread }: Verdict): Generator<string> {
  yield Object.entries(counts(files))
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
  for (const chain of chains) {
    const range =
      chain.from === null || chain.to === null ? '' : `, ${formatTime(chain.from)} to ${formatTime(chain.to)}`;
    const late = chain.backfill ? ', late deliveries' : '';
    yield `trail ${forTerminal(chain.trail)}, account ${chain.accountId}, ${chain.region}: ${chain.digests} digests${range}${late}`;
    for (const note of chain.notes) yield `  ${forTerminal(note)}`;
  }
  const bad = [
    ...unread.map((one) => ({ ...one, state: 'unread' })),
    ...files.filter(({ state }) => state !== 'valid'),
  ];
  if (bad.length > 0) yield '';
  for (const { state, source, reason } of bad.slice(0, MOST_LINES)) {
    yield `${state.toUpperCase().padEnd(8)}  ${forTerminal(source)}: ${forTerminal(reason ?? '')}`;
  }
  if (bad.length > MOST_LINES) yield `… and ${bad.length - MOST_LINES} more: --format json lists them all`;
}
