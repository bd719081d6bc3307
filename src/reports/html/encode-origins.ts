import { forTerminal } from '../../lib/neutralise.ts';
import { TOKEN_FORWARDED, TOKEN_LIVE, TOKEN_SUSPICIOUS, TOKEN_TEMPORARY } from '../../model/explorer.ts';
import type { ExplorerFinding, ExplorerOrigin } from '../../model/explorer.ts';
import type { ReportView } from '../../model/report-view.ts';
import { cleanTexts } from '../clean.ts';
import type { EncodedTokens } from './encode-tokens.ts';

/** What tokens go back to, with what a report's rows do not say: spans of time, who acts, and findings about others that name them. */
export function encodeOrigins(
  view: ReportView,
  encoded: EncodedTokens,
  findings: readonly ExplorerFinding[],
): ExplorerOrigin[] {
  const seen = countAll(view, encoded);
  const named = findingsByOrigin(view, encoded, findings);
  return view.origins.map((origin, i) => ({
    ...cleanTexts(origin, forTerminal),
    ...seen[i]!,
    findings: named[i]!,
  }));
}

const nothing = {
  first: 0,
  last: 0,
  tokens: 0,
  suspiciousTokens: 0,
  acting: 0,
  heldBack: 0,
  unended: 0,
  activeKeys: 0,
};

type Seen = typeof nothing;

function countAll(view: ReportView, { tokens, keys }: EncodedTokens): Seen[] {
  const seen = view.origins.map((): Seen => ({ ...nothing }));
  for (let i = 0; i < keys.length; i++) {
    const origin = seen[tokens.origin[i]!];
    if (origin === undefined) continue;
    widen(origin, tokens, i);
    const flags = tokens.flags[i]!;
    if ((flags & TOKEN_TEMPORARY) === 0) continue;
    origin.tokens++;
    if ((flags & TOKEN_SUSPICIOUS) === 0) continue;
    origin.suspiciousTokens++;
    if ((flags & TOKEN_LIVE) !== 0) origin[view.acts(keys[i]!) ? 'acting' : 'heldBack']++;
    else if (isUnended(tokens, i)) origin.unended++;
  }
  for (const key of activeKeys(tokens)) {
    const origin = seen[tokens.origin[key]!];
    if (origin !== undefined) origin.activeKeys++;
  }
  return seen;
}

function widen(origin: Seen, { issuedAt, firstUsed, lastUsed }: EncodedTokens['tokens'], i: number): void {
  for (const at of [issuedAt[i]!, firstUsed[i]!, lastUsed[i]!]) {
    if (at === 0) continue;
    if (origin.first === 0 || at < origin.first) origin.first = at;
    if (at > origin.last) origin.last = at;
  }
}

const isUnended = ({ flags, expiresAt, revoked }: EncodedTokens['tokens'], i: number): boolean =>
  (flags[i]! & TOKEN_FORWARDED) === 0 && expiresAt[i] === 0 && revoked[i] === 0;

/** As `ReportStanding` counts them. Parents come before what they minted. */
function activeKeys({ flags, parent }: EncodedTokens['tokens']): ReadonlySet<number> {
  const found = new Set<number>();
  const keyOver: number[] = [];
  for (let i = 0; i < flags.length; i++) {
    const key = (flags[i]! & TOKEN_TEMPORARY) === 0 ? i : (keyOver[parent[i]!] ?? -1);
    keyOver.push(key);
    const isSuspicious = (flags[i]! & (TOKEN_SUSPICIOUS | TOKEN_FORWARDED)) === TOKEN_SUSPICIOUS;
    if (key >= 0 && isSuspicious && (flags[key]! & TOKEN_LIVE) !== 0) found.add(key);
  }
  return found;
}

/** A finding about one lineage may name tokens of others: it says why those are suspicious, and belongs to them as well. */
function findingsByOrigin(
  { origins }: ReportView,
  { tokens }: EncodedTokens,
  findings: readonly ExplorerFinding[],
): number[][] {
  const named = origins.map((): number[] => []);
  for (const [at, { lineage, tokens: of }] of findings.entries()) {
    for (const origin of new Set([lineage, ...of.map((token) => tokens.origin[token]!)])) named[origin]?.push(at);
  }
  return named;
}
