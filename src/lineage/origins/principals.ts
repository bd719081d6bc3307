import { pairOf } from '../code-pair.ts';
import type { Draft } from '../draft.ts';
import { isUsedInSessionsOnly } from './from-access-key.ts';
import { addSession, indexSessions, NONE, sessionEntries } from '../session-index.ts';

/** Keys by the principal that has them, where there is exactly one. Answers are codes of access key ids, 0 for none. */
export interface Principals {
  /** The one long-term key that is known of a user. */
  onlyAccessKey(accountId: number, userName: number): number;
  /** The one key that a session without issuance used itself. */
  onlyDirectKey(principalId: number, createdAt: number): number;
}

export function knownPrincipals(draft: Draft): Principals {
  const { credentials, facts } = draft;
  const keyOfUser = accessKeysByUser(draft);
  const direct = indexSessions(directKeys(draft), facts.texts.size + 1);
  return {
    onlyAccessKey: (accountId, userName) => Math.max(0, keyOfUser.get(pairOf(accountId, userName)) ?? 0),
    onlyDirectKey(principalId, createdAt) {
      const position = createdAt === 0 ? NONE : direct.only(principalId, createdAt, createdAt);
      return position < 0 ? 0 : credentials.accessKeyId[position]!;
    },
  };
}

function accessKeysByUser(draft: Draft): Map<number, number> {
  const { credentials } = draft;
  const keyOfUser = new Map<number, number>();
  for (let position = 0; position < credentials.length; position++) {
    if (credentials.temporary[position] === 1 || credentials.userName[position] === 0) continue;
    if (isUsedInSessionsOnly(draft, position)) continue;
    const user = pairOf(credentials.accountId[position]!, credentials.userName[position]!);
    keyOfUser.set(user, keyOfUser.has(user) ? NONE : credentials.accessKeyId[position]!);
  }
  return keyOfUser;
}

function directKeys({ credentials, sessionCreatedAt }: Draft) {
  const entries = sessionEntries();
  for (let position = 0; position < credentials.length; position++) {
    const isDirect = credentials.temporary[position] === 1 && credentials.forwarded[position] === 0;
    if (!isDirect || credentials.issuance[position] !== NONE || sessionCreatedAt[position] === 0) continue;
    addSession(entries, {
      principal: credentials.principalId[position]!,
      time: sessionCreatedAt[position]!,
      item: position,
    });
  }
  return entries;
}
