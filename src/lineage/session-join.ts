import type { Draft } from './draft.ts';
import type { SessionIndex } from './session-index.ts';
import { addSession, indexSessions, NONE, sessionEntries, SEVERAL } from './session-index.ts';

/** `eventTime` of an issuance and the session's creation time come from different hosts' clocks. */
export const CLOCK_TOLERANCE_SECONDS = 2;

/** A session as the calls made in it show it, in codes. */
export interface SeenSession {
  readonly principalId: number;
  readonly principalArn: number;
  readonly createdAt: number;
}

/** Finds the one token with an issuance whose session a call was made in. */
export interface SessionJoin {
  /** Position of the token, `NONE`, or `SEVERAL`: then nothing is joined. */
  issued(session: SeenSession): number;
  /** Only tokens whose own calls carry the very creation time. */
  issuedAndSeen(session: SeenSession): number;
}

/** Indexes every token that has an issuance by what tells its session. */
export function sessionJoin(draft: Draft): SessionJoin {
  const seen = sessionEntries();
  const byId = sessionEntries();
  const byArn = sessionEntries();
  const { credentials, sessionCreatedAt, facts } = draft;
  for (let position = 0; position < credentials.length; position++) {
    if (credentials.issuance[position] === NONE) continue;
    const principalId = credentials.principalId[position]!;
    const issuedAt = credentials.issuedAt[position]!;
    if (sessionCreatedAt[position] !== 0)
      addSession(seen, { principal: principalId, time: sessionCreatedAt[position]!, item: position });
    else if (principalId !== 0) addSession(byId, { principal: principalId, time: issuedAt, item: position });
    // Services' issuances log no principal id, but the assumed-role ARN follows from role and session name.
    else addSession(byArn, { principal: credentials.principalArn[position]!, time: issuedAt, item: position });
  }
  const codes = facts.texts.size + 1;
  return joinOver({
    seen: indexSessions(seen, codes),
    byId: indexSessions(byId, codes),
    byArn: indexSessions(byArn, codes),
  });
}

function joinOver(by: { seen: SessionIndex; byId: SessionIndex; byArn: SessionIndex }): SessionJoin {
  const issuedAndSeen = ({ principalId, createdAt }: SeenSession): number =>
    createdAt === 0 ? NONE : by.seen.only(principalId, createdAt, createdAt);
  return {
    issuedAndSeen,
    issued(session) {
      const { principalId, principalArn, createdAt } = session;
      if (createdAt === 0) return NONE;
      const [from, to] = [createdAt - CLOCK_TOLERANCE_SECONDS, createdAt + CLOCK_TOLERANCE_SECONDS];
      return oneOf(issuedAndSeen(session), by.byId.only(principalId, from, to), by.byArn.only(principalArn, from, to));
    },
  };
}

function oneOf(...found: readonly number[]): number {
  const some = found.filter((item) => item !== NONE);
  return some.length === 0 ? NONE : some.length === 1 ? some[0]! : SEVERAL;
}
