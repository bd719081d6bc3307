import { plural } from '../../lib/wording.ts';
import { isMinted, mayLive, originOf } from '../../lineage/index.ts';
import type { PlanTarget } from '../../model/containment.ts';
import type { IamSnapshot } from '../../model/iam.ts';
import type { EpochSeconds, Lineage, Origin } from '../../model/lineage.ts';
import type { Bystander, Situation, UnknownMinter } from '../situation.ts';
import { callerOf } from './callers.ts';
import { closureOf, type Seeds } from './closure.ts';
import { gatherDeeds } from './deeds.ts';
import { doorsMade } from './doors-made.ts';
import { heldBy } from './held.ts';
import { withKeysOn } from './keys-on.ts';
import { madeThings } from './made.ts';
import { rolesGone, withoutGone } from './roles-gone.ts';
import { startedBy, unknownRoles, workloadsStarted } from './started.ts';

/** CloudTrail delivers about five minutes after a call, now and then later (CloudTrail User Guide): what is younger may be missing. */
const DELIVERY_SECONDS = 15 * 60;

export interface SituationOptions {
  readonly targets: readonly PlanTarget[];
  readonly seeds: Seeds;
  readonly snapshot: IamSnapshot | null;
  /** Accounts whose logs were read. */
  readonly accounts: readonly string[];
  /** Time of the newest record. */
  readonly newest: EpochSeconds;
  /** What of the evidence was not read, each a clause. */
  readonly unread: readonly string[];
}

/** What the case says about who holds what, as a plan needs it. */
export function describeSituation(
  lineage: Lineage,
  { targets, seeds, snapshot: taken, accounts, newest, unread }: SituationOptions,
): Situation {
  const snapshot = taken === null ? null : withKeysOn(taken, lineage);
  const deedsAround = gatherDeeds(lineage, snapshot);
  const marks = closureOf(lineage, seeds, deedsAround);
  const { credentials, facts } = lineage;
  const compromised: string[] = [];
  for (const at of lineage.topDown)
    if (marks[at] === 1) compromised.push(facts.texts.get(credentials.accessKeyId[at]!)!);
  const seenUntil = Math.min(lineage.asOf, newest) - DELIVERY_SECONDS;
  const deeds = deedsAround(marks);
  const made = madeThings(deeds, snapshot);
  const started = startedBy(deeds, snapshot);
  const found = heldBy(lineage, marks, { snapshot, seenUntil });
  const known = new Set(found.map(({ id }) => id));
  const doors = [...doorsMade(deeds, made, snapshot), ...workloadsStarted(started, lineage, snapshot)];
  const isGone = rolesGone(lineage, snapshot);
  const held = withoutGone(
    [...found, ...doors.filter(({ id }, i) => !known.has(id) && doors.findIndex((each) => each.id === id) === i)],
    isGone,
  );
  return {
    asOf: lineage.asOf,
    seenUntil,
    unread,
    targets,
    compromised,
    held,
    bystanders: bystandersOf(lineage, marks, snapshot),
    mintsSeen: mintsSeenIn(lineage, { snapshot, isGone }),
    made: {
      ...made,
      notKnown: unknownRoles(started, held),
      toReview: [...made.toReview, ...dataRead(lineage, marks)],
    },
    unknownMinters: unknownMinters(lineage, marks, snapshot),
    ownAccounts: new Set([...accounts, ...(snapshot?.accounts.map(({ accountId }) => accountId) ?? [])]),
    snapshot,
  };
}

function bystandersOf(lineage: Lineage, marks: Uint8Array, snapshot: IamSnapshot | null): Bystander[] {
  const { credentials, facts } = lineage;
  const found: Bystander[] = [];
  for (let at = 0; at < credentials.length; at++) {
    if (marks[at] === 1 || credentials.forwarded[at] === 1 || !mayLive(lineage, at)) continue;
    const { arn, issuerArn, sessionName, issuedAt } = callerOf(lineage, at, snapshot);
    found.push({
      id: facts.texts.get(credentials.accessKeyId[at]!)!,
      principalArn: issuerArn ?? arn,
      sessionName,
      userId: facts.texts.get(credentials.principalId[at]!),
      issuedAt,
      longTerm: credentials.temporary[at] === 0,
    });
  }
  return found;
}

/** Which roles a principal's credentials were seen to assume: all that is known of policies without a snapshot. */
function mintsSeenIn(
  lineage: Lineage,
  { snapshot, isGone }: { snapshot: IamSnapshot | null; isGone: (arn: string) => boolean },
): Map<string, Set<string>> {
  const { credentials } = lineage;
  const seen = new Map<string, Set<string>>();
  const pairs = new Set<number>();
  for (let at = 0; at < credentials.length; at++) {
    const parent = credentials.parent[at]!;
    if (parent < 0 || credentials.roleArn[at] === 0 || !isMinted(lineage, at)) continue;
    // Many tokens of one role are minted by many of another: each pair of roles is described once.
    const from = credentials.roleArn[parent] || credentials.principalArn[parent]! || credentials.userName[parent]!;
    const pair = from * 0x1_0000_0000 + credentials.roleArn[at]!;
    if (pairs.has(pair)) continue;
    pairs.add(pair);
    const minted = callerOf(lineage, at, snapshot).arn;
    if (isGone(minted)) continue;
    const { arn } = callerOf(lineage, parent, snapshot);
    seen.set(arn, (seen.get(arn) ?? new Set()).add(minted));
  }
  return seen;
}

/** Tokens at the top of a lineage of which nothing tells who or what minted them: he may mint again. */
function unknownMinters(lineage: Lineage, marks: Uint8Array, snapshot: IamSnapshot | null): UnknownMinter[] {
  const { credentials, facts } = lineage;
  const found = new Map<string, UnknownMinter>();
  for (let at = 0; at < credentials.length; at++) {
    if (marks[at] !== 1 || credentials.parent[at]! >= 0 || credentials.temporary[at] === 0) continue;
    const origin = originOf(lineage, at);
    const keyId = facts.texts.get(credentials.accessKeyId[at]!)!;
    const minter =
      origin.kind === 'unknown'
        ? unseenMinter(keyId)
        : origin.kind === 'iam-user'
          ? unlistedKey(origin, snapshot)
          : null;
    if (minter !== null) found.set(minter.name, minter);
  }
  return [...found.values()];
}

const unseenMinter = (keyId: string): UnknownMinter => ({
  name: `whoever minted ${keyId}`,
  because: 'not known: its issuance is not in the logs; find the records from before, or of the other account',
});

/** Some key of the user signed; where the snapshot lists his keys, all of them are held. */
function unlistedKey({ id, accountId }: Origin, snapshot: IamSnapshot | null): UnknownMinter | null {
  const account = snapshot?.accounts.find((each) => each.accountId === accountId);
  if (account === undefined || account.accessKeys !== null) return null;
  return {
    name: `a key of ${id}`,
    because:
      'not known: which of the keys signed is not in the logs, and the snapshot lists no access keys (one that stemma snapshot makes does)',
  };
}

/** Calls that read what is worth stealing, by service: no plan gives that back. */
function dataRead(lineage: Lineage, marks: Uint8Array): string[] {
  const { uses, texts } = lineage.facts;
  const { accessKeyId, activity, eventSource, count, errors, first } = uses.columns;
  const data = texts.find('data') || -1;
  const calls = new Map<string, number>();
  for (let row = 0; row < uses.length; row++) {
    if (activity[row] !== data || first[row]! > lineage.asOf) continue;
    const at = lineage.find(texts.get(accessKeyId[row]!) ?? '');
    const service = texts.get(eventSource[row]!) ?? 'unknown';
    if (at >= 0 && marks[at] === 1) calls.set(service, (calls.get(service) ?? 0) + count[row]! - errors[row]!);
  }
  return [...calls]
    .filter(([, number]) => number > 0)
    .map(
      ([service, number]) =>
        `${plural(number, 'call')} read data of ${service}: what was read is out; rotate every secret among it`,
    );
}
