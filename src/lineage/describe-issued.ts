import { pairOf } from './code-pair.ts';
import type { Draft } from './draft.ts';
import { rowsOf } from './draft.ts';

/** What the issuance records say of each token: the caller's copy first, then what only another copy has. */
export function describeIssued(draft: Draft): void {
  const { credentials, facts } = draft;
  const issued = facts.issuances.columns;
  const calls = issuanceCalls(draft);
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
    if (issued.eventName[best] === calls.getSessionToken) describeUserSession(draft, position, best);
    else if (issued.eventName[best] === calls.assumeRoot) describeRootSession(draft, position, best);
    if (credentials.roleArn[position] === 0 && issued.callerType[best] === calls.iamUser)
      credentials.userName[position] = issued.callerUserName[best]!;
  }
}

function issuanceCalls({ facts: { texts } }: Draft) {
  return {
    getSessionToken: texts.find('GetSessionToken'),
    assumeRoot: texts.find('AssumeRoot'),
    iamUser: texts.find('IAMUser'),
  };
}

/** A GetSessionToken session is the caller itself, on a new key. */
function describeUserSession({ credentials, facts }: Draft, position: number, row: number): void {
  credentials.principalId[position] ||= facts.issuances.columns.callerPrincipalId[row]!;
  credentials.principalArn[position] ||= facts.issuances.columns.callerArn[row]!;
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
