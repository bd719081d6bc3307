import { Command } from '@commander-js/extra-typings';
import type { ExitCode } from '../../lib/errors.ts';
import { forJson, forTerminal } from '../../lib/neutralise.ts';
import { formatTime } from '../../lib/time.ts';
import type { TrailReport, TrailsResult } from '../../pipeline/index.ts';
import { ended, writeAll, type Io } from '../io.ts';
import {
  awsOptionsOf,
  endpointOption,
  formatOption,
  profileOption,
  regionOption,
  type AwsOptionValues,
} from '../options.ts';
import { tellProblems } from '../tell-problems.ts';
import type { CreateCommand } from './command.ts';

export const createTrails: CreateCommand = (io, finish) =>
  new Command('trails')
    .description('list the trails and event data stores of an account, what they lack, and how to scan each')
    .addOption(profileOption())
    .addOption(regionOption())
    .addOption(endpointOption())
    .addOption(formatOption())
    .addHelpText('after', '\nExample:\n  stemma trails --profile audit')
    .action(async (options) => finish(await runTrails(options, io)));

async function runTrails(options: AwsOptionValues & { format: 'text' | 'json' }, io: Io): Promise<ExitCode> {
  const { findTrails } = await import('../../pipeline/index.ts');
  const result = await findTrails(awsOptionsOf(options), io.signal);
  tellProblems(result.problems, io);
  const json = `${forJson(JSON.stringify({ ...result, trails: result.trails.map(row) }, null, 2))}\n`;
  await writeAll(io.stdout, options.format === 'json' ? [json] : ended(lines(result, options)));
  return result.problems.length > 0 ? 4 : 0;
}

const row = (trail: TrailReport): object => ({
  ...trail,
  lastDeliveryAt: trail.lastDeliveryAt === null ? null : formatTime(trail.lastDeliveryAt),
});

function* lines({ accountId, trails }: TrailsResult, options: AwsOptionValues): Generator<string> {
  const profile = options.profile === undefined ? '' : ` --profile ${quoted(options.profile)}`;
  if (trails.length === 0) {
    yield `account ${accountId}: no trail and no event data store is to be seen`;
    yield `scan its event history of 90 days:  stemma scan cloudtrail:${profile}`;
    return;
  }
  for (const trail of trails) {
    const kind = trail.kind === 'trail' ? 'trail' : 'event data store';
    yield `${kind} ${forTerminal(trail.name)}  ${forTerminal(trail.arn)}`;
    yield `  ${facts(trail).join(', ')}`;
    if (trail.missing.length === 0) yield '  records what lineage needs';
    for (const clause of trail.missing) yield `  lacks: ${forTerminal(clause)}`;
    const region = trail.homeRegion === null ? '' : ` --region ${forTerminal(trail.homeRegion)}`;
    yield `  scan with:  stemma scan ${quoted(trail.source)}${profile}${region}`;
    yield '';
  }
}

function facts(trail: TrailReport): string[] {
  const { logging, organization, multiRegion, homeRegion, writesTo, lastDeliveryAt, logFileValidation } = trail;
  return [
    logging === null ? 'logging: not known' : logging ? 'logging' : 'NOT logging',
    organization === true ? 'of the organization' : 'of the account',
    multiRegion === true ? 'all regions' : `region ${forTerminal(homeRegion ?? 'not known')}`,
    ...(writesTo === null ? [] : [`writes to ${forTerminal(writesTo)}`]),
    ...(lastDeliveryAt === null ? [] : [`last delivery ${formatTime(lastDeliveryAt)}`]),
    ...(logFileValidation === false ? ['no digests: its files cannot be verified'] : []),
  ];
}

/** As one word of a shell. */
function quoted(text: string): string {
  const shown = forTerminal(text);
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
