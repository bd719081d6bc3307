import type { Draft } from './draft.ts';
import { continuesSession } from './same-session.ts';
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
  const continued = sessionEntries();
  const { credentials, sessionCreatedAt, facts } = draft;
  const continuedBy = continuingKeys(draft);
  for (let position = 0; position < credentials.length; position++) {
    if (credentials.issuance[position] === NONE) continue;
    const principalId = credentials.principalId[position]!;
    const issuedAt = credentials.issuedAt[position]!;
    const continuing = continuedBy(position);
    if (continuing !== null) addSession(continued, { principal: principalId, ...continuing });
    else if (sessionCreatedAt[position] !== 0)
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
    continued: indexSessions(continued, codes),
  });
}

/**
 * Of a key that the session of its caller goes on with: when that session was created, and the key that stands for it, which
 * is the caller's. Null for a key that begins a session, or whose own calls show that it is of another.
 */
function continuingKeys(draft: Draft): (position: number) => { time: number; item: number } | null {
  const { credentials, sessionCreatedAt, facts, positionOf } = draft;
  const { signerAccessKeyId, callerSessionCreatedAt } = facts.issuances.columns;
  const isOfSameSession = continuesSession(facts);
  return (position) => {
    const row = credentials.issuance[position]!;
    const time = callerSessionCreatedAt[row]!;
    const shown = sessionCreatedAt[position]!;
    if (!isOfSameSession(row) || time === 0 || (shown !== 0 && shown !== time)) return null;
    const signer = signerAccessKeyId[row] === 0 ? NONE : positionOf[signerAccessKeyId[row]!]!;
    return { time, item: signer === NONE ? position : signer };
  };
}

/** Sessions by what tells them; `continued`: by keys that went on with one that nothing else tells. */
type SessionIndexes = Readonly<Record<'seen' | 'byId' | 'byArn' | 'continued', SessionIndex>>;

function joinOver(by: SessionIndexes): SessionJoin {
  const begunAndSeen = ({ principalId, createdAt }: SeenSession): number =>
    createdAt === 0 ? NONE : by.seen.only(principalId, createdAt, createdAt);
  const orContinued = (found: number, { principalId, createdAt }: SeenSession): number =>
    found !== NONE || createdAt === 0 ? found : by.continued.only(principalId, createdAt, createdAt);
  return {
    issuedAndSeen: (session) => orContinued(begunAndSeen(session), session),
    issued(session) {
      const { principalId, principalArn, createdAt } = session;
      if (createdAt === 0) return NONE;
      const [from, to] = [createdAt - CLOCK_TOLERANCE_SECONDS, createdAt + CLOCK_TOLERANCE_SECONDS];
      return orContinued(
        oneOf(begunAndSeen(session), by.byId.only(principalId, from, to), by.byArn.only(principalArn, from, to)),
        session,
      );
    },
  };
}

function oneOf(...found: readonly number[]): number {
  const some = found.filter((item) => item !== NONE);
  return some.length === 0 ? NONE : some.length === 1 ? some[0]! : SEVERAL;
}
