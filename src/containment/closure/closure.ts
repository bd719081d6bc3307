import { accountOfArn } from '../../lib/arn.ts';
import { markDescendants, originKindOf, originOf, pathToRoot } from '../../lineage/index.ts';
import type { ControlKind } from '../../model/facts.ts';
import type { Lineage, Origin, OriginKind } from '../../model/lineage.ts';
import { waysThrough } from './came-through.ts';
import type { Deed, DeedsAround } from './deeds.ts';
import { givenByStarting } from './started.ts';

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
export function closureOf(lineage: Lineage, seeds: Seeds, deedsAround: DeedsAround): Uint8Array {
  const { credentials } = lineage;
  const marks = new Uint8Array(credentials.length);
  const wholeOrigins = new Set(seeds.origins);
  for (const seed of seeds.credentials) {
    for (const at of pathToRoot(lineage, seed)) marks[at] = 1;
    if (whole.has(originKindOf(lineage, seed))) wholeOrigins.add(credentials.origin[seed]!);
  }
  for (let at = 0; at < credentials.length; at++) if (wholeOrigins.has(credentials.origin[at]!)) marks[at] = 1;
  markDescendants(lineage, marks);
  const markMade = makerOfMarks(lineage);
  while (markMade(marks, deedsAround(marks))) markDescendants(lineage, marks);
  for (let at = 0; at < credentials.length; at++) if (credentials.forwarded[at] === 1) marks[at] = 0;
  return marks;
}

/** Marks what the marked ones made by these deeds; whether that was anything new. */
function makerOfMarks(lineage: Lineage): (marks: Uint8Array, deeds: readonly Deed[]) => boolean {
  const { credentials } = lineage;
  const throughWays = waysThrough(lineage);
  const givenBy = givenByStarting(lineage);
  return (marks, deeds) => {
    const madeSince = timesOfMaking(lineage, deeds);
    const isThrough = throughWays(deeds);
    const isGiven = givenBy(deeds);
    let isNew = false;
    for (let at = 0; at < credentials.length; at++) {
      if (marks[at] === 1) continue;
      const since = madeSince(at);
      const seen = credentials.issuedAt[at]! || credentials.firstUsed[at]! || Infinity;
      const isMade = since !== Infinity && (credentials.temporary[at] === 0 || seen >= since);
      if (!isMade && !isThrough(at) && !isGiven(at)) continue;
      marks[at] = 1;
      isNew = true;
    }
    return isNew;
  };
}

/** The moment from which a credential is one that the attacker made possible, `Infinity` if none. */
function timesOfMaking(lineage: Lineage, deeds: readonly Deed[]): (at: number) => number {
  const { credentials, facts } = lineage;
  const { accountId, roleArn, userName, accessKeyId } = credentials;
  const made = madeBy(deeds, lineage);
  const text = (code: number): string => facts.texts.get(code) ?? '';
  const byRole = new Map<number, number>();
  const ofRole = (at: number): number => {
    if (made.roles.size === 0) return Infinity;
    let since = byRole.get(roleArn[at]!);
    if (since === undefined) {
      const arn = text(roleArn[at]!);
      since = made.roles.get(`${accountOfArn(arn) ?? ''}/${nameIn(arn)}`) ?? Infinity;
      byRole.set(roleArn[at]!, since);
    }
    return since;
  };
  const ofUser = (at: number): number =>
    made.users.size === 0 ? Infinity : (made.users.get(`${text(accountId[at]!)}/${text(userName[at]!)}`) ?? Infinity);
  const ofSignIn = (at: number): number =>
    made.passwords.size > 0 && originKindOf(lineage, at) === 'console'
      ? (made.passwords.get(passwordOf(originOf(lineage, at))) ?? Infinity)
      : Infinity;
  return (at) =>
    Math.min(made.keys.get(accessKeyId[at]!) ?? Infinity, roleArn[at] === 0 ? ofUser(at) : ofRole(at), ofSignIn(at));
}

const passwordOf = ({ accountId, id }: Origin): string => `${accountId ?? ''}/${nameIn(id)}`;

interface Made {
  /** Each with the moment when it was made: by code of the access key id, by `account/name`. */
  readonly keys: Map<number, number>;
  readonly users: Map<string, number>;
  readonly passwords: Map<string, number>;
  readonly roles: Map<string, number>;
}

function madeBy(deeds: readonly Deed[], lineage: Lineage): Made {
  const made: Made = { keys: new Map(), users: new Map(), passwords: new Map(), roles: new Map() };
  for (const { isHis, kind, row } of deeds) if (isHis) noteMade(made, kind, lineage, row);
  made.keys.delete(0);
  return made;
}

function noteMade(made: Made, kind: ControlKind, { facts: { controls, texts } }: Lineage, row: number): void {
  const { eventTime, recipientAccountId, targetAccessKeyId, targetUserName, targetRoleName } = controls.columns;
  const time = eventTime[row]!;
  const account = texts.get(recipientAccountId[row]!) ?? '';
  const user = `${account}/${texts.get(targetUserName[row]!) ?? ''}`;
  // Who switches a key on again has its secret, or no use for it.
  if (kind === 'access-key-created' || kind === 'access-key-activated') {
    earliest(made.keys, targetAccessKeyId[row]!, time);
  }
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
