import { partitionOfArn } from '../../lib/arn.ts';
import { formatTime } from '../../lib/time.ts';
import type { ControlKind } from '../../model/facts.ts';
import type { IamSnapshot } from '../../model/iam.ts';
import type { Lineage } from '../../model/lineage.ts';
import { principalIn } from '../prove/world.ts';
import type { MadeThings, StoppedTrail } from '../situation.ts';
import { trustBefore } from './trust-before.ts';

const MOST_TO_REVIEW = 20;

type TextColumn =
  | 'eventName'
  | 'awsRegion'
  | 'recipientAccountId'
  | 'actorAccessKeyId'
  | 'targetUserName'
  | 'targetRoleName'
  | 'target'
  | 'targetAccessKeyId';

/** One change by a compromised credential. */
interface Deed {
  readonly row: number;
  readonly kind: ControlKind;
  text(column: TextColumn): string | null;
  /** ARN of the user or role that is changed. */
  arnOf(kind: 'user' | 'role'): string;
}

interface Noted {
  readonly roles: Set<string>;
  readonly users: Set<string>;
  readonly providers: Set<string>;
  readonly trails: Map<string, StoppedTrail>;
  /** First row that changed the trust of each role. */
  readonly trusts: Map<string, number>;
  readonly toReview: string[];
}

/** What the marked credentials made or changed, besides tokens and keys; up to the moment of the lineage. */
export function madeThings(lineage: Lineage, marks: Uint8Array, snapshot: IamSnapshot | null): MadeThings {
  const { controls, texts } = lineage.facts;
  const noted: Noted = {
    roles: new Set(),
    users: new Set(),
    providers: new Set(),
    trails: new Map(),
    trusts: new Map(),
    toReview: [],
  };
  for (const row of rowsBy(lineage, marks)) {
    const text = (column: TextColumn): string | null => texts.get(controls.columns[column][row]!);
    const arnOf = (kind: 'user' | 'role'): string => {
      const name = text(kind === 'user' ? 'targetUserName' : 'targetRoleName') ?? '';
      return principalArn(snapshot, text('recipientAccountId') ?? '', kind, name);
    };
    const deed: Deed = { row, kind: texts.get(controls.columns.kind[row]!) as ControlKind, text, arnOf };
    const note = notes[deed.kind];
    if (note === undefined || !note(deed, noted)) {
      noted.toReview.push(sentence(deed, controls.columns.eventTime[row]!));
    }
  }
  const changed = [...noted.trusts].filter(([roleArn]) => !noted.roles.has(roleArn));
  return {
    roleArns: [...noted.roles],
    userArns: [...noted.users],
    providerArns: [...noted.providers],
    trustChanges: changed.map(([roleArn, row]) => ({ roleArn, before: trustBefore(lineage, row, marks) })),
    stoppedTrails: [...noted.trails.values()],
    toReview: shortened(noted.toReview),
  };
}

/** What an action of the plan answers; a note that gives false leaves the change to a person. */
const notes: Partial<Record<ControlKind, (deed: Deed, noted: Noted) => boolean>> = {
  'role-created': ({ arnOf }, { roles }) => roles.add(arnOf('role')).size > 0,
  'user-created': ({ arnOf }, { users }) => users.add(arnOf('user')).size > 0,
  'trust-changed': ({ row, arnOf }, { trusts }) => {
    if (!trusts.has(arnOf('role'))) trusts.set(arnOf('role'), row);
    return true;
  },
  'identity-provider-changed': ({ text }, { providers }) => {
    const provider = text('target');
    if (text('eventName')?.startsWith('Create') !== true || provider?.startsWith('arn:') !== true) return false;
    return providers.add(provider).size > 0;
  },
  'trail-stopped': noteTrail,
  'trail-deleted': noteTrail,
  'trail-narrowed': noteTrail,
  'trail-started': () => true,
  // Key and password are held: each has its own action.
  'access-key-created': () => true,
  'login-profile-created': () => true,
};

function noteTrail({ kind, text }: Deed, { trails }: Noted): boolean {
  const name = text('target');
  if (name === null || (kind !== 'trail-stopped' && kind !== 'trail-deleted' && kind !== 'trail-narrowed'))
    return false;
  const region = text('awsRegion') ?? 'us-east-1';
  trails.set(name, { name, accountId: text('recipientAccountId'), region, how: kind });
  return true;
}

function sentence({ text }: Deed, time: number): string {
  const user = text('targetUserName');
  const role = text('targetRoleName');
  const other = text('target') ?? text('targetAccessKeyId') ?? 'unknown';
  const whom = user !== null ? `user ${user}` : role !== null ? `role ${role}` : other;
  return `${text('eventName')} on ${whom} by ${text('actorAccessKeyId')} at ${formatTime(time)}: review it and take it back`;
}

function shortened(toReview: readonly string[]): string[] {
  const more = toReview.length - MOST_TO_REVIEW;
  if (more <= 0) return [...toReview];
  return [...toReview.slice(0, MOST_TO_REVIEW), `and ${more} more changes by compromised credentials`];
}

/** Rows of `controls` that a marked credential signed, by time. */
function rowsBy(lineage: Lineage, marks: Uint8Array): number[] {
  const { controls, texts } = lineage.facts;
  const { actorAccessKeyId, eventTime } = controls.columns;
  const rows: number[] = [];
  for (let row = 0; row < controls.length; row++) {
    const actor = lineage.find(texts.get(actorAccessKeyId[row]!) ?? '');
    if (actor >= 0 && marks[actor] === 1 && eventTime[row]! <= lineage.asOf) rows.push(row);
  }
  return rows.sort((a, b) => eventTime[a]! - eventTime[b]! || a - b);
}

/** All accounts of one organization are in one partition. */
function partitionOf(snapshot: IamSnapshot | null): string {
  for (const { roles, users } of snapshot?.accounts ?? []) {
    const one = roles[0] ?? users[0];
    if (one !== undefined) return partitionOfArn(one.arn);
  }
  return partitionOfArn('');
}

/** With the path that the snapshot knows: the logs often have the bare name. */
export function principalArn(
  snapshot: IamSnapshot | null,
  accountId: string,
  kind: 'user' | 'role',
  name: string,
): string {
  const plain = `arn:${partitionOf(snapshot)}:iam::${accountId}:${kind}/${name}`;
  if (snapshot === null || principalIn(snapshot, plain) !== null) return plain;
  const account = snapshot.accounts.find((each) => each.accountId === accountId);
  const all = (kind === 'user' ? account?.users : account?.roles) ?? [];
  return all.find((each) => each.name.toLowerCase() === name.toLowerCase())?.arn ?? plain;
}
