import { rowsOf } from '../draft.ts';
import type { Draft } from '../draft.ts';
import type { FoundOrigin } from './found-origin.ts';

/**
 * A long-term key is its own origin, the root user's belongs to the account. Null where every call of it carries a session:
 * whatever its prefix says, a session was used.
 */
export function originFromAccessKey({ credentials, facts, identitiesOf }: Draft, position: number): FoundOrigin | null {
  const { type, sessionCreatedAt } = facts.identities.columns;
  const rows = rowsOf(identitiesOf, position);
  if (rows.length > 0 && rows.every((row) => sessionCreatedAt[row] !== 0)) return null;
  const accountId = credentials.accountId[position]!;
  const root = facts.texts.find('Root');
  const isRoot = accountId !== 0 && rows.some((row) => type[row] === root);
  return {
    kind: isRoot ? 'root-user' : 'access-key',
    id: isRoot ? accountId : credentials.accessKeyId[position]!,
    accountId,
    userName: credentials.userName[position]!,
    inferred: false,
  };
}
