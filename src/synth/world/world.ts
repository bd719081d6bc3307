import type { EpochSeconds } from '../../model/lineage.ts';
import { client, ec2Address, network, userAgent } from '../networks.ts';
import type { Region } from '../networks.ts';
import type { ElasticAddress } from '../records/ec2.ts';
import type { Role, User } from '../records/identity.ts';
import type { Client, CloudTrailRecord } from '../records/record.ts';
import { createRandom } from '../random.ts';
import { dayTime, epoch } from '../times.ts';
import type { ExpirationStyle } from '../times.ts';
import { createConsole } from './console.ts';
import type { ConsoleSession } from './console.ts';
import { createCredential } from './credential.ts';
import type { Credential } from './credential.ts';
import { newAccessKey } from './iam.ts';
import { createInstance } from './instance.ts';
import type { Instance, InstanceOptions } from './instance.ts';
import { createPeople } from './people.ts';
import type { People } from './people.ts';
import type { Moment, Scene } from './scene.ts';
import { benignOf } from './truth.ts';
import type { TrueAttack, TrueToken, Truth } from './truth.ts';
import { allocate, createVpc } from './vpc.ts';
import type { Vpc } from './vpc.ts';
import { createWorkloads } from './workloads.ts';
import type { Workloads } from './workloads.ts';

export interface WorldOptions {
  readonly seed: number;
  /** First day of the story, ISO. */
  readonly start: string;
  readonly accountId?: string;
  readonly region?: Region;
  /** Accounts that have a trail here; left out: all. */
  readonly loggedAccounts?: readonly string[];
  /** The trail begins here: what was before happened without a record. ISO. */
  readonly logsFrom?: string;
  /** The trail ends here. ISO. */
  readonly logsUntil?: string;
  readonly expirationStyle?: ExpirationStyle;
}

/** An organisation to tell stories about: every verb writes the records that CloudTrail would, and keeps the truth. */
export interface World extends People, Workloads {
  /** Day of the story and clock time, UTC: `on(2, '09:30')`. */
  on(day: number, clock: string): EpochSeconds;
  user(name: string, accountId?: string): User;
  /** Roles and users are the same by name and account, however often they are asked for. */
  role(name: string, options?: { readonly path?: string; readonly accountId?: string }): Role;
  accessKey(user: User, home?: Client): Credential;
  rootKey(home?: Client): Credential;
  /** The key that a logged CreateAccessKey made, in the hands of whoever has it. */
  keyOf(accessKeyId: string, user: User, home: Client): Credential;
  signIn(user: User, options: Moment & { readonly mfa?: boolean }): ConsoleSession;
  instance(options: InstanceOptions): Instance;
  vpc(by: Credential, moment: Moment): Vpc;
  /** An address inside AWS that nobody else in this world has. */
  address(): string;
  elasticAddress(by: Credential, moment: Moment): ElasticAddress;
  attack(attack: TrueAttack): void;
  /** All records so far, by time. */
  records(): CloudTrailRecord[];
  truth(): Truth;
}

export function createWorld(options: WorldOptions): World {
  const scene = createScene(options);
  const records: CloudTrailRecord[] = [];
  scene.emit = (record) => void records.push(record);
  const start = epoch(options.start);
  const attacks: TrueAttack[] = [];
  const users = new Map<string, User>();
  const roles = new Map<string, Role>();
  const office = client(network.office, userAgent.cli);
  const longTerm = (user: User, accessKeyId: string, home: Client): Credential =>
    createCredential(scene, {
      accessKeyId,
      principal: { kind: 'user', user },
      marks: null,
      origin: { kind: 'access-key', id: accessKeyId },
      expiresAt: null,
      home,
      region: scene.region,
    });
  return {
    on: (day, clock) => dayTime(start, day, clock),
    user: (name, accountId = scene.accountId) =>
      once(users, `${accountId}/${name}`, () => ({
        kind: 'user',
        name,
        arn: `arn:aws:iam::${accountId}:user/${name}`,
        id: scene.random.uniqueId('AIDA', 21),
        accountId,
      })),
    role: (name, { path = '/', accountId = scene.accountId } = {}) =>
      once(roles, `${accountId}${path}${name}`, () => ({
        kind: 'role',
        name,
        arn: `arn:aws:iam::${accountId}:role${path}${name}`,
        id: scene.random.uniqueId('AROA', 21),
        accountId,
      })),
    accessKey: (user, home = office) => longTerm(user, newAccessKey(scene, user.arn, { kind: 'access-key' }), home),
    keyOf: (accessKeyId, user, home) => longTerm(user, accessKeyId, home),
    rootKey: (home = office) => rootKey(scene, home),
    signIn: (user, moment) =>
      createConsole(scene, user, { home: client(network.office, userAgent.browser), ...moment }),
    instance: (details) => createInstance(scene, details),
    address: scene.newAddress,
    vpc: (by, moment) => createVpc(scene, by, moment),
    elasticAddress: (by, details) => allocate(scene, by, details),
    ...createPeople(scene),
    ...createWorkloads(scene),
    attack: (attack) => void attacks.push(attack),
    records: () => records.toSorted((a, b) => (a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : 0)),
    truth: () => tellTruth(scene, attacks),
  };
}

function createScene(options: WorldOptions): Scene & { emit: Scene['emit'] } {
  const { loggedAccounts, logsFrom, logsUntil } = options;
  const from = logsFrom === undefined ? 0 : epoch(logsFrom);
  const until = logsUntil === undefined ? Infinity : epoch(logsUntil);
  const region = options.region ?? 'us-east-1';
  const random = createRandom(options.seed);
  const addresses = random.fork('addresses');
  let machines = 0;
  return {
    random,
    expirationStyle: options.expirationStyle ?? 'comma',
    accountId: options.accountId ?? '111122223333',
    region,
    newAddress: () => ec2Address(region, addresses),
    newPrivateAddress: () => `10.0.${Math.floor(machines / 200)}.${10 + (machines++ % 200)}`,
    tokens: new Map(),
    seen: new Set(),
    forwardedFor: new Map(),
    keysOf: new Map(),
    isLogged: (accountId, at) => at >= from && at <= until && (loggedAccounts?.includes(accountId) ?? true),
    emit: () => {},
  };
}

function once<T>(made: Map<string, T>, name: string, make: () => T): T {
  const known = made.get(name);
  if (known !== undefined) return known;
  const value = make();
  made.set(name, value);
  return value;
}

function rootKey(scene: Scene, home: Client): Credential {
  const arn = `arn:aws:iam::${scene.accountId}:root`;
  const origin = { kind: 'root-user', id: scene.accountId } as const;
  return createCredential(scene, {
    accessKeyId: newAccessKey(scene, arn, origin),
    principal: { kind: 'root', accountId: scene.accountId },
    marks: null,
    origin,
    expiresAt: null,
    home,
    region: scene.region,
  });
}

/** Forwarded keys of a user go back to its access key where exactly one is known, else to the user. */
export function tellTruth(scene: Scene, attacks: readonly TrueAttack[]): Truth {
  const settle = (token: TrueToken): TrueToken => {
    const owner = scene.forwardedFor.get(token.accessKeyId);
    if (owner === undefined) return token;
    const keys = [...(scene.keysOf.get(owner) ?? [])].filter((key) => scene.seen.has(key));
    const origin =
      keys.length === 1 ? ({ kind: 'access-key', id: keys[0]! } as const) : ({ kind: 'iam-user', id: owner } as const);
    return { ...token, origin };
  };
  const tokens = [...scene.tokens.values()].filter((token) => scene.seen.has(token.accessKeyId)).map(settle);
  tokens.sort((a, b) => (a.accessKeyId < b.accessKeyId ? -1 : 1));
  return { tokens, attacks: [...attacks], benign: benignOf(tokens, attacks) };
}
