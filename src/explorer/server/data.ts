import { encodeCase, encodeTokens, encodeUses, encodeWays } from '../../reports/index.ts';
import { forJson, forTerminal } from '../../lib/neutralise.ts';
import type { ExplorerToken } from '../../model/explorer.ts';
import type { ReportView } from '../../model/report-view.ts';

/** One state of a case as the page asks for it: JSON texts, made once where they are large. */
export interface ExplorerData {
  readonly view: ReportView;
  readonly revision: string;
  readonly caseJson: string;
  readonly tokensJson: string;
  /** Null for an origin that is not there. */
  usesJson(origin: number): string | null;
  tokenJson(accessKeyId: string): string | null;
  waysJson(): string;
}

export function explorerDataOf(
  view: ReportView,
  { revision, askWith = '' }: { readonly revision: string; readonly askWith?: string },
): ExplorerData {
  const encoded = encodeTokens(view);
  const { tokens, keys } = encoded;
  const ranges = rangesOf(tokens.origin, view.origins.length);
  const shown = new Map(tokens.accessKeyId.map((key, i) => [key, i]));
  return {
    view,
    revision,
    caseJson: JSON.stringify(encodeCase(view, encoded, { revision, askWith })),
    tokensJson: JSON.stringify(tokens),
    usesJson(origin) {
      const range = ranges[origin];
      return range === undefined ? null : JSON.stringify(encodeUses(view, keys, range.start, range.end));
    },
    waysJson: () => JSON.stringify(encodeWays(view)),
    tokenJson(accessKeyId) {
      const i = shown.get(accessKeyId);
      const row = i === undefined ? null : view.credential(keys[i]!);
      if (row === null) return null;
      const token: ExplorerToken = {
        row,
        issuance: view.issuance(row.accessKeyId),
        uses: view.uses(row.accessKeyId),
      };
      return neutralJson(token);
    },
  };
}

/** What is shown is neutral; what is long enough to be a document (a session policy) keeps its length. */
const neutralJson = (value: unknown): string =>
  forJson(
    JSON.stringify(value, (_key, each: unknown) =>
      typeof each === 'string' ? forTerminal(each, { limit: 8_000 }) : each,
    ),
  );

/** Tokens come by origin: first and last position of each. */
function rangesOf(origins: readonly number[], count: number): { start: number; end: number }[] {
  const ranges = Array.from({ length: count }, () => ({ start: 0, end: 0 }));
  for (const [i, origin] of origins.entries()) {
    const range = ranges[origin];
    if (range === undefined) continue;
    if (range.end === 0) range.start = i;
    range.end = i + 1;
  }
  return ranges;
}
