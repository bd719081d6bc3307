import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { forJson, forTerminal } from '../../lib/neutralise.ts';
import { formatTime } from '../../lib/time.ts';
import { severities } from '../../model/finding.ts';
import type { Look } from '../../pipeline/index.ts';
import { ended, writeAll, type Io } from '../io.ts';
import {
  asciiOption,
  awsOptionsOf,
  caseOption,
  configOption,
  endpointOption,
  profileOption,
  regionOption,
  requestPayerOption,
  sinceOption,
  workersOption,
} from '../options.ts';
import { layoutOf, sameCaseOptions, type Layout } from '../review-case.ts';
import { version } from '../version.ts';
import type { CreateCommand } from './command.ts';

export const createWatch: CreateCommand = (io) =>
  new Command('watch')
    .description('keep reading, tell each new finding once')
    .argument('<source...>', 'as for scan; standard input cannot be watched')
    .option('--every <seconds>', 'how long to wait between two looks', wholeSeconds, 60)
    .addOption(
      new Option('--alert-on <severity>', 'the least that is told').choices(severities).default('medium' as const),
    )
    .addOption(
      new Option('--format <format>', 'text, or one finding as JSON a line')
        .choices(['text', 'jsonl'] as const)
        .default('text' as const),
    )
    .addOption(caseOption())
    .addOption(configOption())
    .addOption(sinceOption())
    .addOption(workersOption())
    .addOption(asciiOption())
    .addOption(profileOption())
    .addOption(regionOption())
    .addOption(endpointOption())
    .addOption(requestPayerOption())
    .addHelpText(
      'after',
      `
It ends with Ctrl-C. What was told is kept with the case: begun again, it repeats nothing, but tells what got worse.

Examples:
  stemma watch s3://org-trail/AWSLogs --since 2026-11-01 --every 300
  stemma watch AWSLogs/ --alert-on high --format jsonl | while read -r finding; do notify "$finding"; done`,
    )
    .action(async (sources, options) => {
      const { loadConfig, watch } = await import('../../pipeline/index.ts');
      const looks = watch({
        sources,
        casePath: options.case,
        config: await loadConfig(options.config ?? null),
        since: options.since ?? null,
        until: null,
        workers: options.workers,
        version: version(),
        aws: awsOptionsOf(options),
        issuancesOnly: false,
        verify: null,
        stdin: io.stdin,
        env: io.env,
        maxScanBytes: null,
        onNotice: (notice) => io.stderr.write(`note: ${forTerminal(notice)}\n`),
        signal: io.signal,
        onProgress: () => undefined,
        everySeconds: options.every,
        alertOn: options.alertOn,
        now: io.now,
      });
      const askWith = sameCaseOptions({ ...options, asOf: 'now' }, '');
      const layout = { ...layoutOf({ format: 'text', ascii: options.ascii }, io), askWith };
      for await (const look of looks) await tell(look, { json: options.format === 'jsonl', layout, io });
      io.signal.throwIfAborted();
    });

async function tell(
  look: Look,
  { json, layout, io }: { json: boolean; layout: Layout & { askWith: string | null }; io: Io },
): Promise<void> {
  const at = formatTime(look.at);
  if (look.kind === 'failed') {
    const { message, hint } = look.error;
    const what = hint === null ? message : `${message} (${hint})`;
    io.stderr.write(`warning: ${at}: ${forTerminal(what)}; looking again\n`);
    return;
  }
  const { added, skipped, view } = look.result;
  for (const { source, reason } of skipped) {
    io.stderr.write(`warning: ${at}: ${forTerminal(source)}: ${forTerminal(reason)}\n`);
  }
  if (json) for (const alert of look.alerts) await writeAll(io.stdout, [`${forJson(JSON.stringify(alert))}\n`]);
  else await writeAll(io.stdout, ended((await import('../../reports/index.ts')).renderAlerts(look.alerts, layout)));
  if (added === 0 && look.alerts.length === 0) return;
  io.stderr.write(`${at}: ${added} new events, ${view.standing.acting} live and suspicious tokens\n`);
}

function wholeSeconds(text: string): number {
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 86_400) {
    throw new InvalidArgumentError('It must be a whole number of seconds from 1 to 86400.');
  }
  return seconds;
}
