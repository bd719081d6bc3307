import { accountOfArn, parseArn, rootArn } from '../lib/arn.ts';
import { FLAG_TRUE } from '../model/columns.ts';
import type { Lineage } from '../model/lineage.ts';

/** One principal that assumed one role, as far as the logs tell. */
export interface RoleCaller {
  /** ARN of a role (with its path) or user; the account's `:root` where the logs name only the account. */
  readonly arn: string;
  readonly kind: 'role' | 'user' | 'account';
  readonly accountId: string;
  /** Sessions that it got. */
  readonly sessions: number;
  /** Those that no suspicious credential got. */
  readonly cleanSessions: number;
  /** Those for which neither the call nor the session that made it shows MFA. */
  readonly withoutMfa: number;
  /** Those that came without an external id. */
  readonly withoutExternalId: number;
  readonly externalIds: ReadonlySet<string>;
}

export interface RoleUse {
  /** ARNs of the roles that were assumed, in order. */
  readonly roles: readonly string[];
  /** By ARN of the caller. */
  callersOf(roleArn: string): readonly RoleCaller[];
}

type Open = { -readonly [Name in keyof RoleCaller]: RoleCaller[Name] } & { readonly externalIds: Set<string> };

/** Who called AssumeRole with success, by role and caller: one pass over the tokens, however many there are. */
export function roleUseOf(lineage: Lineage, suspicious: Uint8Array): RoleUse {
  const { credentials, facts } = lineage;
  const { eventName } = facts.issuances.columns;
  const assumeRole = facts.texts.find('AssumeRole');
  const roles = new Map<string, Map<string, Open>>();
  for (let token = 0; token < credentials.length; token++) {
    const row = credentials.issuance[token]!;
    const roleArn = facts.texts.get(credentials.roleArn[token]!);
    if (row < 0 || roleArn === null || assumeRole === 0 || eventName[row] !== assumeRole) continue;
    const caller = callerOf(lineage, row, roleArn);
    if (caller === null) continue;
    const callers = roles.get(roleArn) ?? new Map<string, Open>();
    roles.set(roleArn, callers);
    const seen = callers.get(caller.arn) ?? begin(caller);
    callers.set(caller.arn, seen);
    add(seen, { lineage, token, row, isSuspicious: suspicious[token] === 1 });
  }
  return {
    roles: [...roles.keys()].sort(),
    callersOf: (roleArn) =>
      [...(roles.get(roleArn)?.values() ?? [])].sort((a, b) => (a.arn < b.arn ? -1 : a.arn > b.arn ? 1 : 0)),
  };
}

type Caller = Pick<RoleCaller, 'arn' | 'kind' | 'accountId'>;

const begin = (caller: Caller): Open => ({
  ...caller,
  sessions: 0,
  cleanSessions: 0,
  withoutMfa: 0,
  withoutExternalId: 0,
  externalIds: new Set(),
});

function add(
  seen: Open,
  { lineage, token, row, isSuspicious }: { lineage: Lineage; token: number; row: number; isSuspicious: boolean },
): void {
  const { credentials, facts } = lineage;
  const { mfa, externalId } = facts.issuances.columns;
  const parent = credentials.parent[token]!;
  const external = facts.texts.get(externalId[row]!);
  seen.sessions++;
  if (!isSuspicious) seen.cleanSessions++;
  if (mfa[row] !== FLAG_TRUE && (parent < 0 || credentials.mfa[parent] !== FLAG_TRUE)) seen.withoutMfa++;
  if (external === null) seen.withoutExternalId++;
  else seen.externalIds.add(external);
}

/** The principal behind a call, as trust policies name it; null for services, which trust policies name otherwise. */
function callerOf({ facts }: Lineage, row: number, roleArn: string): Caller | null {
  const { callerType, callerArn, callerIssuerArn, callerAccountId, invokedBy } = facts.issuances.columns;
  const text = (code: number): string | null => facts.texts.get(code);
  const type = text(callerType[row]!);
  const arn = text(callerArn[row]!);
  if (type === 'AWSService' || (type === null && invokedBy[row] !== 0)) return null;
  if (type === 'AssumedRole') return namedRole(text(callerIssuerArn[row]!) ?? roleOfSession(arn));
  return (type === 'IAMUser' ? namedUser(arn) : null) ?? namedAccount(text(callerAccountId[row]!), roleArn);
}

/** The target account's copy of a cross-account call says from which account, and not by whom. */
const namedAccount = (accountId: string | null, roleArn: string): Caller | null =>
  accountId === null ? null : { arn: rootArn(accountId, roleArn), kind: 'account', accountId };

const namedUser = (arn: string | null): Caller | null =>
  arn !== null && parseArn(arn)?.resource.startsWith('user/') === true
    ? { arn, kind: 'user', accountId: accountOfArn(arn) ?? '' }
    : null;

const namedRole = (arn: string | null): Caller | null =>
  arn === null ? null : { arn, kind: 'role', accountId: accountOfArn(arn) ?? '' };

/** Without the issuer the role's path is not known; most roles have none. */
function roleOfSession(sessionArn: string | null): string | null {
  const arn = sessionArn === null ? null : parseArn(sessionArn);
  const name = arn?.service === 'sts' ? /^assumed-role\/([^/]+)\//.exec(arn.resource)?.[1] : undefined;
  return name === undefined ? null : `arn:${arn!.partition}:iam::${arn!.accountId}:role/${name}`;
}
