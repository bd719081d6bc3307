import { groupBy } from '../../lib/add-to.ts';
import { formatTime } from '../../lib/time.ts';
import type { ControlKind } from '../../model/facts.ts';
import type { IamSnapshot } from '../../model/iam.ts';
import type { MadeThings, StoppedTrail, TrustChange } from '../situation.ts';
import type { Deed } from './deeds.ts';
import { stillOpening } from './provider-changes.ts';
import { nameOfStarted } from './started.ts';
import { trustChangeIn } from './trust-changes.ts';

interface Noted {
  readonly snapshot: IamSnapshot | null;
  readonly roles: Set<string>;
  readonly users: Set<string>;
  readonly providers: Set<string>;
  readonly trails: Map<string, StoppedTrail>;
  readonly trusts: Map<string, TrustChange>;
  readonly toReview: string[];
}

/** What compromised credentials made or changed, besides tokens and keys. */
export function madeThings(deeds: readonly Deed[], snapshot: IamSnapshot | null): MadeThings {
  const noted: Noted = {
    snapshot,
    roles: new Set(),
    users: new Set(),
    providers: new Set(),
    trails: new Map(),
    trusts: new Map(),
    toReview: [],
  };
  const histories = groupBy(deeds, ({ about }) => about);
  for (const deed of deeds.filter(({ isHis }) => isHis)) {
    const note = notes[deed.kind] ?? review;
    note(deed, noted, histories.get(deed.about)!);
  }
  return {
    roleArns: [...noted.roles],
    userArns: [...noted.users],
    providerArns: [...noted.providers],
    trustChanges: [...noted.trusts.values()].filter(({ roleArn }) => !noted.roles.has(roleArn)),
    stoppedTrails: [...noted.trails.values()],
    notKnown: [],
    toReview: [...new Set(noted.toReview)],
  };
}

/** What an action of the plan answers is noted, everything else is left to a person. */
type Note = (deed: Deed, noted: Noted, history: readonly Deed[]) => void;

const review: Note = (deed, { toReview }) => void toReview.push(`${sentence(deed)}: review it and take it back`);
const answered: Note = () => {};

const notes: Partial<Record<ControlKind, Note>> = {
  'role-created': (deed, { roles }, history) => {
    if (!isGone(deed, history, 'role-deleted')) roles.add(deed.arnOf('role'));
  },
  'user-created': (deed, { users }, history) => {
    if (!isGone(deed, history, 'user-deleted')) users.add(deed.arnOf('user'));
  },
  'trust-changed': noteTrust,
  'identity-provider-changed': noteProvider,
  'trail-stopped': noteTrail,
  'trail-deleted': noteTrail,
  'trail-narrowed': noteTrail,
  'trail-started': answered,
  'trail-changed': answered,
  // Key and password are held: each has its own action.
  'access-key-created': answered,
  'access-key-activated': answered,
  'login-profile-created': answered,
  'login-profile-changed': answered,
  'user-credential-added': answered,
  'workload-started': (deed, { toReview }) => {
    toReview.push(
      `${deed.text('eventName')} by ${signerOf(deed)} at ${formatTime(deed.time)}: ${nameOfStarted(deed)} may still run; stop it once its traces are saved`,
    );
  },
};

const isGone = (deed: Deed, history: readonly Deed[], ending: ControlKind): boolean =>
  history.slice(history.indexOf(deed)).some(({ kind }) => kind === ending);

function noteTrust(deed: Deed, { trusts, snapshot, toReview }: Noted, history: readonly Deed[]): void {
  const change = trustChangeIn(history, snapshot);
  if (change !== null) trusts.set(change.roleArn, change);
  else toReview.push(`${sentence(deed)}: changed again since; see that nothing of it is left`);
}

function noteProvider(deed: Deed, noted: Noted, history: readonly Deed[]): void {
  const opened = stillOpening(history);
  const provider = deed.text('target');
  if (!opened.includes(deed) || provider?.startsWith('arn:') !== true) return review(deed, noted, history);
  noted.providers.add(provider);
  if (!opened.some((each) => each.text('eventName')?.startsWith('Create') === true))
    noted.toReview.push(
      `${sentence(deed)}: it is shut; before anybody comes in by it again, make it as it was, not as it is now`,
    );
}

function noteTrail(deed: Deed, noted: Noted, history: readonly Deed[]): void {
  const { kind, text } = deed;
  const name = text('target');
  if (name === null || (kind !== 'trail-stopped' && kind !== 'trail-deleted' && kind !== 'trail-narrowed')) {
    return review(deed, noted, history);
  }
  const region = text('awsRegion') ?? 'us-east-1';
  noted.trails.set(name, { name, accountId: text('recipientAccountId'), region, how: kind });
}

function sentence(deed: Deed): string {
  const { text, time } = deed;
  const user = text('targetUserName');
  const role = text('targetRoleName');
  const other = text('target') ?? text('targetAccessKeyId') ?? 'unknown';
  const whom = user !== null ? `user ${user}` : role !== null ? `role ${role}` : other;
  return `${text('eventName')} on ${whom} by ${signerOf(deed)} at ${formatTime(time)}`;
}

const signerOf = ({ by }: Deed): string => by ?? 'a key that is not known';
