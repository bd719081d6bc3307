import type { ReportView } from '../model/report-view.ts';
import { inChunks, type RenderOptions } from './report-format.ts';
import { renderText } from './text/summary.ts';
import { renderTokens } from './text/tokens.ts';
import { renderTree } from './text/tree.ts';

const layout = { width: 100, color: false, ascii: false };

/** The summary in full, the whole forest and the list of all credentials, as plain text of 100 columns. */
export function render(view: ReportView, options: RenderOptions = {}): AsyncIterable<string> {
  return inChunks(withLineEnds(sections(view, options)));
}

function* sections(view: ReportView, options: RenderOptions): Generator<string> {
  yield* renderText(view, { ...layout, details: true, ...options });
  yield* ['', '', 'ALL LINEAGES', ''];
  yield* renderTree(view, layout);
  yield* ['', '', 'ALL CREDENTIALS', ''];
  yield* renderTokens(view, layout);
}

function* withLineEnds(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}
