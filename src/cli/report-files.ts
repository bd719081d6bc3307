import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { StemmaError } from '../lib/errors.ts';
import type { ReportView } from '../model/report-view.ts';
import { reportFormatFor } from '../reports/index.ts';

/** Refuses a report that could not be written before anything is read: an hour later is too late. */
export function checkOutputs(files: readonly string[]): void {
  for (const file of files) reportFormatFor(file);
}

/** Writes beside the file and renames: a report is there whole or not at all. */
export async function writeReport(file: string, view: ReportView, written: readonly string[]): Promise<void> {
  const { render } = await reportFormatFor(file).load();
  const half = `${file}.part`;
  try {
    await pipeline(render(view, { written }), createWriteStream(half));
    await rename(half, file);
  } catch (cause) {
    await rm(half, { force: true });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StemmaError(`${file}: the report could not be written: ${why}`, {
      exitCode: 2,
      hint: 'the case is kept: run scan again with another -o',
      cause,
    });
  }
}
