import { addTo } from '../../lib/add-to.ts';
import { accountOfArn } from '../../lib/arn.ts';
import { once } from '../../lib/once.ts';
import { formatTime } from '../../lib/time.ts';
import { originAt } from '../../lineage/index.ts';
import type { IamCaller, IamSnapshot } from '../../model/iam.ts';
import type { Lineage } from '../../model/lineage.ts';
import { roleOf } from '../prove/session-names.ts';
import type { Held, Unplayed } from '../situation.ts';
import type { Deed } from './deeds.ts';
import { principalArn } from './principal-arn.ts';
import { isTerminated } from './terminated.ts';

/** What a compromised credential started, or changed while it ran. */
interface Started {
  readonly deed: Deed;
  readonly accountId: string;
  /** Roles that it is given sessions of; none where the call does not tell. */
  readonly roleArns: readonly string[];
  /** EC2 instances; empty where it is something else, or where it is not known which. */
  readonly instances: readonly string[];
  /** In words. */
  readonly name: string;
}

const givingRoles = /^(?:Associate|Replace)IamInstanceProfile|^AddRoleToInstanceProfile$/;

export function startedBy(deeds: readonly Deed[], snapshot: IamSnapshot | null): Started[] {
  return deeds.filter(starts).map((deed): Started => {
    const accountId = deed.text('recipientAccountId') ?? '';
    const named = words(deed.text('targetRoleName')).map((name) => principalArn(snapshot, accountId, 'role', name));
    const isProfile = deed.kind === 'instance-profile-changed';
    const profiles = isProfile && named.length > 0 ? [] : words(deed.text(isProfile ? 'target' : 'policyArn'));
    const given = profiles.flatMap((profile) => rolesOfProfile(profile, accountId, snapshot));
    const target = isProfile ? null : deed.text('target');
    return {
      deed,
      accountId,
      roleArns: [...new Set([...named, ...given])],
      instances: words(target).filter((each) => /^i-[0-9a-f]+$/.test(each)),
      name: nameOfStarted(deed),
    };
  });
}

const starts = ({ isHis, kind, text }: Deed): boolean =>
  isHis &&
  (kind === 'workload-started' || (kind === 'instance-profile-changed' && givingRoles.test(text('eventName') ?? '')));

const words = (text: string | null): string[] => (text === null ? [] : text.split(' '));

/** As the snapshot knows it; else that of the role of the same name, which the console gives a profile. */
function rolesOfProfile(profile: string, accountId: string, snapshot: IamSnapshot | null): string[] {
  const name = profile.slice(profile.lastIndexOf('/') + 1);
  const account = snapshot?.accounts.find((each) => each.accountId === accountId);
  const known = account?.instanceProfiles?.find((each) => each.arn === profile || each.name === name)?.roleArns ?? [];
  if (known.length > 0) return [...known];
  const alike = principalArn(snapshot, accountId, 'role', name);
  return snapshot === null || roleOf(snapshot, alike) !== null ? [alike] : [];
}

/** The service, and what runs in it. */
export function nameOfStarted({ kind, text }: Deed): string {
  // A profile is changed by IAM or EC2, and what it gives the role to is an instance.
  if (kind !== 'workload-started') return 'ec2.amazonaws.com';
  const target = text('target');
  return `${text('eventSource')}${target === null ? '' : ` (${target})`}`;
}

/**
 * Whether a credential is one that a started thing is given: of an instance or function by its id, as long as it lives by then;
 * asked with deeds that grow.
 */
export function givenByStarting(lineage: Lineage): (deeds: readonly Deed[]) => (at: number) => boolean {
  const named = once(() => originsByName(lineage));
  return (deeds) => givenToStarted(lineage, deeds, named);
}

function givenToStarted(
  lineage: Lineage,
  deeds: readonly Deed[],
  named: () => ReadonlyMap<string, readonly number[]>,
): (at: number) => boolean {
  const { credentials } = lineage;
  const since = new Map<number, number>();
  for (const { deed, instances } of startedBy(deeds, null)) {
    const keys = [...instances, ...words(deed.text('target'))];
    for (const origin of keys.flatMap((key) => named().get(key) ?? [])) {
      const { accountId } = originAt(lineage, origin);
      const isOurs = accountId === null || accountId === deed.text('recipientAccountId');
      if (isOurs) since.set(origin, Math.min(since.get(origin) ?? Infinity, deed.time));
    }
  }
  return (at) => (credentials.expiresAt[at]! || Infinity) > (since.get(credentials.origin[at]!) ?? Infinity);
}

/** Instances and functions, by id and by the name at the end of an ARN. */
function originsByName(lineage: Lineage): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const at of new Set(lineage.credentials.origin)) {
    const { kind, id } = originAt(lineage, at);
    if (kind !== 'ec2-instance' && kind !== 'lambda-function') continue;
    for (const name of new Set([id, id.slice(id.lastIndexOf(':') + 1)])) addTo(found, name, at);
  }
  return found;
}

/** Whatever was started is given sessions for good: an instance always under its own id, everything else under any name. */
export function workloadsStarted(started: readonly Started[], lineage: Lineage, snapshot: IamSnapshot | null): Held[] {
  return started.flatMap((one) => {
    const running = one.instances.filter((instance) => !isTerminated(lineage, instance, one.deed.time));
    if (one.instances.length > 0 && running.length === 0) return [];
    return one.roleArns.flatMap((arn) =>
      running.length === 0
        ? [workload(one, arn, null)]
        : running.map((instance) => workload(one, arn, { instance, roleId: idOf(snapshot, arn) })),
    );
  });
}

const idOf = (snapshot: IamSnapshot | null, arn: string): string | null =>
  (snapshot === null ? null : roleOf(snapshot, arn)?.roleId) ?? null;

function workload(
  { deed, name }: Started,
  arn: string,
  of: { readonly instance: string; readonly roleId: string | null } | null,
): Held {
  // Without the role's id no policy tells its sessions by their name.
  const named = of === null || of.roleId === null ? null : of;
  const caller: IamCaller = {
    kind: 'role-session',
    accountId: accountOfArn(arn),
    arn,
    sessionName: named?.instance ?? null,
    issuedAt: null,
    mfa: false,
    sourceIdentity: null,
    sessionPolicies: [],
  };
  return {
    id: of === null ? `what ${name} runs as ${arn}` : `ec2-instance ${of.instance} as ${arn}`,
    kind: 'workload',
    caller,
    userId: named === null ? null : `${named.roleId}:${named.instance}`,
    expiresAt: null,
    // What can have sessions under any name is planted; an instance has its own name alone.
    madeByAttacker: named === null,
    door: {
      id: of?.instance ?? name,
      originKind: of === null ? 'aws-service' : 'ec2-instance',
      subject: null,
      region: deed.text('awsRegion'),
      roleArns: [arn],
    },
  };
}

/** Where the call does not tell with which role it runs, nobody can say what it opens; unless tokens of it are known. */
export function unknownRoles(started: readonly Started[], held: readonly Held[]): Unplayed[] {
  const known = new Set(held.flatMap(({ door }) => door?.id ?? []));
  return started.flatMap(({ deed, roleArns, instances, name }) => {
    const mayHaveNone =
      instances.length > 0 && deed.text('eventName') === 'RunInstances' && deed.text('policyArn') === null;
    const isStack = deed.text('eventName')?.startsWith('CreateStack') === true;
    if (roleArns.length > 0 || mayHaveNone || isStack) return [];
    if (instances.length > 0 && instances.every((each) => known.has(each))) return [];
    return [
      {
        credential: `what ${name} runs`,
        because: `not known: a compromised credential started or changed it (${deed.text('eventName')} at ${formatTime(deed.time)}), and the call does not tell with which role it runs; stop it`,
      },
    ];
  });
}
