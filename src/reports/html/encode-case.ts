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
  { revision, askWith }: { readonly revision: string; readonly askWith: string | null },
): ExplorerCase {
  const findings = encodeFindings(view, encoded);
  return {
    version: view.version,
    asOf: seconds(view.asOf),
    revision,
    askWith: askWith === null ? null : forTerminal(askWith),
    coverage: cleanTexts(view.coverage, forTerminal),
    summary: view.summary,
    origins: encodeOrigins(view, encoded, findings),
    findings,
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

interface Seen {
  first: number;
  last: number;
  tokens: number;
  suspiciousTokens: number;
  liveSuspicious: number;
  workingKeys: number;
}

function encodeOrigins(
  view: ReportView,
  { tokens }: EncodedTokens,
  findings: readonly ExplorerFinding[],
): ExplorerOrigin[] {
  const seen = view.origins.map((): Seen => ({
    first: 0,
    last: 0,
    tokens: 0,
    suspiciousTokens: 0,
    liveSuspicious: 0,
    workingKeys: 0,
  }));
  for (let i = 0; i < tokens.origin.length; i++) {
    const origin = seen[tokens.origin[i]!];
    if (origin === undefined) continue;
    count(origin, tokens.flags[i]!);
    for (const at of [tokens.issuedAt[i]!, tokens.firstUsed[i]!, tokens.lastUsed[i]!]) {
      if (at === 0) continue;
      if (origin.first === 0 || at < origin.first) origin.first = at;
      if (at > origin.last) origin.last = at;
    }
  }
  const named = findingsByOrigin(view, tokens, findings);
  return view.origins.map((origin, i) => ({
    ...cleanTexts(origin, forTerminal),
    ...seen[i]!,
    findings: named[i]!,
  }));
}

function count(origin: Seen, flags: number): void {
  const isSuspicious = (flags & TOKEN_SUSPICIOUS) !== 0;
  const isLive = (flags & TOKEN_LIVE) !== 0;
  if ((flags & TOKEN_TEMPORARY) === 0) {
    if (isSuspicious && isLive) origin.workingKeys++;
    return;
  }
  origin.tokens++;
  if (!isSuspicious) return;
  origin.suspiciousTokens++;
  if (isLive) origin.liveSuspicious++;
}

/** A finding about one lineage may name tokens of others: it says why those are suspicious, and belongs to them as well. */
function findingsByOrigin(
  { origins }: ReportView,
  tokens: EncodedTokens['tokens'],
  findings: readonly ExplorerFinding[],
): number[][] {
  const named = origins.map((): number[] => []);
  for (const [at, { lineage, tokens: of }] of findings.entries()) {
    for (const origin of new Set([lineage, ...of.map((token) => tokens.origin[token]!)])) named[origin]?.push(at);
  }
  return named;
}
