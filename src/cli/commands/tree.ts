import { Command } from '@commander-js/extra-typings';
import { UsageError } from '../../lib/errors.ts';
import type { ReportView } from '../../model/report-view.ts';
import { writeAll } from '../io.ts';
import { asciiOption, asOfOption, caseOption, configOption, formatOption } from '../options.ts';
import { layoutOf, reviewCase } from '../review-case.ts';
import type { CreateCommand } from './command.ts';

export const createTree: CreateCommand = (io, finish) =>
  new Command('tree')
    .description('print the family tree of a credential or origin, live and dead, with its findings')
    .argument('[credential or origin]', 'an access key id, or the id of an origin; all suspicious lineages if left out')
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
      const view = await reviewCase(options, io);
      if (root !== undefined && !isKnown(view, root)) {
        throw new UsageError(
          `${root}: neither a credential nor an origin of ${options.case}`,
          'stemma tokens lists them',
        );
      }
      const { renderTree } = await import('../../reports/index.ts');
      await writeAll(io.stdout, renderTree(view, { root: root ?? null, ...layoutOf(options, io) }));
      finish(0);
    });

const isKnown = (view: ReportView, id: string): boolean =>
  view.credential(id) !== null || view.origins.some((origin) => origin.id === id);
