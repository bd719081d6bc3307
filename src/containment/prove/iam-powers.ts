import type { IamDecision, IamPolicy } from '../../model/iam.ts';
import { statementsOf } from '../doors.ts';
import type { Held } from '../situation.ts';
import type { JudgeCalls } from './judge-calls.ts';
import { patternOf } from './mentions.ts';
import { principalIn, type World } from './world.ts';

interface Undoing {
  readonly action: string;
  /** Kind of what it is done to, in IAM. */
  readonly resource: 'user' | 'role' | 'policy' | null;
}

/** What would take a plan's denies away, or make credentials that it does not know. */
const undoing: readonly Undoing[] = [
  { action: 'iam:DeleteRolePolicy', resource: 'role' },
  { action: 'iam:DeleteUserPolicy', resource: 'user' },
  { action: 'iam:DetachRolePolicy', resource: 'role' },
  { action: 'iam:DetachUserPolicy', resource: 'user' },
  { action: 'iam:PutRolePolicy', resource: 'role' },
  { action: 'iam:PutUserPolicy', resource: 'user' },
  { action: 'iam:UpdateAssumeRolePolicy', resource: 'role' },
  { action: 'iam:CreateAccessKey', resource: 'user' },
  { action: 'iam:UpdateAccessKey', resource: 'user' },
  { action: 'iam:CreateLoginProfile', resource: 'user' },
  { action: 'iam:UpdateLoginProfile', resource: 'user' },
  { action: 'iam:CreateUser', resource: 'user' },
  { action: 'iam:CreateRole', resource: 'role' },
  { action: 'iam:CreatePolicyVersion', resource: 'policy' },
];

/** The same for service control policies: calls of the management account. */
const undoingFromAbove: readonly Undoing[] = [
  { action: 'organizations:DetachPolicy', resource: null },
  { action: 'organizations:UpdatePolicy', resource: null },
  { action: 'organizations:DeletePolicy', resource: null },
];

export interface Undo {
  /** The first of them that is allowed, null where all are denied. */
  readonly action: string | null;
  readonly decision: IamDecision | null;
}

/** Whether it may change IAM: asked for any user, role or policy of its account. Identity policies alone decide that. */
export async function hasPower(held: Held, { judge, world }: { judge: JudgeCalls; world: World }): Promise<Undo> {
  const { caller } = held;
  if (caller.kind === 'root') return { action: 'everything', decision: sure };
  const policies = principalIn(world.snapshot, caller.issuerArn ?? caller.arn)?.policies;
  if (policies === undefined || caller.kind === 'federated-user') return { action: null, decision: null };
  let open: Undo = { action: null, decision: null };
  for (const { action, resource } of undoingOf(caller.accountId, world)) {
    if (!policies.some((policy) => mayGrant(policy, action))) continue;
    const question = { action, resource: anyOf(resource, caller.accountId) };
    const decision = await judge.may(held, question, world);
    if (decision.decision === 'allowed') return { action, decision };
    if (decision.decision !== 'denied' && open.action === null) open = { action, decision };
  }
  return open;
}

/**
 * Whether it lets itself into any role by that role's trust policy: what it can have done is beyond what a plan can list, and
 * it needs no service for it.
 */
export async function opensEveryRole(
  held: Held,
  { judge, world }: { judge: JudgeCalls; world: World },
): Promise<boolean> {
  const { caller } = held;
  if (caller.kind === 'root') return true;
  const action = 'iam:UpdateAssumeRolePolicy';
  const policies = principalIn(world.snapshot, caller.issuerArn ?? caller.arn)?.policies;
  if (policies === undefined || !policies.some((policy) => mayGrant(policy, action))) return false;
  const resource = `arn:aws:iam::${caller.accountId}:role/stemma-any-role`;
  return (await judge.may(held, { action, resource }, world)).decision === 'allowed';
}

const anyOf = (resource: Undoing['resource'], accountId: string | null): string =>
  resource === null ? '*' : `arn:aws:iam::${accountId}:${resource}/*`;

function undoingOf(accountId: string | null, { snapshot }: World): readonly Undoing[] {
  const manages = snapshot.accounts.some(
    ({ organization }) => organization !== null && organization.managementAccountId === accountId,
  );
  return manages ? [...undoing, ...undoingFromAbove] : undoing;
}

const sure: IamDecision = { decision: 'allowed', unknown: [], conditions: [] };

/** Whether some statement could allow the action: most policies say nothing of IAM, and need not be asked. */
function mayGrant({ document }: IamPolicy, action: string): boolean {
  if (document === null) return true;
  return statementsOf(document).some(({ Effect, Action, NotAction }) => {
    if (Effect !== 'Allow') return false;
    if (NotAction !== undefined) return true;
    const patterns = Array.isArray(Action) ? Action : [Action];
    return patterns.some((pattern) => patternOf(String(pattern)).test(action));
  });
}
