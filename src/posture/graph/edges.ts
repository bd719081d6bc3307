import { accountOfArn, rootArn } from '../../lib/arn.ts';
import type { IamCaller, IamDecider, IamDecision, IamSnapshot } from '../../model/iam.ts';
import type { AssumeEdge } from '../../model/posture.ts';
import { compileDocument, type StatementPrincipal } from '../evaluate/compile.ts';
import { accountOfPrincipal } from '../evaluate/trust.ts';
import { chainingSessionOf, keyOfUser, providerCaller, serviceCaller, strangerCaller } from './callers.ts';

/** Every way from a principal to a session of a role, with what it needs: all that the snapshot and its trust policies name. */
export async function assumeEdges(snapshot: IamSnapshot, decider: IamDecider): Promise<AssumeEdge[]> {
  const edges: AssumeEdge[] = [];
  for (const caller of callersOf(snapshot)) {
    for (const to of decider.mayAssume(caller)) {
      const answer = await decider.decide({ caller, action: actionOf(caller), resource: to });
      const { decision } = answer;
      if (decision !== 'allowed' && decision !== 'depends') continue;
      edges.push({ from: caller.arn, to, decision, conditions: conditionsOf(answer), basis: basisOf(caller, to) });
    }
  }
  return edges;
}

/** What depends is never told as if it held: where there are no words for what decides, its key stands for it. */
function conditionsOf({ decision, conditions, unknown }: IamDecision): readonly string[] {
  return decision === 'depends' && conditions.length === 0 ? unknown.map((key) => `depending on ${key}`) : conditions;
}

function callersOf({ accounts }: IamSnapshot): IamCaller[] {
  const roles = accounts.flatMap((account) => account.roles);
  const own = [...roles.map(chainingSessionOf), ...accounts.flatMap(({ users }) => users.map(keyOfUser))];
  const known = new Set(accounts.map(({ accountId }) => accountId));
  const named = new Map<string, IamCaller>();
  for (const { arn, trust } of roles) {
    for (const { principals } of compileDocument(trust, 'trust').statements) {
      for (const principal of principals ?? []) {
        const caller = callerFor(principal, { known, roleArn: arn });
        if (caller !== null) named.set(`${caller.kind} ${caller.arn}`, caller);
      }
    }
  }
  return [...own, ...[...named.keys()].sort().map((key) => named.get(key)!)];
}

/** Null for a principal whose account the snapshot has: it is among the roles and users, or is not there any more. */
function callerFor(
  { type, value }: StatementPrincipal,
  { known, roleArn }: { readonly known: ReadonlySet<string>; readonly roleArn: string },
): IamCaller | null {
  switch (type) {
    case 'any':
      return strangerCaller('*');
    case 'Service':
      return serviceCaller(value);
    case 'Federated':
      return providerCaller(value);
    case 'CanonicalUser':
      return null;
    case 'AWS': {
      const accountId = accountOfPrincipal(value);
      if (accountId !== null) return known.has(accountId) ? null : strangerCaller(rootArn(accountId, roleArn));
      const owner = accountOfArn(value);
      return owner === null || known.has(owner) ? null : strangerCaller(value);
    }
  }
}

function actionOf({ kind, arn }: IamCaller): string {
  if (kind !== 'federated-provider') return 'sts:AssumeRole';
  return arn.includes(':saml-provider/') ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity';
}

/** Within an account a trust policy that names the caller is enough; across accounts both sides must agree. */
function basisOf({ kind, accountId }: IamCaller, to: string): string {
  if (kind === 'service' || kind === 'federated-provider') return 'trust policy';
  if (kind === 'account') return 'trust policy, and what the other account lets its principals do';
  return accountId === accountOfArn(to)
    ? 'trust policy, or trust in the account and identity policy'
    : 'trust policy and identity policy of another account';
}
