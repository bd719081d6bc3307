import type { PolicyStatement } from '../../model/containment.ts';
import type { IamSnapshot } from '../../model/iam.ts';
import { statementsOf } from '../doors.ts';
import { roleOf } from '../prove/session-names.ts';
import type { TrustChange } from '../situation.ts';
import { accountsAround, canonical, strangersIn } from '../strangers.ts';
import type { Deed } from './deeds.ts';

/** What a compromised credential made of a role's trust policy, from all changes of that role by time; null where nothing of it is in force. */
export function trustChangeIn(history: readonly Deed[], snapshot: IamSnapshot | null): TrustChange | null {
  const last = history.findLastIndex(({ kind, isHis }) => isHis && kind === 'trust-changed');
  if (last < 0 || history.slice(last).some(({ kind }) => kind === 'role-deleted')) return null;
  const roleArn = history[last]!.arnOf('role');
  const accounts = accountsAround(snapshot, roleArn);
  const policies = history.slice(0, last).filter(setsTrust);
  const later = history.slice(last + 1).filter(setsTrust);
  const before = policyBefore(policies, accounts);
  const known = knownSince(snapshot, roleArn, history[last]!.time);
  const now = known ?? written(later.at(-1) ?? history[last]!);
  const change = { roleArn, before, now };
  const isAsHeLeftIt = canonical(now) === canonical(written(history[last]!));
  if (now === null || isAsHeLeftIt) return change;
  const his = [...policies, history[last]!].filter(({ isHis }) => isHis).map(written);
  return carries(now, { his, before, accounts, isSomebodys: later.length > 0 }) ? change : null;
}

const setsTrust = ({ kind }: Deed): boolean => kind === 'role-created' || kind === 'trust-changed';

const written = (deed: Deed): unknown => parsed(deed.text('document'));

/** The trust policy in a snapshot that is not known to be older. */
function knownSince(snapshot: IamSnapshot | null, roleArn: string, time: number): unknown {
  if (snapshot === null) return null;
  const role = roleOf(snapshot, roleArn);
  const account = snapshot.accounts.find(({ accountId }) => accountId === role?.accountId);
  return account === undefined || (account.takenAt !== null && account.takenAt < time) ? null : role!.trust;
}

/** The last trust policy that somebody else gave the role, unless he left in it what the attacker had put there. */
function policyBefore(policies: readonly Deed[], accounts: ReadonlySet<string>): unknown {
  const last = policies.findLastIndex(({ isHis }) => !isHis);
  if (last < 0) return null;
  const [policy, earlier] = [written(policies[last]!), policies.slice(0, last)];
  const his = earlier.filter(({ isHis }) => isHis).map(written);
  if (his.length === 0) return policy;
  const before = policyBefore(earlier, accounts);
  return carries(policy, { his, before, accounts, isSomebodys: true }) ? before : policy;
}

interface Written {
  /** What the attacker wrote. */
  readonly his: readonly unknown[];
  readonly before: unknown;
  readonly accounts: ReadonlySet<string>;
  /** Somebody else is logged to have written it. */
  readonly isSomebodys: boolean;
}

/** Whether a trust policy that is not the attacker's still lets in whom he let in. */
function carries(policy: unknown, { his, before, accounts, isSomebodys }: Written): boolean {
  if (policy === null) return true;
  const known = { accounts, vetted: statementsOf(before) };
  const strangers = strangersIn(policy, known);
  const statements = new Set(his.flatMap(statementsOf).map(canonical));
  const hasHis = (each: PolicyStatement): boolean =>
    statements.has(canonical(each)) && strangersIn({ Statement: [each] }, known).length > 0;
  if (statementsOf(policy).some(hasHis)) return true;
  // Who wrote it saw whom the attacker's let in; with nothing to compare it with, that has to do.
  if (isSomebodys && before === null) return false;
  // Of what a log cut off anybody may have been in.
  const brought = new Set(
    his.flatMap((each) => (each === null ? strangers : strangersIn(each, { accounts, vetted: [] }))),
  );
  for (const stranger of strangersIn(before, { accounts, vetted: [] })) brought.delete(stranger);
  return strangers.some((each) => brought.has(each));
}

/** JSON as an object; null where a log cut it off. */
export function parsed(document: string | null): unknown {
  if (document === null) return null;
  try {
    return JSON.parse(document);
  } catch {
    return null;
  }
}
