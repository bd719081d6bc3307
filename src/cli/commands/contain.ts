import { Command } from '@commander-js/extra-typings';
import { UsageError } from '../../lib/errors.ts';
import { forJson } from '../../lib/neutralise.ts';
import { ended, writeAll } from '../io.ts';
import { asciiOption, asOfOption, caseOption, configOption, formatOption } from '../options.ts';
import { layoutOf, momentOf } from '../review-case.ts';
import { tellSuppressions } from '../tell-suppressions.ts';
import { version } from '../version.ts';
import type { CreateCommand } from './command.ts';

const collect = (value: string, values: string[]): string[] => [...values, value];

export const createContain: CreateCommand = (io, finish) =>
  new Command('contain')
    .description('plan what ends a whole lineage, in the order that nothing can outrun, and prove that it does')
    .argument(
      '<credential, origin or finding...>',
      'what is compromised: an access key id, or the id of an origin or finding',
    )
    .option('--iam <path>', 'IAM snapshot: file or folder; repeatable', collect, [] as string[])
    .option('--prove', 'play the attacker against the plan (default with --iam)')
    .option('--no-prove', 'only plan')
    .option(
      '--assume <action>',
      'judge this plan instead, as kind:target; repeatable, in order',
      collect,
      [] as string[],
    )
    .option('-o, --output <file>', 'write the plan; repeatable; format by ending: .json .md', collect, [] as string[])
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
    --assume deactivate-access-key:AKIAIOSFODNN7EXAMPLE`,
    )
    .action(async (targets, { iam, prove, assume, output, ...options }) => {
      for (const file of output) endingOf(file);
      const { containCase, expiredSuppressions, loadConfig, planJson } = await import('../../pipeline/index.ts');
      const config = await loadConfig(options.config ?? null);
      const { plan, view } = await containCase(options.case, {
        targets,
        iam,
        assume: assume.length === 0 ? null : assume,
        prove: prove ?? true,
        judge: { asOf: momentOf(options.asOf, io), config, version: version() },
      });
      tellSuppressions(expiredSuppressions(config, view), io);
      const { renderContainment, renderContainmentPage } = await import('../../reports/index.ts');
      const json = `${forJson(JSON.stringify(planJson(plan), null, 2))}\n`;
      const { writeWhole } = await import('../report-files.ts');
      for (const file of output) {
        const text = endingOf(file) === '.json' ? [json] : ended(renderContainmentPage(plan));
        await writeWhole(file, text, 'name a file that you may write to with -o');
      }
      const layout = { ...layoutOf(options, io), isAssumed: assume.length > 0 };
      await writeAll(io.stdout, options.format === 'json' ? [json] : ended(renderContainment(plan, layout)));
      finish(0);
    });

function endingOf(file: string): '.md' | '.json' {
  const ending = /\.(md|json)$/i.exec(file)?.[0].toLowerCase();
  if (ending !== '.md' && ending !== '.json') {
    throw new UsageError(`${file}: plans are not written with this ending`, 'plans are written by ending: .json .md');
  }
  return ending;
}
