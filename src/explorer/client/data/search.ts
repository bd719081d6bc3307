import { nameOf, plural } from '../../../lib/wording.ts';
import type { ExplorerCase } from '../../../model/explorer.ts';
import { lineageLink, link, tokenLink } from '../router.ts';
import type { Forest } from './forest.ts';
import { originKind } from '../../../lib/origin-words.ts';
import { ofUser, tokenName } from './words.ts';

export interface Hit {
  readonly kind: 'origin' | 'token' | 'role' | 'session' | 'address' | 'finding';
  readonly text: string;
  readonly detail: string;
  readonly href: string;
}

const MOST_HITS = 6;

/** Finds what somebody pastes or half remembers: a key, origin, role, session, address, rule. Substring, any case. */
export function search(query: string, theCase: ExplorerCase, forest: Forest | null): Hit[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return [];
  return [
    ...originHits(wanted, theCase),
    ...(forest === null ? [] : tokenHits(wanted, forest)),
    ...(forest === null ? [] : textHits(wanted, theCase, forest)),
    ...findingHits(wanted, theCase),
  ];
}

function originHits(wanted: string, theCase: ExplorerCase): Hit[] {
  const hits: Hit[] = [];
  for (const origin of theCase.origins) {
    if (!has(origin.id, wanted) && !has(origin.userName ?? '', wanted)) continue;
    hits.push({
      kind: 'origin',
      text: origin.id,
      detail: `${originKind(origin.kind)}${ofUser(origin)}, ${plural(origin.credentials, 'credential')}`,
      href: lineageLink(origin),
    });
    if (hits.length === MOST_HITS) break;
  }
  return hits;
}

function tokenHits(wanted: string, forest: Forest): Hit[] {
  const hits: Hit[] = [];
  const keys = forest.tokens.accessKeyId;
  const upper = wanted.toUpperCase();
  for (let i = 0; i < keys.length && hits.length < MOST_HITS; i++) {
    if (keys[i]!.includes(upper)) {
      hits.push({ kind: 'token', text: keys[i]!, detail: tokenName(forest, i), href: tokenLink(keys[i]!) });
    }
  }
  return hits;
}

/** Roles, sessions and addresses are few texts of many tokens: the texts are searched, then who has them is counted. */
function textHits(wanted: string, theCase: ExplorerCase, forest: Forest): Hit[] {
  const { texts, role, session, issuedFrom } = forest.tokens;
  const matching = new Set<number>();
  for (let code = 1; code < texts.length; code++) if (has(texts[code]!, wanted)) matching.add(code);
  if (matching.size === 0) return [];
  const kinds = [
    ['role', counts(role, matching)],
    ['session', counts(session, matching)],
    ['address', addressCounts(forest, counts(issuedFrom, matching), matching)],
  ] as const;
  return kinds.flatMap(([kind, found]) =>
    [...found]
      .sort(([, a], [, b]) => b.count - a.count)
      .slice(0, MOST_HITS)
      .map(([code, { count, first }]): Hit => {
        const text = texts[code]!;
        const origin = theCase.origins[forest.tokens.origin[first]!];
        const href =
          count === 1 || origin === undefined
            ? tokenLink(forest.tokens.accessKeyId[first]!)
            : link('tokens', [], { [kind]: text });
        return { kind, text: kind === 'role' ? nameOf(text) : text, detail: plural(count, kind === 'address' ? 'credential' : 'token'), href };
      }),
  );
}

interface Found {
  count: number;
  first: number;
}

function counts(column: readonly number[], matching: ReadonlySet<number>): Map<number, Found> {
  const found = new Map<number, Found>();
  for (let i = 0; i < column.length; i++) {
    const code = column[i]!;
    if (code === 0 || !matching.has(code)) continue;
    const known = found.get(code);
    if (known === undefined) found.set(code, { count: 1, first: i });
    else known.count++;
  }
  return found;
}

/** Where a token was used counts as well as where it was asked for, once a token. */
function addressCounts(forest: Forest, found: Map<number, Found>, matching: ReadonlySet<number>): Map<number, Found> {
  const { addresses, addressEnds, issuedFrom } = forest.tokens;
  let at = 0;
  for (let i = 0; i < addressEnds.length; i++) {
    for (; at < addressEnds[i]!; at++) {
      const code = addresses[at]!;
      if (!matching.has(code) || code === issuedFrom[i]) continue;
      const known = found.get(code);
      if (known === undefined) found.set(code, { count: 1, first: i });
      else known.count++;
    }
  }
  return found;
}

function findingHits(wanted: string, theCase: ExplorerCase): Hit[] {
  const hits: Hit[] = [];
  for (const { id, rule, title, severity, accountId } of theCase.findings) {
    if (!has(rule, wanted) && !has(title, wanted) && id !== wanted) continue;
    hits.push({ kind: 'finding', text: title, detail: `${severity}, ${accountId ?? ''}`, href: link('findings', [id]) });
    if (hits.length === MOST_HITS) break;
  }
  return hits;
}

const has = (text: string, wanted: string): boolean => text.toLowerCase().includes(wanted);
