import { pairOf } from './code-pair.ts';
import type { Draft } from './draft.ts';
import { rowsOf } from './group-rows.ts';
import { NO_CODE } from './no-code.ts';
import { continuesSession } from './same-session.ts';

/** What the issuance records say of each token: the caller's copy first, then what only another copy has. */
export function describeIssued(draft: Draft): void {
  const { credentials, facts } = draft;
  const issued = facts.issuances.columns;
  const isOwnKey = callsForOwnKey(draft);
  const assumeRoot = facts.texts.find('AssumeRoot') || NO_CODE;
  const iamUser = facts.texts.find('IAMUser') || NO_CODE;
  for (let position = 0; position < credentials.length; position++) {
    const rows = rowsOf(draft.issuancesOf, position);
    if (rows.length === 0) continue;
    const best = rows[0]!;
    credentials.issuedAt[position] = issued.eventTime[best]!;
    credentials.mfa[position] = firstOf(issued.mfa, rows);
    credentials.roleArn[position] = firstOf(issued.roleArn, rows);
    credentials.sessionName[position] = firstOf(issued.sessionName, rows);
    credentials.sourceIdentity[position] = firstOf(issued.sourceIdentity, rows);
    credentials.principalId[position] = firstOf(issued.principalId, rows);
    credentials.principalArn[position] = firstOf(issued.principalArn, rows);
    credentials.accountId[position] = accountOf(draft, position, best);
    if (isOwnKey(best)) describeOwnSession(draft, position, best);
    else if (issued.eventName[best] === assumeRoot) {
      // The caller's name is not the token's: it acts as root of another account.
      describeRootSession(draft, position, best);
      continue;
    }
    if (credentials.roleArn[position] === 0 && issued.callerType[best] === iamUser)
      credentials.userName[position] = issued.callerUserName[best]!;
  }
}

/** Calls that give the caller another key for itself, with no role to take on. */
function callsForOwnKey({ facts }: Draft): (row: number) => boolean {
  const { eventName } = facts.issuances.columns;
  const getSessionToken = facts.texts.find('GetSessionToken') || NO_CODE;
  const isOfSameSession = continuesSession(facts);
  return (row) => eventName[row] === getSessionToken || isOfSameSession(row);
}

function describeOwnSession({ credentials, facts }: Draft, position: number, row: number): void {
  const { callerPrincipalId, callerArn, callerIssuerArn, callerType } = facts.issuances.columns;
  credentials.principalId[position] ||= callerPrincipalId[row]!;
  credentials.principalArn[position] ||= callerArn[row]!;
  if (facts.texts.get(callerType[row]!) === 'AssumedRole') credentials.roleArn[position] ||= callerIssuerArn[row]!;
}

/** An AssumeRoot session is the root user of the member account that the call names. */
function describeRootSession({ credentials, facts, arns }: Draft, position: number, row: number): void {
  const account = arns.account(facts.issuances.columns.targetPrincipal[row]!);
  if (account === 0) return;
  credentials.accountId[position] = account;
  credentials.principalId[position] ||= account;
  credentials.principalArn[position] ||= arns.rootUser(account, facts.issuances.columns.callerArn[row]!);
}

/** Of the role that was assumed, never the account that received the record: a foreign role may have a local namesake. */
function accountOf({ credentials, facts, arns }: Draft, position: number, row: number): number {
  return (
    arns.account(credentials.roleArn[position]!) ||
    arns.account(credentials.principalArn[position]!) ||
    facts.issuances.columns.callerAccountId[row]!
  );
}

function firstOf(column: Uint32Array | Uint8Array, rows: Uint32Array): number {
  for (let at = 0; at < rows.length; at++) if (column[rows[at]!] !== 0) return column[rows[at]!]!;
  return 0;
}

/**
 * The assumed-role ARN of tokens that services mint: CloudTrail leaves `assumedRoleUser` out of those records, but account,
 * role and session name are in them. Only for those whose uses do not tell it.
 */
export function derivePrincipalArns({ credentials, arns }: Draft): void {
  const derived = new Map<number, number>();
  const { principalArn, roleArn, sessionName } = credentials;
  for (let position = 0; position < credentials.length; position++) {
    if (principalArn[position] !== 0 || roleArn[position] === 0 || sessionName[position] === 0) continue;
    const pair = pairOf(roleArn[position]!, sessionName[position]!);
    const known = derived.get(pair) ?? arns.assumedRole(roleArn[position]!, sessionName[position]!);
    derived.set(pair, known);
    principalArn[position] = known;
  }
}
