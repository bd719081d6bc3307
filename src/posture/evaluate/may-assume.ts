import { addTo } from '../../lib/add-to.ts';
import { roleNameOfArn, parseArn } from '../../lib/arn.ts';
import type { IamCaller, IamRole } from '../../model/iam.ts';
import { callerPolicies, type Directory } from './caller.ts';
import { compileDocument, type Statement } from './compile.ts';
import { relevantStatements } from './relevant.ts';
import { accountOfPrincipal } from './trust.ts';

/** The roles whose trust policy may let a caller in, by whom it names. */
interface TrustIndex {
  /** Trusted by everybody, or nothing is known of the trust policy. */
  readonly open: IamRole[];
  readonly byAccount: Map<string, IamRole[]>;
  /** By `account/role name` in lower case for roles and their sessions, else by the principal's text. */
  readonly byName: Map<string, IamRole[]>;
}

/**
 * A prefilter: leaves out only roles that no context lets the caller assume. Answers are kept by principal, because the
 * sessions of one role differ in little.
 */
export function mayAssumeIndex(directory: Directory): (caller: IamCaller) => readonly string[] {
  let index: TrustIndex | null = null;
  const kept = new Map<string, readonly string[]>();
  return (caller) => {
    const key = `${caller.kind} ${caller.accountId} ${caller.arn} ${caller.issuerArn ?? ''}`;
    let arns = kept.get(key);
    if (arns === undefined) {
      index ??= indexTrust(directory.roles);
      arns = candidates(caller, index, directory);
      kept.set(key, arns);
    }
    return arns;
  };
}

function indexTrust(roles: readonly IamRole[]): TrustIndex {
  const index: TrustIndex = { open: [], byAccount: new Map(), byName: new Map() };
  for (const role of roles) {
    const { statements, faults } = compileDocument(role.trust, 'trust');
    const allows = statements.filter(({ effect }) => effect === 'Allow');
    if (faults.length > 0 || allows.some(isOpen)) {
      index.open.push(role);
      continue;
    }
    for (const name of new Set(allows.flatMap(({ principals }) => (principals ?? []).map(({ value }) => value)))) {
      const accountId = accountOfPrincipal(name);
      if (accountId === null) addTo(index.byName, nameKey(name), role);
      else addTo(index.byAccount, accountId, role);
    }
  }
  return index;
}

const isOpen = ({ notPrincipals, principals }: Statement): boolean =>
  notPrincipals || (principals ?? []).some(({ type }) => type === 'any');

function nameKey(arn: string): string {
  const role = roleNameOfArn(arn);
  return role === null ? arn : `${parseArn(arn)!.accountId}/${role.toLowerCase()}`;
}

const actions: Partial<Record<IamCaller['kind'], readonly string[]>> = {
  'federated-provider': ['sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'],
};

function candidates(caller: IamCaller, index: TrustIndex, directory: Directory): readonly string[] {
  if (caller.kind === 'root' || caller.kind === 'federated-user') return [];
  const named = new Set([...index.open, ...(index.byName.get(nameKey(caller.arn)) ?? [])]);
  const byAccount = caller.accountId === null ? [] : (index.byAccount.get(caller.accountId) ?? []);
  const { identity } = callerPolicies(caller, directory);
  const needsNone = caller.kind === 'service' || caller.kind === 'federated-provider';
  const mayAsk = (role: IamRole): boolean => identity === null || allowsSome(identity, role.arn);
  const wanted = (role: IamRole): boolean => {
    if (!trustsForAction(role, actions[caller.kind] ?? ['sts:AssumeRole'])) return false;
    if (needsNone || (named.has(role) && role.accountId === caller.accountId)) return true;
    return mayAsk(role);
  };
  const found = [...new Set([...named, ...byAccount])].filter(wanted);
  return found.map(({ arn }) => arn);
}

function trustsForAction(role: IamRole, wanted: readonly string[]): boolean {
  const { statements, faults } = compileDocument(role.trust, 'trust');
  if (faults.length > 0) return true;
  return statements.some(
    ({ effect, matchesAction }) => effect === 'Allow' && wanted.some((action) => matchesAction(action)),
  );
}

function allowsSome(identity: Parameters<typeof relevantStatements>[0], resource: string): boolean {
  const { statements, unreadable } = relevantStatements(identity, 'identity', { action: 'sts:AssumeRole', resource });
  return unreadable.length > 0 || statements.some(({ statement }) => statement.effect === 'Allow');
}
