import { duration, nameOf } from '../lib/wording.ts';
import type { CredentialInBrief } from '../model/report-view.ts';
import { secondsBetween, shortDuration } from './wording.ts';

/** Role and session name, or the user, or how it was issued: what people call the credential. */
export function credentialName(row: CredentialInBrief): string {
  const session = row.sessionName === null ? '' : `/${row.sessionName}`;
  if (row.roleArn !== null) return nameOf(row.roleArn) + session;
  const root = rootOf(row);
  if (root !== null) return root;
  if (row.userName !== null) return row.userName + session;
  return row.sessionName ?? (row.principalArn === null ? (row.issuedBy ?? '') : nameOf(row.principalArn));
}

/** Root has no name: it is the account that matters. */
function rootOf({ principalArn, accountId }: CredentialInBrief): string | null {
  if (principalArn === null || !/^arn:[^:]*:iam::\d{12}:root$/.test(principalArn)) return null;
  return accountId === null ? 'root' : `root of ${accountId}`;
}

/** What tells whether two tokens are alike. Raw: for grouping, and cleaned where it is shown. */
export function roleOf(row: CredentialInBrief): string {
  return row.roleArn === null ? (rootOf(row) ?? row.userName ?? row.issuedBy ?? '') : nameOf(row.roleArn);
}

/** Columns of the longest short state, `LIVE 119 min left`. */
export const SHORT_STATE = 17;

/** How it stands at `asOf`: `LIVE 3 h left`, `expired 2 d ago`, `deactivated`. Capitals, for who sees no colours. */
export function credentialState(row: CredentialInBrief, asOf: string, length: 'short' | 'long'): string {
  if (row.kind === 'long-term') return longTermState(row);
  if (row.live) return liveState(row, asOf, length);
  if (row.expiresAt === null) return row.revoked === null ? 'expiry unknown' : 'revoked';
  const age = secondsBetween(row.expiresAt, asOf);
  // Not live and not expired: issued after the moment that the report is made for.
  if (age < 0) return 'not yet issued';
  return length === 'short' ? 'expired' : `expired ${shortDuration(age)} ago`;
}

function longTermState(row: CredentialInBrief): string {
  if (row.live) return 'active';
  if (row.revoked === null) return 'not active';
  if (/delete/i.test(row.revoked.how)) return 'deleted';
  return /deactivat|UpdateAccessKey/i.test(row.revoked.how) ? 'deactivated' : 'revoked';
}

function liveState(row: CredentialInBrief, asOf: string, length: 'short' | 'long'): string {
  const left = row.expiresAt === null ? null : secondsBetween(asOf, row.expiresAt);
  const time = left === null ? '' : length === 'short' ? shortDuration(left) : duration(left);
  if (row.revoked === null) return time === '' ? 'LIVE' : `LIVE ${time} left`;
  if (length === 'short') return 'LIVE (revoked)';
  return left === null ? 'LIVE, revoked' : `LIVE ${shortDuration(left)}, revoked`;
}
