import { BASIS_SESSION, BASIS_SHARED_EVENT, BASIS_SIGNED } from '../model/lineage.ts';
import type { ConsoleSessions } from './console-sessions.ts';
import type { Draft } from './draft.ts';
import { rowsOf } from './group-rows.ts';
import type { SeenSession, SessionJoin } from './session-join.ts';
import { NONE } from './session-index.ts';
import { NO_CODE } from './no-code.ts';

/** The parent of each token whose issuance names the signing key, in one account's record or in both. */
export function findSigners(draft: Draft): void {
  const { credentials, facts, positionOf } = draft;
  const { signerAccessKeyId } = facts.issuances.columns;
  const awsAccount = facts.texts.find('AWSAccount') || NO_CODE;
  for (let position = 0; position < credentials.length; position++) {
    const issuance = credentials.issuance[position]!;
    const signer = issuance === NONE ? 0 : signerAccessKeyId[issuance]!;
    if (signer === 0) continue;
    credentials.parent[position] = positionOf[signer]!;
    credentials.parentBasis[position] = hasTargetCopy(draft, position, awsAccount) ? BASIS_SHARED_EVENT : BASIS_SIGNED;
  }
}

/** The target account's copy names no key, only the caller's account and principal id. */
function hasTargetCopy(draft: Draft, position: number, awsAccount: number): boolean {
  const { signerAccessKeyId, callerType } = draft.facts.issuances.columns;
  return rowsOf(draft.issuancesOf, position).some(
    (row) => signerAccessKeyId[row] === 0 && callerType[row] === awsAccount,
  );
}

/** The parent of each token that is another key of a known token's session, or was minted in it by a key that is hidden. */
export function joinSessions(draft: Draft, join: SessionJoin, console: ConsoleSessions): void {
  const { credentials } = draft;
  for (let position = 0; position < credentials.length; position++) {
    if (credentials.temporary[position] === 0 || credentials.parent[position] !== NONE) continue;
    const parent =
      credentials.issuance[position] === NONE
        ? sessionOfKey(draft, position, { join, console })
        : sessionOfCaller(draft, position, { join, console });
    if (parent < 0 || parent === position) continue;
    credentials.parent[position] = parent;
    credentials.parentBasis[position] = BASIS_SESSION;
  }
}

interface Sessions {
  readonly join: SessionJoin;
  readonly console: ConsoleSessions;
}

function sessionOfKey(draft: Draft, position: number, { join, console }: Sessions): number {
  const { credentials, sessionCreatedAt } = draft;
  const session = {
    principalId: credentials.principalId[position]!,
    principalArn: credentials.principalArn[position]!,
    createdAt: sessionCreatedAt[position]!,
  };
  if (credentials.roleArn[position] !== 0 || credentials.sessionName[position] !== 0) {
    const issued = join.issued(session);
    return issued === NONE
      ? tokenSignedIn(draft, console.signIn(session.principalId, session.createdAt), join)
      : issued;
  }
  if (console.isConsole(session.principalId, session.createdAt)) return NONE;
  // A service that acts for a user's long-term key shows a session of that very second: only the creation time that a
  // GetSessionToken session shows in calls of its own tells the two apart.
  return credentials.forwarded[position] === 1 ? join.issuedAndSeen(session) : join.issued(session);
}

/** The token that a role session or federated user was turned into a console session with: its sign-in names or shows it. */
function tokenSignedIn(draft: Draft, signIn: number, join: SessionJoin): number {
  if (signIn < 0) return NONE;
  const { signerAccessKeyId } = draft.facts.issuances.columns;
  if (signerAccessKeyId[signIn] !== 0) return draft.positionOf[signerAccessKeyId[signIn]!]!;
  return join.issued(callerSession(draft, signIn));
}

function sessionOfCaller(draft: Draft, position: number, { join, console }: Sessions): number {
  const row = draft.credentials.issuance[position]!;
  const session = callerSession(draft, row);
  const isUser = draft.facts.issuances.columns.callerIssuerArn[row] === 0;
  if (isUser && console.isConsole(session.principalId, session.createdAt)) return NONE;
  return join.issued(session);
}

function callerSession({ facts }: Draft, row: number): SeenSession {
  const { callerPrincipalId, callerArn, callerSessionCreatedAt } = facts.issuances.columns;
  return {
    principalId: callerPrincipalId[row]!,
    principalArn: callerArn[row]!,
    createdAt: callerSessionCreatedAt[row]!,
  };
}
