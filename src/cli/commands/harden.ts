import { Command } from '@commander-js/extra-typings';
import { UsageError } from '../../lib/errors.ts';
import type { Advice } from '../../model/advice.ts';
import { ended, jsonArray, writeAll, type Io } from '../io.ts';
import {
  asciiOption,
  asOfOption,
  caseOption,
  configOption,
  formatOption,
  repeatable,
  iamPathOption,
} from '../options.ts';
import { checkPlaces } from '../output-places.ts';
import { layoutOf, momentOf } from '../review-case.ts';
import { tellUnread } from '../tell-unread.ts';
import { version } from '../version.ts';
import type { CreateCommand } from './command.ts';

export const createHarden: CreateCommand = (io, finish) =>
  new Command('harden')
    .description('say what could be locked down so that it cannot start again, with the documents that do it')
    .addOption(iamPathOption())
    .addOption(repeatable('--check <id>', 'only what this check says; repeatable', 'all'))
    .addOption(
      repeatable('-o, --output <file>', 'write the advice with its documents; repeatable; format by ending: .md .json'),
    )
    .addOption(caseOption())
    .addOption(configOption())
    .addOption(asOfOption())
    .addOption(formatOption())
    .addOption(asciiOption())
    .addHelpText(
      'after',
      `
Examples:
  stemma harden                               what the case shows, worst first
  stemma harden --iam iam.json -o harden.md   more with the account's IAM; every document in the file
  stemma harden --check trust-too-wide --format json`,
    )
    .action(async ({ check, iam, output, ...options }) => {
      for (const file of output) endingOf(file);
      await checkPlaces(output, { ...options, iam });
      const { loadConfig } = await import('../../pipeline/index.ts');
      const { checkTitles, harden } = await import('../../pipeline/hardening/index.ts');
      const unknown = check.find((id) => !checkTitles.some((one) => one.id === id));
      if (unknown !== undefined) {
        throw new UsageError(`${unknown}: no such check`, `there are ${checkTitles.map(({ id }) => id).join(', ')}`);
      }
      const config = await loadConfig(options.config ?? null);
      const asOf = momentOf(options.asOf, io);
      const found = await harden(options.case, { asOf, config, version: version(), iam });
      tellUnread(found.skipped, io);
      const advice = found.advice.filter((one) => check.length === 0 || check.includes(one.check));
      const { renderAdvice, renderAdvicePage } = await import('../../reports/index.ts');
      const told = { ...found, titles: checkTitles };
      await writeFiles(output, (file) =>
        endingOf(file) === '.json' ? jsonArray(advice) : renderAdvicePage(advice, told),
      );
      await show(io, advice, {
        json: options.format === 'json',
        lines: () => renderAdvice(advice, { ...told, ...layoutOf(options, io) }),
      });
      finish(0);
    });

async function writeFiles(files: readonly string[], pieces: (file: string) => Iterable<string>): Promise<void> {
  const { writeWhole } = await import('../report-files.ts');
  for (const file of files) await writeWhole(file, pieces(file), 'name a file that you may write to with -o');
}

async function show(
  io: Io,
  advice: readonly Advice[],
  { json, lines }: { json: boolean; lines: () => Iterable<string> },
): Promise<void> {
  await writeAll(io.stdout, json ? jsonArray(advice) : ended(lines()));
}

function endingOf(file: string): '.md' | '.json' {
  const ending = /\.(md|json)$/i.exec(file)?.[0].toLowerCase();
  if (ending !== '.md' && ending !== '.json') {
    throw new UsageError(`${file}: advice is not written with this ending`, 'advice is written by ending: .md .json');
  }
  return ending;
}
