import { rowsOf } from '../group-rows.ts';
import type { Draft } from '../draft.ts';
import type { FoundOrigin } from './found-origin.ts';
import { NO_CODE } from '../no-code.ts';

/**
 * A long-term key is its own origin, the root user's belongs to the account. Null where every call of it carries a session:
 * whatever its prefix says, a session was used.
 */
export function originFromAccessKey(draft: Draft, position: number): FoundOrigin | null {
  if (isUsedInSessionsOnly(draft, position)) return null;
  const { credentials, facts } = draft;
  const { type } = facts.identities.columns;
  const rows = rowsOf(draft.identitiesOf, position);
  const accountId = credentials.accountId[position]!;
  // Where nobody is Root, a record without a type must not be taken for it: both would be 0.
  const root = facts.texts.find('Root') || NO_CODE;
  const isRoot = accountId !== 0 && rows.some((row) => type[row] === root);
  return {
    kind: isRoot ? 'root-user' : 'access-key',
    id: isRoot ? accountId : credentials.accessKeyId[position]!,
    accountId,
    userName: credentials.userName[position]!,
    inferred: false,
  };
}

/** Seen in real trails, though AWS does not document it: a long-term key id with a full `sessionContext`. */
export function isUsedInSessionsOnly({ facts, identitiesOf }: Draft, position: number): boolean {
  const { sessionCreatedAt } = facts.identities.columns;
  const rows = rowsOf(identitiesOf, position);
  return rows.length > 0 && rows.every((row) => sessionCreatedAt[row] !== 0);
}
