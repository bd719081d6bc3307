import { availableParallelism } from 'node:os';
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { UsageError } from '../lib/errors.ts';
import { formatTime, parseTime } from '../lib/time.ts';
import type { AwsOptions } from '../model/aws.ts';
import { severities } from '../model/finding.ts';

export const DEFAULT_CASE = 'stemma.db';

/** An option that may be given again: every occurrence adds one. The help says what holds without it. */
export const repeatable = <Flags extends string>(flags: Flags, description: string, without = 'none') =>
  new Option(flags, description)
    .argParser((value: string, values: string[]): string[] => [...values, value])
    .default([] as string[], without);

/** Options that several commands have, worded and checked alike. */
export const caseOption = () =>
  new Option('--case <file>', 'the case file; :memory: keeps nothing').default(DEFAULT_CASE);

export const configOption = () =>
  new Option('--config <file>', 'configuration (default: stemma.config.json if present)');

export const asOfOption = () =>
  new Option(
    '--as-of <time>',
    'the moment that decides live or expired: ISO time, "now", or "last" (the newest record)',
  )
    .default('now' as const)
    .argParser(asOf);

export const sinceOption = (what = 'records') =>
  new Option('--since <time>', `only ${what} from this ISO time on`).argParser(isoTime);

export const untilOption = (what = 'records') =>
  new Option('--until <time>', `only ${what} before this ISO time`).argParser(isoTime);

interface Range {
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** Throws where a range ends before it begins: no record lies in it, and a scan of it would say that there is nothing. */
export function checkRange({ since, until }: Range): void {
  if (since === undefined || until === undefined || since < until) return;
  const asked = `--since ${formatTime(since)} --until ${formatTime(until)}`;
  throw new UsageError(
    `${asked}: ends before it begins`,
    '--since is the earlier one; the moment of --until is not included',
  );
}

export const formatOption = () =>
  new Option('--format <format>', 'what stdout shows').choices(['text', 'json'] as const).default('text' as const);

export const asciiOption = () => new Option('--ascii', 'draw trees without Unicode');

export const failOnOption = () =>
  new Option('--fail-on <severity>', 'exit 1 where a finding of at least that severity exists').choices(severities);

export const explainOption = () =>
  new Option(
    '--explain <rule or finding>',
    'say why a rule or finding fired; as rule:ASIA… also why the rule did not fire on a credential',
  );

export const workersOption = () =>
  new Option('--workers <n>', 'worker threads').default(availableParallelism(), 'cores').argParser((text) => {
    const workers = Number(text);
    if (!Number.isInteger(workers) || workers < 1 || workers > 256) {
      throw new InvalidArgumentError('It must be a whole number from 1 to 256.');
    }
    return workers;
  });

export const outputOption = () =>
  repeatable(
    '-o, --output <file>',
    'write a report; repeatable; format by ending: .json .xlsx .html .md .csv .ocsf.json .txt',
  );

/** How to reach AWS, for every command that does. */
export const profileOption = () => new Option('--profile <name>', 'AWS profile (default: as the AWS CLI finds it)');

export const regionOption = () =>
  new Option('--region <region>', 'AWS region (default: that of the profile)').argParser(regionName);

/** Servers that are not AWS have regions of other names: what may be part of a host name may be one. */
function regionName(text: string): string {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(text))
    throw new InvalidArgumentError('It must be a region, such as eu-west-1.');
  return text;
}

export const endpointOption = () =>
  new Option('--endpoint-url <url>', 'another endpoint for every AWS call, such as an S3 of your own').argParser(
    (text) => {
      const isUrl = URL.canParse(text) && /^https?:/i.test(text);
      if (!isUrl) throw new InvalidArgumentError('It must be an http or https URL, such as http://127.0.0.1:9000.');
      return text;
    },
  );

export const requestPayerOption = () =>
  new Option('--request-payer', 'pay for reading a bucket of which the reader pays (requester pays)');

export const maxScanOption = () =>
  new Option('--max-scan-gb <n>', 'refuse queries that read more of the logs than this (athena:, lake:)').argParser(
    (text) => {
      if (!/^\d+(?:\.\d+)?$/.test(text) || Number(text) === 0)
        throw new InvalidArgumentError('It must be a number above 0.');
      return Number(text);
    },
  );

export const lookOption = () =>
  new Option('--look-seconds <n>', 'with --issuances-only: how long to ask; the next run goes on; 0: until all is read')
    .default(40)
    .argParser((text): number | null => {
      if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number of seconds.');
      return Number(text) === 0 ? null : Number(text);
    });

export const publicKeysOption = () =>
  new Option(
    '--public-keys <file>',
    'public keys as "aws cloudtrail list-public-keys" prints them (default: asks AWS)',
  );

export const regionsOption = () =>
  new Option(
    '--regions <regions>',
    'ask only in these regions, with commas between (default: all that are enabled)',
  ).argParser(regionNames);

const regionNames = (text: string): string[] =>
  text
    .split(',')
    .filter((region) => region !== '')
    .map(regionName);

export interface AwsOptionValues {
  readonly profile?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly requestPayer?: true;
}

export function awsOptionsOf({ profile, region, endpointUrl, requestPayer }: AwsOptionValues): AwsOptions {
  return {
    profile: profile ?? null,
    region: region ?? null,
    endpointUrl: endpointUrl ?? null,
    requestPayer: requestPayer ?? false,
  };
}

/** Repeatable: the accounts of an organization may be in several files. */
export const iamOption = () =>
  repeatable(
    '--iam <file, folder or live>',
    'IAM snapshot, kept with the case; repeatable: get-account-authorization-details, a snapshot file, an iam-collect folder, or "live"',
  );

/** For commands that ask without keeping: a file or folder beside, or in place of, what the case keeps. */
export const iamPathOption = () =>
  repeatable('--iam <path>', 'IAM snapshot: file or folder; repeatable', 'the one kept with the case');

export type AsOf = number | 'now' | 'last';

function asOf(text: string): AsOf {
  return text === 'now' || text === 'last' ? text : timeOf(text, '"now", "last" or an ISO 8601 time in UTC');
}

const isoTime = (text: string): number => timeOf(text, 'an ISO 8601 time in UTC');

function timeOf(text: string, what: string): number {
  const dayOnly = /^\d{4}-\d\d-\d\d$/.test(text);
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? parseTime(dayOnly ? `${text}T00:00:00Z` : text) : null;
  if (time === null) throw new InvalidArgumentError(`It must be ${what}, such as 2026-11-01T12:00:00Z.`);
  return time;
}
