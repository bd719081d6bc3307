import { FLAG_TRUE } from '../model/columns.ts';
import type { Draft } from './draft.ts';
import { addSession, indexSessions, NONE, sessionEntries } from './session-index.ts';
import { CLOCK_TOLERANCE_SECONDS } from './session-join.ts';
import { NO_CODE } from './no-code.ts';

/** Tells sessions of the console by principal id and creation time: one sign-in shows as many keys. */
export interface ConsoleSessions {
  isConsole(principalId: number, createdAt: number): boolean;
  /** ARN that a person switched to this role session from, 0 if no `SwitchRole` is logged. */
  switchedFrom(principalId: number, createdAt: number): number;
  /** Row of `facts.issuances` of the one `ConsoleLogin` that began the session, below 0 where none or several can have. */
  signIn(principalId: number, createdAt: number): number;
}

export function consoleSessions(draft: Draft): ConsoleSessions {
  const codes = draft.facts.texts.size + 1;
  const marked = indexSessions(markedSessions(draft), codes);
  const logins = indexSessions(signInRows(draft, 'ConsoleLogin'), codes);
  const switches = indexSessions(signInRows(draft, 'SwitchRole'), codes);
  const began = (principalId: number, from: number, to: number): boolean =>
    logins.first(principalId, from, to) !== NONE || switches.first(principalId, from, to) !== NONE;
  const { switchFrom } = draft.facts.issuances.columns;
  return {
    isConsole(principalId, createdAt) {
      if (createdAt === 0) return false;
      const [from, to] = around(createdAt);
      return marked.first(principalId, createdAt, createdAt) !== NONE || began(principalId, from, to);
    },
    switchedFrom(principalId, createdAt) {
      const row = createdAt === 0 ? NONE : switches.first(principalId, ...around(createdAt));
      return row === NONE ? 0 : switchFrom[row]!;
    },
    signIn: (principalId, createdAt) => (createdAt === 0 ? NONE : logins.only(principalId, ...around(createdAt))),
  };
}

function around(time: number): [number, number] {
  return [time - CLOCK_TOLERANCE_SECONDS, time + CLOCK_TOLERANCE_SECONDS];
}

/** One call with `sessionCredentialFromConsole` or a sign-in session marks all keys of the session. */
function markedSessions({ facts }: Draft) {
  const entries = sessionEntries();
  const uses = facts.uses.columns;
  for (let row = 0; row < facts.uses.length; row++) {
    if (uses.fromConsole[row] !== FLAG_TRUE || uses.sessionCreatedAt[row] === 0) continue;
    addSession(entries, { principal: uses.principalId[row]!, time: uses.sessionCreatedAt[row]!, item: row });
  }
  const seen = facts.identities.columns;
  for (let row = 0; row < facts.identities.length; row++) {
    if (seen.signInSessionArn[row] === 0 || seen.sessionCreatedAt[row] === 0) continue;
    addSession(entries, { principal: seen.principalId[row]!, time: seen.sessionCreatedAt[row]!, item: row });
  }
  return entries;
}

/** The records of the sign-in itself name the principal but no key; the session is created at their `eventTime`. */
function signInRows({ facts }: Draft, signIn: 'ConsoleLogin' | 'SwitchRole') {
  const name = facts.texts.find(signIn) || NO_CODE;
  const entries = sessionEntries();
  const { eventName, callerPrincipalId, eventTime } = facts.issuances.columns;
  for (let row = 0; row < facts.issuances.length; row++) {
    if (name === 0 || eventName[row] !== name) continue;
    addSession(entries, { principal: callerPrincipalId[row]!, time: eventTime[row]!, item: row });
  }
  return entries;
}
