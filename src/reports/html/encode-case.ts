import { forTerminal } from '../../lib/neutralise.ts';
import { TOKEN_LIVE, TOKEN_SUSPICIOUS, TOKEN_TEMPORARY } from '../../model/explorer.ts';
import type { ExplorerCase, ExplorerControl, ExplorerFinding, ExplorerOrigin } from '../../model/explorer.ts';
import type { ReportView } from '../../model/report-view.ts';
import { cleanTexts } from '../clean.ts';
import { originKey, seconds, type EncodedTokens } from './encode-tokens.ts';

/** Sentences are longer than names. */
const sentence = (text: string): string => forTerminal(text, { limit: 2_000 });

/** All of a view but its tokens: what the first page shows. */
export function encodeCase(
  view: ReportView,
  encoded: EncodedTokens,
  { revision, askWith }: { readonly revision: string; readonly askWith: string },
): ExplorerCase {
  return {
    version: view.version,
    asOf: seconds(view.asOf),
    revision,
    askWith: forTerminal(askWith),
    coverage: cleanTexts(view.coverage, forTerminal),
    summary: view.summary,
    origins: encodeOrigins(view, encoded),
    findings: encodeFindings(view, encoded),
    roles: view.roles === null ? null : cleanTexts(view.roles, sentence),
    controls: Array.from(view.controls(), (control): ExplorerControl => ({
      ...cleanTexts(control, forTerminal),
      at: seconds(control.at),
    })),
  };
}

function encodeFindings(view: ReportView, { positions }: EncodedTokens): ExplorerFinding[] {
  const places = new Map(view.origins.map((origin, i) => [originKey(origin), i]));
  return view.findings.map(({ credentials, firstSeen, lastSeen, reason, next, title, ...finding }) => {
    const named = [...new Set([finding.credential ?? [], credentials].flat())];
    return {
      ...cleanTexts(finding, forTerminal),
      title: sentence(title),
      reason: sentence(reason),
      next: sentence(next),
      tokens: named.flatMap((key) => positions.get(key) ?? []),
      lineage: finding.origin === null ? -1 : (places.get(originKey(finding.origin)) ?? -1),
      firstSeen: seconds(firstSeen),
      lastSeen: seconds(lastSeen),
    };
  });
}

function encodeOrigins(view: ReportView, { tokens }: EncodedTokens): ExplorerOrigin[] {
  const findingAt = new Map(view.findings.map(({ id }, i) => [id, i]));
  const spans = view.origins.map(() => ({ first: 0, last: 0, liveSuspicious: 0 }));
  const wanted = TOKEN_TEMPORARY | TOKEN_LIVE | TOKEN_SUSPICIOUS;
  for (let i = 0; i < tokens.origin.length; i++) {
    const span = spans[tokens.origin[i]!];
    if (span === undefined) continue;
    if ((tokens.flags[i]! & wanted) === wanted) span.liveSuspicious++;
    for (const at of [tokens.issuedAt[i]!, tokens.firstUsed[i]!, tokens.lastUsed[i]!]) {
      if (at === 0) continue;
      if (span.first === 0 || at < span.first) span.first = at;
      if (at > span.last) span.last = at;
    }
  }
  return view.origins.map(({ findings, ...origin }, i) => ({
    ...cleanTexts(origin, forTerminal),
    ...spans[i]!,
    findings: findings.flatMap((id) => findingAt.get(id) ?? []),
  }));
}
