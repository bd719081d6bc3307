import type { IamCaller, IamDecision } from '../../model/iam.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import { closesDoor } from '../doors.ts';
import type { Held, Situation } from '../situation.ts';
import type { JudgeCalls } from './judge-calls.ts';
import { roleOf, type NamesOf } from './session-names.ts';
import { principalIn, type World } from './world.ts';

/** A token that a credential or door could give. */
export interface Mint {
  readonly gives: Held;
  readonly how: string;
  readonly certain: boolean;
  readonly hangsOn: readonly string[];
}

export interface Around {
  readonly world: World;
  readonly judge: JudgeCalls;
  readonly times: readonly EpochSeconds[];
  readonly namesOf: NamesOf;
  /** For principals that the snapshot has not. */
  readonly mintsSeen: Situation['mintsSeen'];
}

/** Everything that can be minted with it in that world. Which APIs a kind of credential may call: "Compare AWS STS credentials", IAM User Guide. */
export async function mintsOf(held: Held, around: Around): Promise<readonly Mint[]> {
  switch (held.kind) {
    case 'sign-in':
      return around.times.map((time) => userToken(held, time, 'a console sign-in'));
    case 'workload':
      return around.times.map((time) => rotated(held, time));
    case 'subject':
    case 'account':
      return throughDoor(held, around);
    case 'access-key':
      return [...(await keyMints(held, around)), ...(await assumed(held, around))];
    case 'token':
      return held.caller.kind === 'role-session' || held.caller.kind === 'user-session' ? assumed(held, around) : [];
  }
}

/** No policy stops GetSessionToken: a key that is active mints, even where everything is denied to it. */
async function keyMints(held: Held, { world, judge, times }: Around): Promise<Mint[]> {
  const minted = times.map((time) => userToken(held, time, 'sts:GetSessionToken'));
  if (held.caller.kind !== 'user-key') return minted;
  const { accountId, arn } = held.caller;
  const resource = `arn:aws:sts::${accountId}:federated-user/stemma`;
  const decision = await judge.may(held, { action: 'sts:GetFederationToken', resource }, world);
  if (decision.decision === 'denied') return minted;
  for (const issuedAt of times) {
    const caller: IamCaller = {
      ...held.caller,
      kind: 'federated-user',
      arn: resource,
      issuerArn: arn,
      issuedAt,
      mfa: false,
      sessionPolicies: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }],
    };
    minted.push(
      mint(token(`new federated session of ${arn}`, caller, `${accountId}:stemma`), 'sts:GetFederationToken', decision),
    );
  }
  return minted;
}

function userToken(held: Held, issuedAt: EpochSeconds, how: string): Mint {
  const isRoot = held.caller.kind === 'root';
  const caller: IamCaller = {
    ...held.caller,
    kind: isRoot ? 'root' : 'user-session',
    issuedAt,
    mfa: null,
    sessionPolicies: [],
  };
  return { gives: token(`new session of ${held.caller.arn}`, caller, held.userId), how, certain: true, hangsOn: [] };
}

/** The workload's next credentials: another issue time, the same name. */
const rotated = (held: Held, issuedAt: EpochSeconds): Mint => ({
  gives: token(`next credentials of ${held.door?.id ?? held.id}`, { ...held.caller, issuedAt }, held.userId),
  how: 'is given them by its workload',
  certain: true,
  hangsOn: [],
});

async function assumed(held: Held, around: Around): Promise<Mint[]> {
  const dead = await around.judge.isDead(held, around.world);
  if (dead.decision === 'denied') return [];
  const { caller } = held;
  const isKnown = principalIn(around.world.snapshot, caller.arn) !== null;
  const reaches = isKnown
    ? await around.judge.assumable(held, around.world)
    : [...(around.mintsSeen.get(caller.arn) ?? [])].map((roleArn) => ({
        roleArn,
        decision: notInSnapshot(caller.arn),
      }));
  return reaches.flatMap(({ roleArn, decision }) => sessions(roleArn, held, { ...around, decision }));
}

const notInSnapshot = (arn: string): IamDecision => ({
  decision: 'depends',
  unknown: [`the policies of ${arn}`],
  conditions: [],
});

function sessions(
  roleArn: string,
  { caller: { sourceIdentity } }: Held,
  { times, namesOf, world, decision }: Around & { decision: IamDecision },
): Mint[] {
  const roleId = roleOf(world.snapshot, roleArn)?.roleId ?? null;
  const minted: Mint[] = [];
  for (const issuedAt of times) {
    for (const { sessionName, identity } of namesOf(roleArn)) {
      const caller: IamCaller = {
        kind: 'role-session',
        accountId: roleArn.split(':')[4] ?? null,
        arn: roleArn,
        sessionName,
        issuedAt,
        // The call that mints is made without a device: MFA does not reach the session (IAM User Guide, MFA and role chaining).
        mfa: false,
        sourceIdentity: sourceIdentity ?? identity,
        sessionPolicies: [],
      };
      const userId = roleId === null || sessionName === null ? null : `${roleId}:${sessionName}`;
      minted.push(mint(token(`new session of ${roleArn}`, caller, userId), `sts:AssumeRole on ${roleArn}`, decision));
    }
  }
  return minted;
}

/** What was seen to come through the door comes again, unless the trust policy shuts it out; other roles as policies say. */
async function throughDoor(held: Held, around: Around): Promise<Mint[]> {
  const { door } = held;
  if (door === null) return [];
  const possible = new Map(door.roleArns.map((arn) => [arn, seen]));
  for (const { roleArn, decision } of await around.judge.assumable(held, around.world)) {
    if (!possible.has(roleArn)) possible.set(roleArn, decision);
  }
  const open = [...possible].filter(([arn]) => !closesDoor(roleOf(around.world.snapshot, arn)?.trust, door));
  return open.flatMap(([arn, decision]) => sessions(arn, held, { ...around, decision }));
}

const seen: IamDecision = { decision: 'allowed', unknown: [], conditions: [] };

const token = (id: string, caller: IamCaller, userId: string | null): Held => ({
  id,
  kind: 'token',
  caller,
  userId,
  expiresAt: null,
  madeByAttacker: true,
  door: null,
});

const mint = (gives: Held, how: string, { decision, unknown }: IamDecision): Mint => ({
  gives,
  how,
  certain: decision === 'allowed',
  hangsOn: unknown,
});
