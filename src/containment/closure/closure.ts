import { markDescendants, originKindOf, originOf, pathToRoot } from '../../lineage/index.ts';
import type { ControlKind } from '../../model/facts.ts';
import type { Lineage, Origin, OriginKind } from '../../model/lineage.ts';
import { cameThrough } from './came-through.ts';
import { deedsAround } from './deeds.ts';
import { givenToStarted } from './started.ts';

/** What a plan is asked about: positions in `lineage.credentials` and `lineage.origins`. */
export interface Seeds {
  readonly credentials: readonly number[];
  readonly origins: readonly number[];
}

/**
 * Origins that are one workload, person or key: who has one of its tokens gets the next one too. A service, another account
 * or an origin that is not known stands for many: there only the lineage itself is taken.
 */
const whole: ReadonlySet<OriginKind> = new Set([
  'access-key',
  'root-user',
  'iam-user',
  'console',
  'ec2-instance',
  'lambda-function',
  'ecs-task',
  'eks-pod',
  'saml',
  'web-identity',
  'identity-center',
  'roles-anywhere',
  'cognito',
]);

/**
 * All that the attacker holds, 1 each: what was named, its ancestors up to the origin, all that hangs below these, and what
 * hangs below the keys, users, passwords and roles that any of them made, or came by a trust that one of them opened.
 */
export function closureOf(lineage: Lineage, seeds: Seeds): Uint8Array {
  const { credentials } = lineage;
  const marks = new Uint8Array(credentials.length);
  const wholeOrigins = new Set(seeds.origins);
  for (const seed of seeds.credentials) {
    for (const at of pathToRoot(lineage, seed)) marks[at] = 1;
    if (whole.has(originKindOf(lineage, seed))) wholeOrigins.add(credentials.origin[seed]!);
  }
  for (let at = 0; at < credentials.length; at++) if (wholeOrigins.has(credentials.origin[at]!)) marks[at] = 1;
  markDescendants(lineage, marks);
  while (markMade(lineage, marks)) markDescendants(lineage, marks);
  for (let at = 0; at < credentials.length; at++) if (credentials.forwarded[at] === 1) marks[at] = 0;
  return marks;
}

/** Marks what the marked ones made; whether that was anything new. */
function markMade(lineage: Lineage, marks: Uint8Array): boolean {
  const made = madeBy(lineage, marks);
  const deeds = deedsAround(lineage, marks, null);
  const isThrough = cameThrough(lineage, deeds);
  const isGiven = givenToStarted(lineage, deeds);
  const { credentials } = lineage;
  let isNew = false;
  for (let at = 0; at < credentials.length; at++) {
    if (marks[at] === 1) continue;
    const since = madeSince(lineage, at, made);
    const seen = credentials.issuedAt[at]! || credentials.firstUsed[at]! || Infinity;
    const isMade = since !== Infinity && (credentials.temporary[at] === 0 || seen >= since);
    if (!isMade && !isThrough(at) && !isGiven(at)) continue;
    marks[at] = 1;
    isNew = true;
  }
  return isNew;
}

/** The moment from which a credential is one that the attacker made possible, `Infinity` if none. */
function madeSince(lineage: Lineage, at: number, made: Made): number {
  const {
    credentials,
    facts: { texts },
  } = lineage;
  const account = texts.get(credentials.accountId[at]!) ?? '';
  const roleArn = texts.get(credentials.roleArn[at]!);
  const owner =
    roleArn === null
      ? made.users.get(`${account}/${texts.get(credentials.userName[at]!) ?? ''}`)
      : made.roles.get(`${account}/${nameIn(roleArn)}`);
  const signIn =
    originKindOf(lineage, at) === 'console' ? made.passwords.get(passwordOf(originOf(lineage, at))) : undefined;
  return Math.min(made.keys.get(credentials.accessKeyId[at]!) ?? Infinity, owner ?? Infinity, signIn ?? Infinity);
}

const passwordOf = ({ accountId, id }: Origin): string => `${accountId ?? ''}/${nameIn(id)}`;

interface Made {
  /** Each with the moment when it was made: by code of the access key id, by `account/name`. */
  readonly keys: Map<number, number>;
  readonly users: Map<string, number>;
  readonly passwords: Map<string, number>;
  readonly roles: Map<string, number>;
}

function madeBy(lineage: Lineage, marks: Uint8Array): Made {
  const { controls, texts } = lineage.facts;
  const { kind, eventTime, actorAccessKeyId } = controls.columns;
  const made: Made = { keys: new Map(), users: new Map(), passwords: new Map(), roles: new Map() };
  for (let row = 0; row < controls.length; row++) {
    const actor = lineage.find(texts.get(actorAccessKeyId[row]!) ?? '');
    if (actor < 0 || marks[actor] !== 1 || eventTime[row]! > lineage.asOf) continue;
    noteMade(made, texts.get(kind[row]!) as ControlKind, lineage, row);
  }
  made.keys.delete(0);
  return made;
}

function noteMade(made: Made, kind: ControlKind, { facts: { controls, texts } }: Lineage, row: number): void {
  const { eventTime, recipientAccountId, targetAccessKeyId, targetUserName, targetRoleName } = controls.columns;
  const time = eventTime[row]!;
  const account = texts.get(recipientAccountId[row]!) ?? '';
  const user = `${account}/${texts.get(targetUserName[row]!) ?? ''}`;
  if (kind === 'access-key-created') earliest(made.keys, targetAccessKeyId[row]!, time);
  if (kind === 'user-created') earliest(made.users, user, time);
  if (kind === 'login-profile-created' || kind === 'login-profile-changed' || kind === 'user-created') {
    earliest(made.passwords, user, time);
  }
  if (kind === 'role-created') earliest(made.roles, `${account}/${texts.get(targetRoleName[row]!) ?? ''}`, time);
}

function earliest<Key>(times: Map<Key, number>, key: Key, time: number): void {
  times.set(key, Math.min(times.get(key) ?? Infinity, time));
}

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
