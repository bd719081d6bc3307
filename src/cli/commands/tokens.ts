import { Command } from '@commander-js/extra-typings';
import { ended, jsonArray, writeAll } from '../io.ts';
import { asciiOption, asOfOption, caseOption, configOption, formatOption } from '../options.ts';
import { detailOf, layoutOf, reviewCase } from '../review-case.ts';
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
      const json = options.format === 'json';
      const view = await reviewCase(options, io, detailOf(options.format));
      // A long-term key is no token, however active.
      const choice = { liveToken: live, suspicious, originId: origin || undefined, roleArn: role || undefined };
      const { renderTokens } = await import('../../reports/index.ts');
      const rows = json
        ? jsonArray(view.credentials(choice))
        : ended(renderTokens(view, { choice, ...layoutOf(options, io) }));
      await writeAll(io.stdout, rows);
      finish(0);
    });
