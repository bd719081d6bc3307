import { Command } from '@commander-js/extra-typings';
import { nearestWord } from '../../lib/did-you-mean.ts';
import { UsageError } from '../../lib/errors.ts';
import { nameOf } from '../../lib/wording.ts';
import type { CredentialChoice, ReportCredential, ReportView } from '../../model/report-view.ts';
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
    .option('--role <role>', 'sessions of one role; ARN or name')
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
      const roles = role === undefined ? [undefined] : rolesOf(view, role, options.case);
      checkOrigin(view, origin, options.case);
      // A long-term key is no token, however active.
      const choices = roles.map((roleArn) => ({ liveToken: live, suspicious, originId: origin, roleArn }));
      const { outsideLog, renderTokens } = await import('../../reports/index.ts');
      const rows = json
        ? jsonArray(chosen(view, choices))
        : // Whoever searches for a name behind a pipe must not miss it because it was cut.
          ended(renderTokens(view, { choices, ...layoutOf(options, io), isWhole: io.stdout.isTTY !== true }));
      await writeAll(io.stdout, rows);
      const outside = live === true ? outsideLog(view) : '';
      if (outside !== '') io.stderr.write(`warning: ${outside}\n`);
      finish(0);
    });

function* chosen(view: ReportView, choices: readonly CredentialChoice[]): Generator<ReportCredential> {
  for (const choice of choices) yield* view.credentials(choice);
}

/** ARNs of the roles that are meant, in whatever account. A slip of the pen must not look like a role without tokens. */
function rolesOf(view: ReportView, role: string, casePath: string): string[] {
  const known = new Set([...view.rolesSeen(), ...(view.roles ?? []).map(({ arn }) => arn)]);
  const meant = [...known].filter((arn) => arn === role || nameOf(arn) === role).sort();
  if (meant.length > 0) return meant;
  throw new UsageError(
    `${role}: no role of ${casePath}`,
    hintFor(role, [...known].map(nameOf), 'ARN or name of a role'),
  );
}

function checkOrigin(view: ReportView, origin: string | undefined, casePath: string): void {
  if (origin === undefined || view.origins.some(({ id }) => id === origin)) return;
  const ids = view.origins.map(({ id }) => id);
  const hint = hintFor(origin, ids, 'id of an origin: stemma tree shows them');
  throw new UsageError(`${origin}: no origin of ${casePath}`, hint);
}

function hintFor(asked: string, known: readonly string[], what: string): string {
  const meant = nearestWord(asked, [...new Set(known)]);
  return meant === null ? what : `did you mean ${meant}?`;
}
