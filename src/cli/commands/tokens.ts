import { Command } from '@commander-js/extra-typings';
import type { ReportCredential, ReportView } from '../../model/report-view.ts';
import { ended, jsonArray, writeAll } from '../io.ts';
import { asciiOption, asOfOption, caseOption, configOption, formatOption } from '../options.ts';
import { layoutOf, reviewCase } from '../review-case.ts';
import type { CreateCommand } from './command.ts';

export const createTokens: CreateCommand = (io, finish) =>
  new Command('tokens')
    .description('list the credentials of the case')
    .option('--live', 'issued and not expired')
    .option('--suspicious', 'named by a finding of medium or more, or descended from one that is')
    .option('--origin <id>', 'of one origin: an access key id, i-…, function, user, provider and subject')
    .option('--role <arn>', 'sessions of one role')
    .addOption(caseOption())
    .addOption(configOption())
    .addOption(asOfOption())
    .addOption(formatOption())
    .addOption(asciiOption())
    .addHelpText(
      'after',
      `
Examples:
  stemma tokens --live --suspicious
  stemma tokens --origin AKIAIOSFODNN7EXAMPLE --format json`,
    )
    .action(async ({ live, suspicious, origin, role, ...options }) => {
      const view = await reviewCase(options, io);
      const { credentialFilter, renderTokens } = await import('../../reports/index.ts');
      const filter = credentialFilter({ live, suspicious, origin, role });
      const json = options.format === 'json';
      const rows = json
        ? jsonArray(matching(view, filter))
        : ended(renderTokens(view, { filter, ...layoutOf(options, io) }));
      await writeAll(io.stdout, rows);
      finish(0);
    });

function* matching(view: ReportView, filter: (row: ReportCredential) => boolean): Generator<ReportCredential> {
  for (const row of view.credentials()) if (filter(row)) yield row;
}
