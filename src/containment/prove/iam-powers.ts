import { partitionOfArn } from '../../lib/arn.ts';
import type { IamCaller, IamDecision, IamPolicy } from '../../model/iam.ts';
import type { PolicyStatement } from '../../model/containment.ts';
import { statementsOf } from '../doors.ts';
import type { Held } from '../situation.ts';
import type { JudgeCalls } from './judge-calls.ts';
import { patternOf } from './mentions.ts';
import { leavingFromAbove, undoingCalls, undoingFromAbove, type UndoingCall } from './undoing-calls.ts';
import { principalIn, type World } from './world.ts';

export interface Undo {
  /** The first of them that is allowed, null where all are denied. */
  readonly action: string | null;
  readonly decision: IamDecision | null;
}

/**
 * Whether it may change IAM: asked for whatever its policies name, and for any user, role or policy of its account. Identity
 * policies alone decide that. A federation token cannot call IAM itself; a console that is opened with it can.
 */
export async function hasPower(held: Held, { judge, world }: { judge: JudgeCalls; world: World }): Promise<Undo> {
  const { caller } = held;
  if (caller.kind === 'root') return { action: 'everything', decision: sure };
  const policies = principalIn(world.snapshot, caller.issuerArn ?? caller.arn)?.policies;
  if (policies === undefined) return { action: null, decision: null };
  let open: Undo = { action: null, decision: null };
  for (const call of undoingCallsOf(caller.accountId, world)) {
    const granting = policies.filter((policy) => mayGrant(policy, call.action));
    if (granting.length === 0) continue;
    for (const resource of resourcesFor(call, granting, { caller, world })) {
      const decision = await judge.may(held, { action: call.action, resource }, world);
      if (decision.decision === 'allowed') return { action: call.action, decision };
      if (decision.decision !== 'denied' && open.action === null) open = { action: call.action, decision };
    }
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
): Promise<IamDecision['decision']> {
  const { caller } = held;
  if (caller.kind === 'root') return 'allowed';
  const action = 'iam:UpdateAssumeRolePolicy';
  const policies = principalIn(world.snapshot, caller.issuerArn ?? caller.arn)?.policies;
  if (policies === undefined || !policies.some((policy) => mayGrant(policy, action))) return 'denied';
  const resource = `arn:${partitionOfArn(caller.arn)}:iam::${caller.accountId}:role/stemma-any-role`;
  return (await judge.may(held, { action, resource }, world)).decision;
}

/** What an action is asked for: any of its kind, the caller himself, and what the policies name: they may allow no more. */
function resourcesFor(
  { action, resource }: UndoingCall,
  granting: readonly IamPolicy[],
  { caller, world }: { caller: IamCaller; world: World },
): Iterable<string> {
  const own = caller.issuerArn ?? caller.arn;
  const prefix = `arn:${partitionOfArn(own)}:iam::`;
  const named = granting.flatMap(({ document }) => statementsOf(document)).flatMap((each) => namedBy(each, action));
  if (resource === null)
    return new Set(['*', ...named, ...(action === 'sts:AssumeRoot' ? rootsOf(prefix, world) : [])]);
  const kind = `:${resource}/`;
  // A pattern matches itself, so it is asked for as it stands; what a variable stands for is the caller.
  return new Set([
    `${prefix}${caller.accountId}${kind}*`,
    ...[own, ...named].filter((arn) => arn.includes(kind) && !arn.includes('${')),
  ]);
}

function namedBy(statement: PolicyStatement, action: string): string[] {
  if (!grants(statement, action)) return [];
  const { Resource } = statement;
  return (Array.isArray(Resource) ? Resource : [Resource]).filter((each): each is string => typeof each === 'string');
}

const rootsOf = (prefix: string, { snapshot }: World): string[] =>
  snapshot.accounts.map(({ accountId }) => `${prefix}${accountId}:root`);

function undoingCallsOf(accountId: string | null, { snapshot }: World): readonly UndoingCall[] {
  const manages = snapshot.accounts.some(
    ({ organization }) => organization !== null && organization.managementAccountId === accountId,
  );
  if (manages) return [...undoingCalls, ...undoingFromAbove];
  const isMember = snapshot.accounts.some((each) => each.accountId === accountId && each.organization !== null);
  return isMember ? [...undoingCalls, ...leavingFromAbove] : undoingCalls;
}

const sure: IamDecision = { decision: 'allowed', unknown: [], conditions: [] };

/** Whether some statement could allow the action: most policies say nothing of IAM, and need not be asked. */
function mayGrant({ document }: IamPolicy, action: string): boolean {
  if (document === null) return true;
  return statementsOf(document).some((statement) => grants(statement, action));
}

function grants({ Effect, Action, NotAction }: PolicyStatement, action: string): boolean {
  if (Effect !== 'Allow') return false;
  if (NotAction !== undefined) return true;
  const patterns = Array.isArray(Action) ? Action : [Action];
  return patterns.some((pattern) => patternOf(String(pattern)).test(action));
}
