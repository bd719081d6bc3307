import { parseArn, roleNameOfArn, sessionNameOfArn } from '../../lib/arn.ts';
import type { IamCaller } from '../../model/iam.ts';
import type { Statement, StatementPrincipal } from './compile.ts';

/**
 * How a statement's principals fit a caller: `direct` names it, `account` names its account (whose policies then decide),
 * `session` names one of the role's sessions while the caller's name is open.
 */
export type PrincipalMatch = 'direct' | 'account' | 'session';

/** The principals of a statement that fit the caller, and how. */
export function fittingPrincipals(
  { principals }: Statement,
  caller: IamCaller,
): { readonly principal: StatementPrincipal; readonly match: PrincipalMatch }[] {
  return (principals ?? []).flatMap((principal) => {
    const match = principalMatch(principal, caller);
    return match === null ? [] : [{ principal, match }];
  });
}

function principalMatch({ type, value }: StatementPrincipal, caller: IamCaller): PrincipalMatch | null {
  if (type === 'any') return 'direct';
  if (caller.kind === 'service') return type === 'Service' && caller.arn === value ? 'direct' : null;
  if (caller.kind === 'federated-provider') return type === 'Federated' && caller.arn === value ? 'direct' : null;
  if (type !== 'AWS') return null;
  const accountId = accountOfPrincipal(value);
  if (accountId !== null) return accountId === caller.accountId ? 'account' : null;
  return value === caller.arn ? 'direct' : otherArnMatch(value, caller);
}

/** The account of `111122223333` and `arn:aws:iam::111122223333:root`, null for every other principal. */
export function accountOfPrincipal(value: string): string | null {
  if (/^\d{12}$/.test(value)) return value;
  return /^arn:[^:]+:iam::(\d{12}):root$/.exec(value)?.[1] ?? null;
}

/** A role's ARN stands for its sessions, a user's for its federation tokens. */
function otherArnMatch(value: string, caller: IamCaller): PrincipalMatch | null {
  if (caller.kind === 'federated-user') return value === caller.issuerArn ? 'direct' : null;
  if (caller.kind !== 'role-session' || !isSameRole(value, caller)) return null;
  if (parseArn(value)?.service === 'iam') return 'direct';
  if (caller.sessionName === null) return 'session';
  return sessionNameOfArn(value) === caller.sessionName ? 'direct' : null;
}

function isSameRole(value: string, { accountId, arn }: IamCaller): boolean {
  const role = roleNameOfArn(value);
  if (role === null || parseArn(value)?.accountId !== accountId) return false;
  return role.toLowerCase() === roleNameOfArn(arn)?.toLowerCase();
}
