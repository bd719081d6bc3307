import type { ReportView } from '../model/report-view.ts';
import { encodeCase } from './html/encode-case.ts';
import { encodeDetails } from './html/encode-details.ts';
import { encodeTokens } from './html/encode-tokens.ts';
import { inChunks, type RenderOptions } from './report-format.ts';

const BYTES_A_TOKEN = 400;
/** Below this a small case would lose its uses to a budget that is made for large ones. */
const LEAST_BYTES = 1_000_000;
const mark = '<!--stemma-data-->';

/** The explorer as one file: the built page, and the data that it would ask a server for. */
export function render(view: ReportView, { page }: RenderOptions = {}): AsyncIterable<string> {
  const at = page?.indexOf(mark) ?? -1;
  if (page === undefined || at < 0) throw new Error('the page of the report is not built: npm run build');
  return inChunks(parts(view, [page.slice(0, at), page.slice(at + mark.length)]));
}

function* parts(view: ReportView, [before, after]: readonly [string, string]): Generator<string> {
  const encoded = encodeTokens(view);
  const tokens = inHtml(encoded.tokens);
  const { length } = encoded.keys;
  const fixed = tokens.length + length * 110;
  yield before;
  yield script('case', inHtml(encodeCase(view, encoded, '1')));
  yield script('tokens', tokens);
  yield script(
    'details',
    inHtml(encodeDetails(view, encoded.keys, Math.max(LEAST_BYTES, length * BYTES_A_TOKEN - fixed))),
  );
  yield after;
}

const script = (name: string, json: string): string =>
  `<script type="application/json" id="stemma-${name}">${json}</script>\n`;

/** JSON in which nothing can end the element, open another or begin a comment. */
const inHtml = (value: unknown): string => JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
