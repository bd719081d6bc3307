import { constants, createWriteStream } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gathered } from '../lib/gathered.ts';
import { StemmaError, whyNotWritten } from '../lib/errors.ts';
import type { ExplorerKeptPlan } from '../model/explorer.ts';
import type { ReportView } from '../model/report-view.ts';
import { reportFormatFor } from '../reports/index.ts';

/** Refuses a report that could not be written before anything is read: an hour later is too late. */
export async function checkOutputs(files: readonly string[]): Promise<void> {
  for (const file of files) reportFormatFor(file);
  for (const file of files) {
    try {
      await access(dirname(file), constants.W_OK);
    } catch (cause) {
      throw notWritten(file, cause, 'name a file in a folder that is there, and that you may write to, with -o');
    }
  }
}

/** What only the explorer's page needs: given where one of the files is one. */
export const ifPage = <T>(files: readonly string[], make: T): T | undefined =>
  files.some((file) => reportFormatFor(file).needsPage === true) ? make : undefined;

interface ReportContext {
  readonly written: readonly string[];
  /** See `RenderOptions`. */
  readonly askWith: string | null;
  readonly plans: readonly ExplorerKeptPlan[];
}

/** Writes beside the file and renames: a report is there whole or not at all. */
export async function writeReport(
  file: string,
  view: ReportView,
  { written, askWith, plans }: ReportContext,
): Promise<void> {
  const format = reportFormatFor(file);
  const { render } = await format.load();
  const page = format.needsPage === true ? await (await import('../explorer/index.ts')).reportPage() : undefined;
  await writeWhole(
    file,
    render(view, { written, askWith, ...(page === undefined ? {} : { page, plans }) }),
    'scan again with another -o: what is in the case file is not read twice',
  );
}

/** Writes a file that is there whole or not at all. */
export async function writeWhole(
  file: string,
  pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  hint: string,
): Promise<void> {
  const half = `${file}.part`;
  try {
    await pipeline(gathered(pieces), createWriteStream(half));
    await rename(half, file);
  } catch (cause) {
    await rm(half, { force: true });
    throw notWritten(file, cause, hint);
  }
}

function notWritten(file: string, cause: unknown, hint: string): StemmaError {
  return new StemmaError(`${file}: the report could not be written: ${whyNotWritten(cause)}`, {
    exitCode: 2,
    hint,
    cause,
  });
}
