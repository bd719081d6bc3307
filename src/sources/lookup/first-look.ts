import { awsFailure, type EventHistory } from '../../aws/index.ts';
import { formatTime } from '../../lib/time.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import type { SourceItem } from '../source.ts';
import type { Spool } from '../spool.ts';
import { createMintCursor, type Asked, type Covered, type MintCursor } from './mint-cursor.ts';
import { nameOfStretch, parseStretch, type Stretch, without } from './stretches.ts';
import { SETTLED_SECONDS } from './windows.ts';

/** What `--issuances-only` asks for: the calls of STS that mint. Everything else that mints is rare, or logs no key. */
export const mintingCalls = [
  'AssumeRole',
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
  'AssumeRoot',
  'GetSessionToken',
  'GetFederationToken',
] as const;

export interface LookPlace {
  readonly region: string;
  readonly history: EventHistory;
}

export interface LookRequest {
  readonly accountId: string;
  /** How the ledger knows all of the places together. */
  readonly asked: string;
  readonly places: readonly LookPlace[];
  /** What is wanted. */
  readonly range: Stretch;
  readonly now: EpochSeconds;
  /** Seconds after which nothing more is asked for; null: all is. */
  readonly seconds: number | null;
  /** What the case has, by the names of the ledger that begin so. */
  readonly statesUnder: (prefix: string) => Promise<ReadonlyMap<string, string>>;
  readonly spool: Spool;
  readonly signal: AbortSignal;
  /** Milliseconds of a clock that only goes on. */
  readonly clock: () => number;
}

/** Requests of a region that may be on their way at once: a slow answer keeps nobody from the next turn. */
const AT_ONCE = 3;

/**
 * The calls that mint, newest first, all regions side by side, for as long as is allowed. What was had is an item each;
 * where time ran out it says from when on nothing is missing, and the next look goes on from there.
 */
export async function* firstLook(request: LookRequest): AsyncGenerator<SourceItem> {
  const { places, seconds, clock } = request;
  const end = seconds === null ? Infinity : clock() + seconds * 1000;
  const isOver = (): boolean => clock() >= end;
  const looks = await Promise.all(places.map((place) => lookAt(place, request, isOver)));
  for (const { items } of looks) yield* items;
  yield* whatIsLeft(looks, request);
}

interface Look {
  readonly region: string;
  readonly items: readonly SourceItem[];
  /** What was not reached. */
  readonly left: readonly Asked[];
}

async function lookAt(place: LookPlace, request: LookRequest, isOver: () => boolean): Promise<Look> {
  const { accountId, spool, signal } = request;
  const prefix = `cloudtrail:${accountId}/${place.region}/`;
  const known = knownStretches(prefix, await request.statesUnder(prefix));
  const cursors = mintingCalls.map((call) =>
    createMintCursor({ ...place, call, todo: toAsk(known.get(call), request), spool, signal }),
  );
  const failure = await run(cursors, isOver, signal);
  const items: SourceItem[] = [];
  for (const cursor of cursors) {
    for (const covered of await cursor.settle()) items.push(itemOf(covered, { prefix, call: cursor.call, request }));
  }
  if (failure !== null) items.push({ kind: 'skipped', source: prefix.slice(0, -1), ...failure, unlisted: true });
  return { region: place.region, items, left: failure === null ? cursors.flatMap((cursor) => cursor.left()) : [] };
}

/** Goes on with whichever call is known the least far back, so that all are known from about the same time on. */
async function run(
  cursors: readonly MintCursor[],
  isOver: () => boolean,
  signal: AbortSignal,
): Promise<{ reason: string; hint?: string } | null> {
  const busy = new Set<MintCursor>();
  let failure: { error: unknown } | null = null;
  async function worker(): Promise<void> {
    while (failure === null && !isOver()) {
      const next = newest(cursors.filter((cursor) => !busy.has(cursor)));
      if (next === null) return;
      busy.add(next);
      await next.advance().catch((error: unknown) => (failure = { error }));
      busy.delete(next);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  signal.throwIfAborted();
  if (failure === null) return null;
  const { reason, hint } = awsFailure((failure as { error: unknown }).error, { action: 'cloudtrail:LookupEvents' });
  return hint === null ? { reason } : { reason, hint };
}

function newest(cursors: readonly MintCursor[]): MintCursor | null {
  const open = cursors.filter(({ rank }) => rank > -Infinity);
  return open.reduce<MintCursor | null>(
    (best, cursor) => (best === null || cursor.rank > best.rank ? cursor : best),
    null,
  );
}

/** Nothing more will come: its events have been delivered. */
const CLOSED = 'closed';

interface Known {
  readonly closed: Stretch[];
  /** Had when events could still come. */
  readonly open: Stretch[];
}

function knownStretches(prefix: string, states: ReadonlyMap<string, string>): Map<string, Known> {
  const byCall = new Map<string, Known>();
  for (const [location, identity] of states) {
    const [name = '', call = ''] = location.slice(prefix.length).split('/');
    const stretch = parseStretch(name);
    if (stretch === null) continue;
    const known = byCall.get(call) ?? { closed: [], open: [] };
    known[identity === CLOSED ? 'closed' : 'open'].push(stretch);
    byCall.set(call, known);
  }
  return byCall;
}

/**
 * What was never asked for, newest first; then what was asked for before all had been delivered. The other way round,
 * looks at an account that mints more in an hour than one look can have would never get beyond that hour.
 */
function toAsk(known: Known | undefined, { range, now }: LookRequest): Asked[] {
  const { closed = [], open = [] } = known ?? {};
  const never = without(range, [...closed, ...open]);
  const again = without(range, [...closed, ...never]);
  const settled = now - SETTLED_SECONDS;
  const asked = [
    ...never.flatMap((stretch) => cutAt(stretch, settled)).map((stretch) => ({ ...stretch, again: false })),
    ...again.flatMap((stretch) => cutAt(stretch, settled)).map((stretch) => ({ ...stretch, again: true })),
  ];
  // Where all is known, its end is asked for again: a scan that reads nothing would be an error.
  const { from, to } = range;
  return asked.length > 0 ? asked : [{ from: Math.max(from, to - SETTLED_SECONDS), to, again: true }];
}

/** What is younger first. */
function cutAt(stretch: Stretch, time: EpochSeconds): Stretch[] {
  const { from, to } = stretch;
  if (time <= from || time >= to) return [stretch];
  return [
    { from: time, to },
    { from, to: time },
  ];
}

function itemOf(
  { stretch, content }: Covered,
  { prefix, call, request }: { prefix: string; call: string; request: LookRequest },
): SourceItem {
  const { now } = request;
  return {
    kind: 'file',
    source: `${prefix}${nameOfStretch(stretch)}/${call}`,
    path: '',
    size: 0,
    identity: stretch.to + SETTLED_SECONDS <= now ? CLOSED : `until ${now}`,
    alone: true,
    fetch: () => Promise.resolve(content),
  };
}

function* whatIsLeft(looks: readonly Look[], { accountId, asked, seconds }: LookRequest): Generator<SourceItem> {
  const cut = looks.filter(({ left }) => left.length > 0).map(missingIn);
  if (cut.length === 0) return;
  for (const { region, from, to, isNew } of cut) {
    const what = isNew
      ? `calls of STS that mint were asked for from ${formatTime(to)} on`
      : 'calls of STS that mint may have come late into this time, and were not asked for again';
    const reason = `the first look stopped after ${seconds} seconds: ${what}`;
    yield { kind: 'gap', gap: { account: accountId, region, from, to, reason } };
  }
  const never = cut.filter(({ isNew }) => isNew);
  const many = never.length === looks.length ? `all ${looks.length}` : `${never.length} of ${looks.length}`;
  const what =
    never.length === 0
      ? 'what may have come late was not asked for again'
      : `${many} regions are known from ${formatTime(Math.max(...never.map(({ to }) => to)))} on, or from earlier`;
  const reason = `the first look stopped after ${seconds} seconds: ${what}; the same command goes on from there`;
  yield { kind: 'skipped', source: asked, reason, unlisted: true };
}

/** From which time to which something is missing: what was never asked for, where there is any. */
function missingIn({ region, left }: Look): Stretch & { region: string; isNew: boolean } {
  const never = left.filter(({ again }) => !again);
  const isNew = never.length > 0;
  const some = isNew ? never : left;
  return { region, isNew, from: Math.min(...some.map(({ from }) => from)), to: Math.max(...some.map(({ to }) => to)) };
}
