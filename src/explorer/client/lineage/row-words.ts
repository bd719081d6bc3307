import { plural } from '../../../lib/wording.ts';
import type { ExplorerCase, ExplorerFinding } from '../../../model/explorer.ts';
import { isLiveToken, isSuspicious, isTemporary, type Forest } from '../data/forest.ts';
import { minute, roleName, stateWords, tokenName } from '../data/words.ts';
import type { Row } from './rows.ts';

/** What a line of the tree says. */
export function rowName(forest: Forest, row: Row): { key: string | null; name: string; more: string } {
  const first = row.tokens[0]!;
  if (row.kind === 'token') {
    const below = row.open === false ? `+${forest.size[first]! - 1}` : '';
    return { key: forest.tokens.accessKeyId[first]!, name: tokenName(forest, first), more: below };
  }
  const roles = [...new Set(row.tokens.slice(0, 2_000).map((token) => roleName(forest, token)))].filter(
    (role) => role !== '',
  );
  const what =
    roles.length === 0
      ? 'tokens'
      : roles.slice(0, 2).join(', ') + (roles.length > 2 ? ` and ${roles.length - 2} more` : '');
  const beside = row.size - row.tokens.length;
  return {
    key: null,
    name: row.kind === 'chain' ? `×${row.tokens.length} refreshes of ${what}` : `×${row.tokens.length} ${what}`,
    more: beside > 0 ? `+${beside}` : '',
  };
}

/** What a screen reader says after the line's own words: all that the bars beside it show. */
export function rowSentence(
  forest: Forest,
  row: Row,
  theCase: ExplorerCase,
  finding: ExplorerFinding | undefined,
): string {
  const first = row.tokens[0]!;
  const { issuedAt, uses } = forest.tokens;
  if (row.kind !== 'token') {
    const live = row.tokens.filter((token) => isLiveToken(forest.flags[token]!)).length;
    return `, from ${minute(issuedAt[first]!)} to ${minute(issuedAt[row.tokens.at(-1)!]!)}, ${live} live`;
  }
  const parts = [
    isTemporary(forest.flags[first]!) ? '' : 'long-term key',
    issuedAt[first] === 0 ? '' : `issued ${minute(issuedAt[first]!)}`,
    stateWords(forest, first, theCase),
    isSuspicious(forest.flags[first]!) ? 'suspicious' : '',
    finding === undefined ? '' : `${finding.severity} finding: ${finding.title}`,
    plural(uses[first]!, 'use'),
  ];
  return `, ${parts.filter((part) => part !== '').join(', ')}`;
}
