import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { gathered } from '../lib/gathered.ts';
import { StemmaError } from '../lib/errors.ts';
import type { ExplorerKeptPlan } from '../model/explorer.ts';
import type { ReportView } from '../model/report-view.ts';
import { reportFormatFor } from '../reports/index.ts';
import { notWritten } from './output-places.ts';

/** What only the explorer's page needs: given where one of the files is one. */
export const ifPage = <T>(files: readonly string[], make: T): T | undefined =>
  files.some((file) => reportFormatFor(file).needsPage === true) ? make : undefined;

interface ReportContext {
  /** See `RenderOptions`. */
  readonly askWith: string | null;
  readonly plans: readonly ExplorerKeptPlan[];
}

interface Written {
  /** The files that are there now. */
  readonly written: readonly string[];
  /** What the others failed of; null where there are none. */
  readonly failure: StemmaError | null;
}

/** Writes the reports that can be written: one that cannot takes nothing from the others, nor from what is shown. */
export async function writeReports(
  files: readonly string[],
  view: ReportView,
  { hint, ...context }: ReportContext & { readonly hint: string },
): Promise<Written> {
  const written: string[] = [];
  const failures: StemmaError[] = [];
  for (const file of files) {
    try {
      await writeWhole(file, await rendered(file, view, { written: files, ...context }), hint);
      written.push(file);
    } catch (error) {
      if (!(error instanceof StemmaError)) throw error;
      failures.push(error);
    }
  }
  return { written, failure: failures.length > 1 ? together(failures, hint) : (failures[0] ?? null) };
}

const together = (failures: readonly StemmaError[], hint: string): StemmaError =>
  new StemmaError(failures.map(({ message }) => message).join('; '), { exitCode: 2, hint });

async function rendered(
  file: string,
  view: ReportView,
  { written, askWith, plans }: ReportContext & { readonly written: readonly string[] },
): Promise<AsyncIterable<string | Uint8Array>> {
  const format = reportFormatFor(file);
  const { render } = await format.load();
  const page = format.needsPage === true ? await (await import('../explorer/index.ts')).reportPage() : undefined;
  return render(view, { written, askWith, ...(page === undefined ? {} : { page, plans }) });
}

/** Writes a file that is there whole or not at all. */
export async function writeWhole(
  file: string,
  pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  hint: string,
): Promise<void> {
  const half = `${file}.part`;
  try {
    // Made anew: what lies there may be a link to something else.
    await rm(half, { force: true });
    await pipeline(gathered(pieces), createWriteStream(half, { flags: 'wx' }));
    await rename(half, file);
  } catch (cause) {
    await rm(half, { force: true });
    throw notWritten(file, cause, hint);
  }
}
