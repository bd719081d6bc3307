import { rootArn } from '../../lib/arn.ts';
import { mayLive, originAt, signersOf } from '../../lineage/index.ts';
import type { IamCaller, IamSnapshot } from '../../model/iam.ts';
import type { EpochSeconds, Lineage, Origin, OriginKind } from '../../model/lineage.ts';
import { roleOf } from '../prove/session-names.ts';
import type { Held } from '../situation.ts';
import { callerOf } from './callers.ts';
import { principalArn } from './principal-arn.ts';
import { isTerminated } from './terminated.ts';

/**
 * The keys, tokens and doors that the attacker can use at the moment of the lineage, and tokens that he could use when the
 * records end: `seenUntil`.
 */
export function heldBy(
  lineage: Lineage,
  marks: Uint8Array,
  { snapshot, seenUntil }: { snapshot: IamSnapshot | null; seenUntil: EpochSeconds },
): Held[] {
  const { credentials } = lineage;
  const held: Held[] = [];
  const lives = (at: number): boolean => mayLive(lineage, at) || hasLapsed(lineage, at, seenUntil);
  const made = keysMadeBy(lineage, marks);
  const byOrigin = new Map<number, number[]>();
  for (let at = 0; at < credentials.length; at++) {
    if (marks[at] !== 1) continue;
    const below = byOrigin.get(credentials.origin[at]!);
    if (below === undefined) byOrigin.set(credentials.origin[at]!, [at]);
    else below.push(at);
    if (!lives(at) || isInactive(lineage, at, snapshot)) continue;
    const one = credentialHeld(lineage, at, { snapshot, made });
    held.push(mayLive(lineage, at) ? one : { ...one, hasLapsed: true });
  }
  for (const [origin, below] of byOrigin)
    held.push(...doorsTo(originAt(lineage, origin), below, { lineage, snapshot, held, lives }));
  return held;
}

/** A token that lived when the records end, and does no more. What outlives a deny is not looked at: the prover knows denies. */
function hasLapsed({ credentials, asOf }: Lineage, at: number, seenUntil: EpochSeconds): boolean {
  const expiresAt = credentials.expiresAt[at]!;
  return credentials.temporary[at] === 1 && expiresAt > seenUntil && expiresAt <= asOf;
}

function credentialHeld(
  lineage: Lineage,
  at: number,
  { snapshot, made }: { snapshot: IamSnapshot | null; made: ReadonlySet<number> },
): Held {
  const { credentials, facts } = lineage;
  return {
    id: facts.texts.get(credentials.accessKeyId[at]!)!,
    kind: credentials.temporary[at] === 1 ? 'token' : 'access-key',
    caller: callerOf(lineage, at, snapshot),
    userId: facts.texts.get(credentials.principalId[at]!),
    expiresAt: credentials.expiresAt[at]! || null,
    madeByAttacker: made.has(at),
    door: null,
  };
}

function keysMadeBy(lineage: Lineage, marks: Uint8Array): Set<number> {
  const { controls, texts } = lineage.facts;
  const { kind, targetAccessKeyId } = controls.columns;
  const signers = signersOf(lineage);
  const created = texts.find('access-key-created') || -1;
  const made = new Set<number>();
  for (let row = 0; row < controls.length; row++) {
    const actor = kind[row] === created ? signers[row]! : -1;
    if (actor >= 0 && marks[actor] === 1) made.add(lineage.find(texts.get(targetAccessKeyId[row]!) ?? ''));
  }
  return made;
}

/** The snapshot may be newer than the logs. */
function isInactive({ credentials, facts }: Lineage, at: number, snapshot: IamSnapshot | null): boolean {
  if (credentials.temporary[at] === 1 || snapshot === null) return false;
  const id = facts.texts.get(credentials.accessKeyId[at]!);
  return snapshot.accounts.some(
    ({ accessKeys }) => accessKeys?.some(({ accessKeyId, active }) => accessKeyId === id && !active) ?? false,
  );
}

interface Known {
  readonly lineage: Lineage;
  readonly snapshot: IamSnapshot | null;
  /** Credentials that are held already. */
  readonly held: readonly Held[];
  /** Whether a credential lives, or did when the records end. */
  readonly lives: (at: number) => boolean;
}

/** What gives the attacker new tokens without any of the old: workload, password, provider, another account. */
function doorsTo(origin: Origin, below: readonly number[], known: Known): Held[] {
  const { lineage, lives } = known;
  const door = doors[origin.kind];
  if (door === undefined || (!door.lasts && !below.some(lives))) return [];
  const roots = below.filter((at) => lineage.credentials.parent[at]! < 0);
  return door.open(origin, roots, known);
}

interface DoorKind {
  /** Open however long ago something came through; a key that is not known has to be found first. */
  readonly lasts: boolean;
  open(origin: Origin, roots: readonly number[], known: Known): Held[];
}

const workload: DoorKind = { lasts: true, open: workloads };
const provider: DoorKind = { lasts: true, open: (...args) => [subject(...args)] };

const doors: Partial<Record<OriginKind, DoorKind>> = {
  'ec2-instance': workload,
  'lambda-function': workload,
  'ecs-task': workload,
  'eks-pod': workload,
  // A build, a job or whatever else the service runs next is given the role too.
  'aws-service': workload,
  'identity-center': { lasts: true, open: portals },
  console: { lasts: true, open: (origin, _roots, { snapshot }) => [signIn(origin, snapshot)] },
  'iam-user': { lasts: false, open: (origin, _roots, known) => keysOf(origin, known) },
  saml: provider,
  'web-identity': provider,
  'roles-anywhere': provider,
  cognito: provider,
  account: { lasts: true, open: (...args) => [foreign(...args)] },
};

/** One for each session that it is given: role and name. No token of it has to live: as long as it is there it can be given the next. */
function workloads(origin: Origin, roots: readonly number[], { lineage, snapshot }: Known): Held[] {
  const found = new Map<string, Held>();
  if (origin.kind === 'ec2-instance' && isTerminated(lineage, origin.id)) return [];
  for (const at of roots) {
    const caller = callerOf(lineage, at, snapshot);
    if (caller.kind !== 'role-session') continue;
    const id = `${origin.kind} ${origin.id} as ${caller.arn}`;
    const userId = lineage.facts.texts.get(lineage.credentials.principalId[at]!) ?? userIdOf(caller, snapshot);
    // Of builds and jobs each has another name, and the service is one door.
    found.set(origin.kind === 'aws-service' ? id : `${id} ${caller.sessionName}`, {
      id,
      kind: 'workload',
      caller,
      userId,
      expiresAt: null,
      madeByAttacker: false,
      door: {
        id: origin.id,
        originKind: origin.kind,
        subject: null,
        region: regionOf(lineage, origin.id),
        roleArns: [caller.arn],
      },
    });
  }
  return [...found.values()];
}

/** Records of services do not tell it. */
function userIdOf({ arn, sessionName }: IamCaller, snapshot: IamSnapshot | null): string | null {
  const roleId = snapshot === null ? null : (roleOf(snapshot, arn)?.roleId ?? null);
  return roleId === null || sessionName === null ? null : `${roleId}:${sessionName}`;
}

/** One a person: signed in to the portal, he takes whatever permission set the person is assigned. */
function portals(origin: Origin, roots: readonly number[], { lineage, snapshot }: Known): Held[] {
  const callers = roots.map((at) => callerOf(lineage, at, snapshot)).filter(({ kind }) => kind === 'role-session');
  const names = new Set(callers.flatMap(({ sessionName }) => sessionName ?? []));
  // The portal names the session after the person; of one that made no call only the person is known.
  const people = names.size > 0 ? [...names] : [origin.userName];
  return people.map((person) => ({
    id: `${origin.kind} ${person ?? origin.id}`,
    kind: 'subject',
    caller: { ...plainCaller, kind: 'federated-provider', accountId: origin.accountId, arn: origin.id },
    userId: null,
    expiresAt: null,
    madeByAttacker: false,
    door: {
      id: origin.id,
      originKind: origin.kind,
      subject: person,
      region: null,
      roleArns: rolesOf(roots, lineage, snapshot),
    },
  }));
}

function regionOf({ facts: { placements, texts } }: Lineage, instanceId: string): string | null {
  const code = texts.find(instanceId) || -1;
  const row = placements.columns.instanceId.lastIndexOf(code);
  return row < 0 ? null : texts.get(placements.columns.awsRegion[row]!);
}

function signIn({ id, accountId, userName }: Origin, snapshot: IamSnapshot | null): Held {
  const account = accountId ?? id.split(':')[4] ?? '';
  const arn = id.includes(':user/') ? id : principalArn(snapshot, account, 'user', userName ?? id);
  return {
    id: `console sign-in of ${arn}`,
    kind: 'sign-in',
    caller: { ...plainCaller, kind: arn.endsWith(':root') ? 'root' : 'user-session', accountId: account, arn },
    userId: null,
    expiresAt: null,
    madeByAttacker: false,
    door: null,
  };
}

const plainCaller = { sessionName: null, issuedAt: null, mfa: null, sourceIdentity: null, sessionPolicies: [] };

/** Which of the user's keys signed is not known: any of the active ones may have. */
function keysOf({ id, accountId }: Origin, { snapshot, held }: Known): Held[] {
  const name = id.slice(id.lastIndexOf('/') + 1);
  const keys = snapshot?.accounts.find((each) => each.accountId === accountId)?.accessKeys ?? [];
  return keys
    .filter((key) => key.active && key.userName === name && !held.some((each) => each.id === key.accessKeyId))
    .map(({ accessKeyId }) => ({
      id: accessKeyId,
      kind: 'access-key',
      caller: {
        ...plainCaller,
        kind: 'user-key',
        accountId,
        arn: principalArn(snapshot, accountId ?? '', 'user', name),
      },
      userId: null,
      expiresAt: null,
      madeByAttacker: false,
      door: null,
    }));
}

/** Of saml and web-identity the id is provider and subject, `#` between. */
function subject(origin: Origin, roots: readonly number[], { lineage, snapshot }: Known): Held {
  const at = origin.id.indexOf('#');
  const provider = at < 0 ? origin.id : origin.id.slice(0, at);
  return {
    id: `${origin.kind} ${origin.id}`,
    kind: 'subject',
    caller: { ...plainCaller, kind: 'federated-provider', accountId: origin.accountId, arn: provider },
    userId: null,
    expiresAt: null,
    madeByAttacker: false,
    door: {
      id: provider,
      originKind: origin.kind,
      subject: at < 0 ? null : origin.id.slice(at + 1),
      region: null,
      roleArns: rolesOf(roots, lineage, snapshot),
    },
  };
}

function foreign({ id, kind }: Origin, roots: readonly number[], { lineage, snapshot }: Known): Held {
  const roleArns = rolesOf(roots, lineage, snapshot);
  return {
    id: `account ${id}`,
    kind: 'account',
    caller: {
      ...plainCaller,
      kind: 'account',
      accountId: id,
      arn: rootArn(id, roleArns[0] ?? ''),
    },
    userId: null,
    expiresAt: null,
    madeByAttacker: false,
    door: { id, originKind: kind, subject: null, region: null, roleArns },
  };
}

const rolesOf = (roots: readonly number[], lineage: Lineage, snapshot: IamSnapshot | null): string[] => [
  ...new Set(
    roots
      .map((at) => callerOf(lineage, at, snapshot))
      .flatMap(({ kind, arn }) => (kind === 'role-session' ? [arn] : [])),
  ),
];
