import type { IamDecision, IamPolicy } from '../../model/iam.ts';
import { statementsOf } from '../doors.ts';
import type { Held } from '../situation.ts';
import type { JudgeCalls } from './judge-calls.ts';
import { patternOf } from './mentions.ts';
import { principalIn, type World } from './world.ts';

/** What would take a plan's denies away, or make credentials that it does not know. */
const undoing: readonly { readonly action: string; readonly resource: 'user' | 'role' | 'policy' }[] = [
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
  { action: 'iam:PassRole', resource: 'role' },
  { action: 'iam:CreatePolicyVersion', resource: 'policy' },
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
  for (const { action, resource } of undoing) {
    if (!policies.some((policy) => mayGrant(policy, action))) continue;
    const question = { action, resource: `arn:aws:iam::${caller.accountId}:${resource}/*` };
    const decision = await judge.may(held, question, world);
    if (decision.decision === 'allowed') return { action, decision };
    if (decision.decision !== 'denied' && open.action === null) open = { action, decision };
  }
  return open;
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
