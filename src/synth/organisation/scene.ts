import { client, ec2Address, network, userAgent } from '../networks.ts';
import type { Region } from '../networks.ts';
import type { Random } from '../random.ts';
import type { Role, User } from '../records/identity.ts';
import type { Call, Client } from '../records/record.ts';
import { createCredential } from '../world/credential.ts';
import type { Credential } from '../world/credential.ts';
import { newAccessKey } from '../world/iam.ts';
import type { Scene } from '../world/scene.ts';
import { outline } from './template.ts';
import { putRecord } from './trail.ts';
import type { Stream, Trail } from './trail.ts';

/** One account in one region: the scene of the world's actors, its records going straight into the trail. */
export interface Site {
  readonly scene: Scene;
  readonly account: string;
  readonly region: Region;
  readonly stream: Stream;
  readonly random: Random;
  /** The number of the template of a call, in an account: its own, or another that somebody is in. */
  template(call: Call, from: { readonly account: string; readonly client: Client }): number;
  role(name: string, options?: { readonly path?: string; readonly account?: string }): Role;
  user(name: string): User;
  accessKey(user: User): Credential;
}

export interface SitePlan {
  readonly random: Random;
  readonly trail: Trail;
  readonly accounts: readonly string[];
  readonly regions: readonly Region[];
}

/** Every account in every region, account by account. They share ids, addresses and the truth. */
export function createSites({ random: drawn, trail, accounts, regions }: SitePlan): Site[] {
  // J instead of I: also of the old form without an account number, and never an id of a scenario's world.
  const uniqueId = (prefix: string, length: number): string =>
    `${prefix}J${drawn.uniqueId(prefix, length).slice(prefix.length + 1)}`;
  const random: Random = { ...drawn, uniqueId };
  const addresses = new Set<string>();
  const logged = new Set(accounts);
  const roles = new Map<string, Role>();
  const users = new Map<string, User>();
  let machines = 0;
  const shared = {
    random,
    expirationStyle: 'comma' as const,
    newPrivateAddress: () =>
      `10.${1 + Math.floor(machines / 51_200)}.${Math.floor(machines / 200) % 256}.${10 + (machines++ % 200)}`,
    tokens: new Map(),
    seen: new Set<string>(),
    forwardedFor: new Map(),
    keysOf: new Map(),
    isLogged: (accountId: string) => logged.has(accountId),
    emit: (record: Parameters<Scene['emit']>[0]) => putRecord(trail, record),
  };
  const newAddress = (region: Region): string => {
    let address = ec2Address(region, random);
    while (addresses.has(address)) address = ec2Address(region, random);
    addresses.add(address);
    return address;
  };
  return accounts.flatMap((account) =>
    regions.map((region): Site => {
      const scene: Scene = { ...shared, accountId: account, region, newAddress: () => newAddress(region) };
      return {
        scene,
        account,
        region,
        stream: trail.stream(account, region),
        random,
        template: (call, from) => trail.template(outline(call, { region, ...from })),
        role: (name, options = {}) => roleOf(roles, random, { name, path: '/', account, ...options }),
        user: (name) => userOf(users, random, { name, account }),
        accessKey: (user) => accessKeyOf(scene, user),
      };
    }),
  );
}

function roleOf(
  known: Map<string, Role>,
  random: Random,
  { name, path, account }: { readonly name: string; readonly path: string; readonly account: string },
): Role {
  const arn = `arn:aws:iam::${account}:role${path}${name}`;
  const role = known.get(arn) ?? { kind: 'role', name, arn, id: random.uniqueId('AROA', 21), accountId: account };
  known.set(arn, role);
  return role;
}

function userOf(
  known: Map<string, User>,
  random: Random,
  { name, account }: { readonly name: string; readonly account: string },
): User {
  const arn = `arn:aws:iam::${account}:user/${name}`;
  const user = known.get(arn) ?? { kind: 'user', name, arn, id: random.uniqueId('AIDA', 21), accountId: account };
  known.set(arn, user);
  return user;
}

function accessKeyOf(scene: Scene, user: User): Credential {
  const accessKeyId = newAccessKey(scene, user.arn, { kind: 'access-key' });
  return createCredential(scene, {
    accessKeyId,
    principal: { kind: 'user', user },
    marks: null,
    origin: { kind: 'access-key', id: accessKeyId },
    expiresAt: null,
    home: client(network.builder, userAgent.terraform),
    region: scene.region,
  });
}
