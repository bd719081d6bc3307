import { Command } from '@commander-js/extra-typings';
import type { ExitCode } from '../../lib/errors.ts';
import { severities, type Severity } from '../../model/finding.ts';
import type { Skipped } from '../../model/coverage.ts';
import type { ExplorerKeptPlan } from '../../model/explorer.ts';
import type { Judged } from '../../pipeline/containment/index.ts';
import type { ScanRequest } from '../../pipeline/index.ts';
import type { Explanation } from '../../model/explanation.ts';
import type { ReportView } from '../../model/report-view.ts';
import { forJson, forTerminal } from '../../lib/neutralise.ts';
import { ended, writeAll, type Io } from '../io.ts';
import {
  awsOptionsOf,
  checkRange,
  asciiOption,
  asOfOption,
  caseOption,
  configOption,
  endpointOption,
  explainOption,
  failOnOption,
  formatOption,
  lookOption,
  maxScanOption,
  iamOption,
  outputOption,
  profileOption,
  publicKeysOption,
  regionOption,
  requestPayerOption,
  sinceOption,
  untilOption,
  workersOption,
  type AsOf,
  type AwsOptionValues,
} from '../options.ts';
import { checkPlaces } from '../output-places.ts';
import { plansFor } from '../page-plans.ts';
import { progressLine } from '../progress.ts';
import { detailOf, layoutOf, momentOf, sameCaseOptions } from '../review-case.ts';
import { tellSuppressions } from '../tell-suppressions.ts';
import { version } from '../version.ts';
import type { CreateCommand } from './command.ts';

interface ScanOptions extends AwsOptionValues {
  case: string;
  config?: string;
  asOf: AsOf;
  since?: number;
  until?: number;
  output: string[];
  format: 'text' | 'json';
  ascii?: true;
  failOn?: Severity;
  workers: number;
  explain?: string;
  issuancesOnly?: true;
  lookSeconds: number | null;
  verify?: true;
  publicKeys?: string;
  maxScanGb?: number;
  iam: string[];
}

export const createScan: CreateCommand = (io, finish) =>
  new Command('scan')
    .description('read CloudTrail, update the case, rebuild the family tree of every token, report the abuse')
    .argument('<source...>', 'file, folder, - for standard input, s3://, cloudtrail:, athena://, trino:// or lake:')
    .addOption(caseOption())
    .addOption(configOption())
    .addOption(asOfOption())
    .addOption(sinceOption())
    .addOption(untilOption())
    .addOption(outputOption())
    .addOption(formatOption())
    .addOption(asciiOption())
    .addOption(failOnOption())
    .addOption(workersOption())
    .addOption(explainOption())
    .addOption(iamOption())
    .addOption(profileOption())
    .addOption(regionOption())
    .addOption(endpointOption())
    .addOption(requestPayerOption())
    .addOption(maxScanOption())
    .option('--issuances-only', 'cloudtrail: asks only for calls that mint credentials, newest first: a first look')
    .addOption(lookOption())
    .option('--verify', 'mark evidence from log files that their digests do not vouch for')
    .addOption(publicKeysOption())
    .addHelpText(
      'after',
      `
Examples:
  stemma scan AWSLogs/ --as-of last -o report.xlsx -o report.json
  aws cloudtrail lookup-events --output json | stemma scan - --case :memory:
  stemma scan AWSLogs/ --since 2026-10-01 --fail-on high
  stemma scan athena://primary/default/cloudtrail_logs --since 2026-10-01 --max-scan-gb 200
  stemma scan AWSLogs/ --explain token-chain:ASIAIOSFODNN7EXAMPLE   why it fired, or did not`,
    )
    .action(async (sources, options) => finish(await runScan(sources, options, io)));

async function runScan(sources: readonly string[], options: ScanOptions, io: Io): Promise<ExitCode> {
  checkRange(options);
  await checkOutputs(sources, options);
  const { threadsAhead } = await import('../../pipeline/ahead/index.ts');
  const { workers, since = null, until = null } = options;
  const ahead = { sources, casePath: options.case, workers, since, until, signal: io.signal };
  const threads = threadsAhead(ahead);
  // Not `await using`: in a function that has one TypeScript leaves the names in `import()` as they are.
  try {
    return await scanWith({ ...ahead, threads }, options, io);
  } finally {
    await threads?.[Symbol.asyncDispose]();
  }
}

async function checkOutputs(sources: readonly string[], options: ScanOptions): Promise<void> {
  if (options.output.length === 0) return;
  const { reportFormatFor } = await import('../../reports/index.ts');
  for (const file of options.output) reportFormatFor(file);
  await checkPlaces(options.output, options, sources);
}

type Begun = Pick<ScanRequest, 'sources' | 'casePath' | 'workers' | 'since' | 'until' | 'signal' | 'threads'>;

async function scanWith(begun: Begun, options: ScanOptions, io: Io): Promise<ExitCode> {
  const { ifPage, writeReports } = await import('../report-files.ts');
  const { loadConfig, parseQuestion, scan } = await import('../../pipeline/index.ts');
  const explain = options.explain === undefined ? null : parseQuestion(options.explain);
  let plans: readonly ExplorerKeptPlan[] = [];
  const onJudged = ifPage(options.output, async (judged: Judged) => void (plans = await plansFor(judged)));
  const progress = progressLine(io, () => performance.now());
  try {
    const { view, added, suppressions, explanation } = await scan({
      ...begun,
      config: await loadConfig(options.config ?? null),
      asOf: momentOf(options.asOf, io),
      version: version(),
      aws: awsOptionsOf(options),
      issuancesOnly: options.issuancesOnly ?? false,
      lookSeconds: options.lookSeconds,
      verify: options.verify === true ? { publicKeys: options.publicKeys ?? null } : null,
      explain,
      detail: options.output.length === 0 ? detailOf(options.format) : 'all',
      onJudged,
      iam: options.iam,
      stdin: io.stdin,
      env: io.env,
      now: io.now,
      maxScanBytes: options.maxScanGb === undefined ? null : options.maxScanGb * 1e9,
      onNotice: (notice) => io.stderr.write(`note: ${forTerminal(notice)}\n`),
      outputs: options.output,
      onProgress: (state) => progress.update(state),
    });
    progress.clear();
    // Of earlier scans too: what is shown is all that the case has, and what it lacks.
    const { skipped } = view.coverage;
    warn(skipped, io);
    tellSuppressions(suppressions, io);
    const askWith = sameCaseOptions(options, view.asOf);
    const { written, failure } = await writeReports(options.output, view, { askWith, plans, hint: againHint(options) });
    if (explanation === null) await show(view, { ...options, output: written, added, askWith }, io);
    else await showExplanation(explanation, { ...options, askWith }, io);
    if (failure !== null) throw failure;
    return exitCodeOf(view, skipped, options.failOn ?? null);
  } finally {
    progress.clear();
  }
}

const againHint = ({ case: casePath }: ScanOptions): string =>
  `free some space or name another -o, and scan again${casePath === ':memory:' ? '' : ': what is in the case file is not read twice'}`;

interface Shown extends Omit<ScanOptions, 'output'> {
  readonly output: readonly string[];
  readonly added: number;
  readonly askWith: string | null;
}

async function show(view: ReportView, options: Shown, io: Io): Promise<void> {
  const { reportFormatFor, renderText } = await import('../../reports/index.ts');
  const { output: written, added, askWith } = options;
  if (options.format === 'text') {
    await writeAll(io.stdout, ended(renderText(view, { written, askWith, added, ...layoutOf(options, io) })));
    return;
  }
  const { render } = await reportFormatFor('.json').load();
  await writeAll(io.stdout, render(view, { written }));
}

/** In place of the summary: whoever asks why has seen it. */
async function showExplanation(
  explanation: Explanation,
  { askWith, ...options }: ScanOptions & Pick<Shown, 'askWith'>,
  io: Io,
): Promise<void> {
  const { renderExplanation } = await import('../../reports/index.ts');
  const json = `${forJson(JSON.stringify(explanation, null, 2))}\n`;
  const layout = { ...layoutOf(options, io), askWith };
  await writeAll(io.stdout, options.format === 'json' ? [json] : ended(renderExplanation(explanation, layout)));
}

/** A finding outranks a gap: who asks for 1 wants to know of it even where more could not be read. */
function exitCodeOf(view: ReportView, skipped: readonly Skipped[], failOn: Severity | null): ExitCode {
  const isBad = (severity: Severity): boolean =>
    failOn !== null && severities.indexOf(severity) >= severities.indexOf(failOn);
  if (view.findings.some(({ severity }) => isBad(severity))) return 1;
  return skipped.length > 0 ? 4 : 0;
}

const warnings = 20;

function warn(skipped: readonly Skipped[], io: Io): void {
  for (const { source, reason } of skipped.slice(0, warnings)) {
    io.stderr.write(`warning: ${forTerminal(source)}: ${forTerminal(reason)}\n`);
  }
  const more = skipped.length - warnings;
  if (more > 0) io.stderr.write(`warning: and ${more} more, all listed under coverage.skipped of the JSON report\n`);
}
