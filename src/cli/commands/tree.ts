import { Command } from '@commander-js/extra-typings';
import { nearestId } from '../../lib/did-you-mean.ts';
import { UsageError } from '../../lib/errors.ts';
import type { ReportCredential, ReportView } from '../../model/report-view.ts';
import { ended, jsonArray, writeAll } from '../io.ts';
import { asciiOption, asOfOption, caseOption, configOption, formatOption } from '../options.ts';
import { detailOf, layoutOf, reviewCase } from '../review-case.ts';
import type { CreateCommand } from './command.ts';

export const createTree: CreateCommand = (io, finish) =>
  new Command('tree')
    .description('print the family tree of a credential or origin, live and dead, with its findings')
    .argument('[credential or origin]', 'an access key id, or the id of an origin; everything if left out')
    .addOption(caseOption())
    .addOption(configOption())
    .addOption(asOfOption())
    .addOption(formatOption())
    .addOption(asciiOption())
    .addHelpText(
      'after',
      `
Examples:
  stemma tree ASIAIOSFODNN7EXAMPLE
  stemma tree i-0123456789abcdef0 --ascii`,
    )
    .action(async (root, options) => {
      const view = await reviewCase(options, io, root === undefined ? detailOf(options.format) : { root });
      if (root !== undefined && !isKnown(view, root)) {
        const meant = nearestId(root, view.knownIds());
        throw new UsageError(
          `${root}: neither a credential nor an origin of ${options.case}`,
          meant === null ? 'stemma tokens lists them' : `did you mean ${meant}?`,
        );
      }
      const { renderTree } = await import('../../reports/index.ts');
      const json = options.format === 'json';
      await writeAll(
        io.stdout,
        json ? jsonArray(within(view, root)) : ended(renderTree(view, { root, ...layoutOf(options, io) })),
      );
      finish(0);
    });

const isKnown = (view: ReportView, id: string): boolean =>
  view.credential(id) !== null || view.origins.some((origin) => origin.id === id);

/** A credential with all that hangs below it, or all credentials of an origin; parents first. */
function* within(view: ReportView, root: string | undefined): Generator<ReportCredential> {
  if (root === undefined) {
    yield* view.credentials();
    return;
  }
  const origins = view.origins.filter(({ id }) => id === root);
  for (const origin of origins) yield* view.credentials({ origin });
  // The key of an access-key origin is both, and then its whole lineage is there already.
  if (view.credential(root)?.origin.id === root) return;
  const waiting = [root];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const row = view.credential(id);
    if (row === null) continue;
    yield row;
    waiting.push(...view.children(id).toReversed());
  }
}
