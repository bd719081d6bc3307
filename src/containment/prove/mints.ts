import { accountOfArn, partitionOfArn } from '../../lib/arn.ts';
import type { IamCaller, IamDecision } from '../../model/iam.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import { closesDoor, comesInAs, principalsTrusted, subjectOf } from '../doors.ts';
import type { Door, Held, Situation } from '../situation.ts';
import type { JudgeCalls, Reach } from './judge-calls.ts';
import { opensEveryRole } from './iam-powers.ts';
import { accountsAround, letsStrangersIn } from '../strangers.ts';
import { roleOf, type NamesOf } from './session-names.ts';
import { isPortal, throughPortal } from './portal.ts';
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
      return isNamed(held) ? around.times.map((time) => rotated(held, time)) : rotatedUnderAnyName(held, around);
    case 'subject':
      return isPortal(held) ? throughPortal(held, around) : throughDoor(held, around);
    case 'account':
      return throughDoor(held, around);
    case 'service-credential':
      return [];
    case 'trust':
      return throughTrust(held, around);
    case 'access-key':
      return [
        ...(await keyMints(held, around)),
        ...(await assumed(held, around)),
        ...(await throughServices(held, around)),
      ];
    case 'token':
      return tokenMints(held, around);
  }
}

async function tokenMints(held: Held, around: Around): Promise<readonly Mint[]> {
  // What a permission set could do that is not known to be his is not played: an assumption of every proof.
  if (isPortal(held)) return [];
  const assuming = assumers.has(held.caller.kind) ? await assumed(held, around) : [];
  return [...assuming, ...(await throughServices(held, around))];
}

const assumers: ReadonlySet<IamCaller['kind']> = new Set(['role-session', 'user-session']);

/** A workload that the attacker may have started himself, or changed: it lives on when the credential that did it is dead. */
export const isPlanted = ({ kind, madeByAttacker }: Held): boolean => kind === 'workload' && madeByAttacker;

/** An instance and a function have one name for as long as they are there. A task, a pod and a build end, and the next one has another. */
const named: ReadonlySet<string> = new Set(['ec2-instance', 'lambda-function']);

/** A workload whose sessions always have one name, new ones too. */
export const isNamed = (held: Held): boolean =>
  held.kind === 'workload' && !isPlanted(held) && named.has(held.door?.originKind ?? '');

/** What a service is made to run as a role, with `iam:PassRole` or in a workload that is there: it is given new sessions for good. */
async function throughServices(held: Held, { judge, world }: Around): Promise<Mint[]> {
  if ((await judge.isDead(held, world)).decision === 'denied') return [];
  const opens = await opensEveryRole(held, { judge, world });
  if (opens === 'allowed') return [];
  // Where MFA decides what it may do in IAM, it decides that on both.
  const runs = (await judge.runs(held, world)).filter(({ by }) => opens === 'denied' || !isByIamAlone(by));
  return runs.map(({ roleArn, service, by, decision }) => mint(planted(roleArn, service), by, decision));
}

const isByIamAlone = (by: string): boolean => by.split(', ').every((action) => action.startsWith('iam:'));

const planted = (roleArn: string, service: string): Held => ({
  id: `what ${service} was made to run as ${roleArn}`,
  kind: 'workload',
  caller: {
    kind: 'role-session',
    accountId: accountOfArn(roleArn),
    arn: roleArn,
    sessionName: null,
    issuedAt: null,
    mfa: false,
    sourceIdentity: null,
    sessionPolicies: [],
  },
  userId: null,
  expiresAt: null,
  madeByAttacker: true,
  door: { id: service, originKind: 'aws-service', subject: null, region: null, roleArns: [roleArn] },
});

/** The attacker names functions and tasks, and their sessions with them; others get a new name each time they start. */
function rotatedUnderAnyName(held: Held, around: Around): Mint[] {
  return sessions(held.caller.arn, held, { ...around, decision: seen }).map((each) => ({
    ...each,
    how: 'is given them by its service',
  }));
}

/** No policy stops GetSessionToken: a key that is active mints, even where everything is denied to it. */
async function keyMints(held: Held, { world, judge, times }: Around): Promise<Mint[]> {
  const minted = times.map((time) => userToken(held, time, 'sts:GetSessionToken'));
  if (held.caller.kind !== 'user-key') return minted;
  const { accountId, arn } = held.caller;
  const resource = `arn:${partitionOfArn(arn)}:sts::${accountId}:federated-user/stemma`;
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
async function throughDoor(held: Held, { judge, world, ...around }: Around): Promise<Mint[]> {
  const { door } = held;
  if (door === null) return [];
  const possible = new Map(door.roleArns.map((arn) => [arn, seen]));
  for (const caller of callersThrough(held, door, world)) {
    for (const { roleArn, decision } of await judge.assumable({ caller, userId: null }, world, subjectOf(door))) {
      if (comesInAs(door, roleOf(world.snapshot, roleArn)?.trust) !== 'seen') continue;
      if (possible.get(roleArn)?.decision !== 'allowed') possible.set(roleArn, decision);
    }
    for (const { roleArn, decision } of await asAnother(caller, door, { judge, world }))
      if (!possible.has(roleArn)) possible.set(roleArn, decision);
  }
  const open = [...possible].filter(([arn]) => !closesDoor(roleOf(world.snapshot, arn)?.trust, door));
  return open.flatMap(([arn, decision]) => sessions(arn, held, { judge, world, ...around, decision }));
}

/** Whomever the attacker wants, as long as the trust policy lets in strangers that it did not let in before him. */
function throughTrust(held: Held, around: Around): Mint[] {
  const { arn } = held.caller;
  const { snapshot } = around.world;
  const known = { accounts: accountsAround(snapshot, arn), vetted: held.door?.vetted ?? [] };
  const isOpen = letsStrangersIn(roleOf(snapshot, arn)?.trust, known);
  return isOpen ? sessions(arn, held, { ...around, decision: seen }) : [];
}

/** Roles that let in no subject under which he was seen, and one under which he may come: his next branch, environment or run. */
async function asAnother(
  caller: IamCaller,
  door: Door,
  { judge, world }: Pick<Around, 'judge' | 'world'>,
): Promise<Reach[]> {
  if (door.originKind !== 'web-identity') return [];
  const reaches = await judge.assumable({ caller, userId: null }, world);
  return reaches
    .filter(({ roleArn }) => comesInAs(door, roleOf(world.snapshot, roleArn)?.trust) === 'another')
    .map(({ roleArn, decision: { unknown, conditions } }) => ({
      roleArn,
      decision: {
        decision: 'depends',
        unknown: [...unknown, `whether ${door.subject} can come as another subject that ${roleArn} trusts`],
        conditions,
      },
    }));
}

/** Of another account every principal counts that some role trusts: whose session the attacker has there is not known. */
function callersThrough({ kind, caller }: Held, door: Door, { snapshot }: World): IamCaller[] {
  if (kind !== 'account') return [caller];
  return [caller, ...principalsTrusted(snapshot, door.id).map((arn) => ({ ...caller, arn }))];
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
