import type { IamAccount, IamPolicy, IamPolicyLevel, IamProblem } from '../../model/iam.ts';
import { faultsIn, type PolicyKind } from './faults.ts';

/** What cannot be understood of each policy of some accounts: one entry a policy, however many principals have it. */
export async function findProblems(accounts: readonly IamAccount[]): Promise<IamProblem[]> {
  const problems: IamProblem[] = [];
  const seen = new Set<string>();
  for (const { id, document, kind } of policiesIn(accounts)) {
    if (seen.has(id)) continue;
    seen.add(id);
    if (document === null || document === undefined) {
      problems.push({ source: id, reason: 'its text is not in the snapshot: what it allows or denies is unknown' });
      continue;
    }
    for (const reason of await faultsIn(document, kind)) problems.push({ source: id, reason });
  }
  return problems;
}

type Found = Pick<IamPolicy, 'id' | 'document'> & { readonly kind: PolicyKind };

function* policiesIn(accounts: readonly IamAccount[]): Generator<Found> {
  for (const account of accounts) {
    for (const { policies, boundary } of [...account.users, ...account.roles]) {
      for (const policy of boundary === null ? policies : [...policies, boundary])
        yield { ...policy, kind: 'identity' };
    }
    for (const { arn, trust } of account.roles) yield { id: `trust policy of ${arn}`, document: trust, kind: 'trust' };
    yield* controlPolicies(account.organization?.scps ?? [], 'scp');
    yield* controlPolicies(account.organization?.rcps ?? [], 'rcp');
  }
}

function* controlPolicies(levels: readonly IamPolicyLevel[], kind: PolicyKind): Generator<Found> {
  for (const { policies } of levels) for (const policy of policies) yield { ...policy, kind };
}
