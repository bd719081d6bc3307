import { Command, Option } from '@commander-js/extra-typings';
import { UsageError, type ExitCode } from '../../lib/errors.ts';
import { forJson } from '../../lib/neutralise.ts';
import { formatTime } from '../../lib/time.ts';
import type { Plan } from '../../model/containment.ts';
import { ended, writeAll, type Io } from '../io.ts';
import {
  asciiOption,
  asOfOption,
  caseOption,
  configOption,
  endpointOption,
  formatOption,
  profileOption,
  regionOption,
  type AsOf,
  repeatable,
  iamPathOption,
} from '../options.ts';
import { checkPlaces } from '../output-places.ts';
import { layoutOf, momentOf, sameCaseOptions, shellWord } from '../review-case.ts';
import { tellSuppressions } from '../tell-suppressions.ts';
import { tellUnread } from '../tell-unread.ts';
import { version } from '../version.ts';
import type { CarryOutOptions } from '../carry-out.ts';
import { scriptEndings, scriptNames, writeScripts, type ScriptName } from '../write-scripts.ts';
import type { CreateCommand } from './command.ts';

export const createContain: CreateCommand = (io, finish) =>
  new Command('contain')
    .description('plan what ends a whole lineage, in the order that nothing can outrun, and prove that it does')
    .argument(
      '[credential, origin or finding...]',
      'what is compromised: an access key id, or the id of an origin or finding',
    )
    .addOption(iamPathOption())
    .option('--prove', 'play the attacker against the plan (default)')
    .option('--no-prove', 'only plan')
    .addOption(repeatable('--assume <action>', 'judge this plan instead, as kind:target; repeatable, in order'))
    .addOption(repeatable('-o, --output <file>', 'write the plan; repeatable; format by ending: .json .md'))
    .addOption(new Option('--script <tool>', 'write the plan for a tool, to stdout or -o').choices(scriptNames))
    .option('--apply', 'carry the plan out: asks first, one call at a time, keeps what was there before')
    .option('--yes', 'do not ask')
    .option('--no-wait', 'do not wait between phases until changes hold everywhere')
    .option('--rollback [id]', 'take back what --apply did last')
    .option('--verify [id]', 'whether a token of the lineage acts since --apply; scan the trail again first')
    .addOption(
      repeatable(
        '--account-profile <account=profile>',
        'AWS profile for one account of the plan (or "management"); repeatable',
      ),
    )
    .addOption(profileOption())
    .addOption(regionOption())
    .addOption(endpointOption())
    .addOption(caseOption())
    .addOption(configOption())
    .addOption(asOfOption())
    .addOption(formatOption())
    .addOption(asciiOption())
    .addHelpText(
      'after',
      `
Examples:
  stemma contain AKIAIOSFODNN7EXAMPLE --iam iam.json
  stemma contain ASIAIOSFODNN7EXAMPLE --iam iam.json -o plan.json
  stemma contain AKIAIOSFODNN7EXAMPLE --iam iam.json \\
    --assume deactivate-access-key:AKIAIOSFODNN7EXAMPLE
  stemma contain AKIAIOSFODNN7EXAMPLE --iam iam.json --script aws-cli -o contain.sh
  stemma contain AKIAIOSFODNN7EXAMPLE --iam iam.json --apply
  stemma contain --verify`,
    )
    .action(async (targets, options) => finish(await contain(targets, options, io)));

interface ContainOptions extends PlanOptions, CarryOutOptions {
  readonly output: readonly string[];
  readonly script?: ScriptName | undefined;
  readonly apply?: true | undefined;
  readonly rollback?: string | true | undefined;
  readonly verify?: string | true | undefined;
}

async function contain(targets: readonly string[], options: ContainOptions, io: Io): Promise<ExitCode> {
  checkOptions(options);
  const { output, script, apply, rollback, verify } = options;
  const { carryOut, profilesOf, takeBack, verifyCase } = await import('../carry-out.ts');
  profilesOf(options.accountProfile);
  if (rollback !== undefined) return takeBack(idOf(rollback), options, io);
  if (verify !== undefined) return verifyCase(idOf(verify), options, io);
  if (targets.length === 0) {
    throw new UsageError('nothing to contain', 'name an access key id, or the id of an origin or finding');
  }
  const isScript = (file: string): boolean => script !== undefined && file.endsWith(scriptEndings[script]);
  const documents = output.filter((file) => !isScript(file));
  for (const file of documents) endingOf(file, script);
  await checkPlaces(output, options);
  const plan = await planFor(targets, options, io);
  await writeDocuments(plan, documents);
  if (script !== undefined) await writeScripts(plan, script, { files: output.filter(isScript), io });
  else {
    const command = apply ? null : commandOf(targets, options);
    await show(plan, { ...options, command }, { io, to: apply ? io.stderr : io.stdout });
  }
  return apply ? carryOut(plan, options, io) : 0;
}

/** What was asked, in the options by which the same plan is made again. */
function commandOf(targets: readonly string[], options: PlanOptions): string {
  const moment = typeof options.asOf === 'number' ? formatTime(options.asOf) : '';
  const iam = options.iam.map((path) => ` --iam ${shellWord(path)}`).join('');
  return `stemma contain ${targets.map(shellWord).join(' ')}${iam}${sameCaseOptions(options, moment) ?? ''}`;
}

/** What does one thing does no other beside it: half of what was asked for would be done, or twice as much. */
function checkOptions({ script, apply, rollback, verify, format, output }: ContainOptions): void {
  const asked = Object.entries({ script, apply, rollback, verify }).filter(([, value]) => value !== undefined);
  if (asked.length > 1) {
    const [one, other] = asked.map(([name]) => `--${name}`);
    throw new UsageError(`${one} or ${other}, not both`, 'give one command after the other');
  }
  if (script !== undefined && format === 'json' && !(script === 'json' && output.length === 0)) {
    throw new UsageError(`--script ${script} writes a script: no --format json with it`, 'leave one of the two out');
  }
}

const idOf = (option: string | true): string | null => (option === true ? null : option);

interface PlanOptions {
  readonly case: string;
  readonly config?: string | undefined;
  readonly asOf: AsOf;
  readonly iam: readonly string[];
  readonly prove?: boolean | undefined;
  readonly assume: readonly string[];
  readonly format: 'text' | 'json';
  readonly ascii?: true | undefined;
}

async function planFor(targets: readonly string[], options: PlanOptions, io: Io): Promise<Plan> {
  const { expiredSuppressions, loadConfig } = await import('../../pipeline/index.ts');
  const { containCase } = await import('../../pipeline/containment/index.ts');
  const config = await loadConfig(options.config ?? null);
  const { plan, view } = await containCase(options.case, {
    targets,
    iam: options.iam,
    assume: options.assume.length === 0 ? null : options.assume,
    prove: options.prove ?? true,
    judge: { asOf: momentOf(options.asOf, io), config, version: version() },
  });
  tellUnread(view.coverage.skipped, io);
  tellSuppressions(expiredSuppressions(config, view), io);
  return plan;
}

async function jsonOf(plan: Plan): Promise<string> {
  const { planJson } = await import('../../pipeline/containment/index.ts');
  return `${forJson(JSON.stringify(planJson(plan), null, 2))}\n`;
}

async function writeDocuments(plan: Plan, files: readonly string[]): Promise<void> {
  const { renderContainmentPage } = await import('../../reports/index.ts');
  const { writeWhole } = await import('../report-files.ts');
  for (const file of files) {
    const text = endingOf(file) === '.json' ? [await jsonOf(plan)] : ended(renderContainmentPage(plan));
    await writeWhole(file, text, 'name a file that you may write to with -o');
  }
}

type Shown = PlanOptions & { readonly command: string | null };

async function show(plan: Plan, options: Shown, { io, to }: { io: Io; to: Io['stdout'] }): Promise<void> {
  const { renderContainment } = await import('../../reports/index.ts');
  const { command } = options;
  const layout = { ...layoutOf(options, io), command, isAssumed: options.assume.length > 0 };
  const isJson = options.format === 'json' && to === io.stdout;
  await writeAll(to, isJson ? [await jsonOf(plan)] : ended(renderContainment(plan, layout)));
}

function endingOf(file: string, script?: ScriptName): '.md' | '.json' {
  const ending = /\.(md|json)$/i.exec(file)?.[0].toLowerCase();
  if (ending !== '.md' && ending !== '.json') {
    const ofScript = script === undefined ? '' : `; --script ${script} writes ${scriptEndings[script]}`;
    throw new UsageError(
      `${file}: plans are not written with this ending`,
      `plans are written by ending: .json .md${ofScript}`,
    );
  }
  return ending;
}
