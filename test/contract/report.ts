import { describe, expect, test } from 'vitest';
import type { ReportView } from '../../src/model/report-view.ts';
import type { ReportFormat } from '../../src/reports/index.ts';
import { hostileReport, hostileTexts } from '../support/hostile.ts';
import { busyReport, leakedKeyReport, quietReport } from '../support/report-stories.ts';
import { reportOf, viewOf } from '../support/report-view.ts';

/** What every report must hold, whatever its ending. `texts` gives what a reader of the format gets to see or obey. */
export function reportContract(
  ending: string,
  format: ReportFormat,
  options: {
    readonly least?: number;
    texts(bytes: Uint8Array): readonly string[];
    neutral(bytes: Uint8Array): void;
  },
): void {
  const render = async (view: ReportView): Promise<Uint8Array> =>
    bytesOf(
      (await format.load()).render(view, {
        page: `<!doctype html><title>stemma</title>${' '.repeat(100)}<!--stemma-data-->`,
      }),
    );

  describe(`${ending} reports`, () => {
    test.each([
      ['quiet', quietReport],
      ['leaked key', leakedKeyReport],
      ['busy', busyReport],
    ])('the same view gives the same bytes: %s', async (_name, story) => {
      expect(await render(viewOf(story()))).toEqual(await render(viewOf(story())));
    });

    test('a case without a single credential has a report', async () => {
      expect((await render(viewOf(reportOf([])))).length).toBeGreaterThanOrEqual(options.least ?? 100);
    });

    test('every credential of a chain of 1,100 generations is walked without recursion', async () => {
      const texts = options.texts(await render(viewOf(leakedKeyReport(1_100)))).join('\n');
      expect(texts).toContain('ASIA000001100EXAMPLE');
    });

    test.each(Object.entries(hostileTexts))('%s: nothing speaks', async (_name, text) => {
      const { report, issuances } = hostileReport(text);
      const bytes = await render(viewOf(report, issuances));
      expect(options.texts(bytes).flatMap(obeyed)).toEqual([]);
      options.neutral(bytes);
    });
  });
}

/** What a text holds that should not be there: controls other than line ends, what is invisible or turns the order of letters. */
export function obeyed(text: string): { at: number; code: string }[] {
  const match = /[\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|(?![\r\n])\p{Cc}/u.exec(text);
  return match === null ? [] : [{ at: match.index, code: match[0].codePointAt(0)!.toString(16) }];
}

export async function bytesOf(chunks: AsyncIterable<string | Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(parts);
}
