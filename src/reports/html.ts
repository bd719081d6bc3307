import type { ExplorerKeptPlan } from '../model/explorer.ts';
import type { ReportView } from '../model/report-view.ts';
import { encodeCase } from './html/encode-case.ts';
import { encodeDetails } from './html/encode-details.ts';
import { encodeWays } from './html/encode-ways.ts';
import { encodeTokens } from './html/encode-tokens.ts';
import { inChunks, type RenderOptions } from './report-format.ts';

/** No file has more than these and `BYTES_A_TOKEN` for each token. */
const MOST_BYTES = 2_000_000;
const BYTES_A_TOKEN = 400;
/** Below this a small case would lose its uses to a budget that is made for large ones. */
const LEAST_BYTES = 1_000_000;
/** Of what a token's page shows besides its uses, about. */
const BYTES_A_ROW = 110;
/** About 20 bytes each. */
const MOST_WAYS = 6_000;
const mark = '<!--stemma-data-->';

/** The explorer as one file: the built page, and the data that it would ask a server for. */
export function render(
  view: ReportView,
  { page, plans = [], askWith = '' }: RenderOptions = {},
): AsyncIterable<string> {
  const at = page?.indexOf(mark) ?? -1;
  if (page === undefined || at < 0) throw new Error('the page of the report is not built: npm run build');
  return inChunks(parts(view, { plans, askWith }, [page.slice(0, at), page.slice(at + mark.length)]));
}

function* parts(
  view: ReportView,
  { plans, askWith }: { readonly plans: readonly ExplorerKeptPlan[]; readonly askWith: string | null },
  [before, after]: readonly [string, string],
): Generator<string> {
  const encoded = encodeTokens(view);
  const { length } = encoded.keys;
  const tokens = inHtml(encoded.tokens);
  const fixed = [
    before,
    inHtml(encodeCase(view, encoded, { revision: '1', askWith })),
    tokens,
    inHtml(plans),
    inHtml(encodeWays(view, MOST_WAYS)),
    after,
  ] as const;
  const rows = length * BYTES_A_ROW;
  const left = MOST_BYTES + length * BYTES_A_TOKEN - rows - fixed.reduce((sum, text) => sum + bytesOf(text), 0);
  const usual = length * BYTES_A_TOKEN - rows - tokens.length;
  yield before;
  yield script('case', fixed[1]);
  yield script('tokens', tokens);
  yield script('plans', fixed[3]);
  yield script('ways', fixed[4]);
  yield script('details', inHtml(encodeDetails(view, encoded.keys, Math.min(left, Math.max(LEAST_BYTES, usual)))));
  yield after;
}

const script = (name: string, json: string): string =>
  `<script type="application/json" id="stemma-${name}">${json}</script>\n`;

/** JSON in which nothing can end the element, open another or begin a comment. */
const inHtml = (value: unknown): string => JSON.stringify(value).replaceAll('<', String.raw`\u003c`);

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
