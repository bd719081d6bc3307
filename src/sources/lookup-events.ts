import {
  awsFailure,
  callerIdentity,
  connectAws,
  enabledRegions,
  openEventHistory,
  regionsOfCaller,
  type AwsConnection,
  type CallerIdentity,
  type EventHistory,
} from '../aws/index.ts';
import { StemmaError, UsageError } from '../lib/errors.ts';
import { isRegion } from '../lib/region.ts';
import { formatTime } from '../lib/time.ts';
import type { Fetched } from '../model/fetched.ts';
import { fetchWindow } from './lookup/fetch-window.ts';
import { firstLook } from './lookup/first-look.ts';
import { days, HISTORY_DAYS, hours, rangeOf, type History, type Window } from './lookup/windows.ts';
import type { Source, SourceItem, SourceOptions } from './source.ts';
import { createSpool, type Spool } from './spool.ts';

/**
 * The event history of an account, by LookupEvents. Each day of a region is read by itself, hours where the day is not over:
 * the ledger knows what was read whole, and the next scan asks for the rest, and again for the last hour, in which events
 * may still come late.
 */
export const lookupEventsSource: Source = {
  form: 'cloudtrail: or cloudtrail:us-east-1,eu-west-1',
  matches: (spec) => /^cloudtrail:/i.test(spec),
  open,
};

async function* open(spec: string, options: SourceOptions): AsyncGenerator<SourceItem> {
  const named = namedRegions(spec);
  const aws = connectAws(options.aws);
  const caller = yield* callerOf(aws, spec, options.signal);
  if (caller === null) return;
  const { accountId } = caller;
  const now = Math.floor(Date.now() / 1000);
  yield* limits(accountId, { ...options, now });
  const regions = named.length > 0 ? named : yield* regionsOf(aws, { spec, caller });
  const spool = createSpool(options.defer);
  const histories = await Promise.all(regions.map((region) => openEventHistory(aws, region)));
  const places = regions.map((region, i): Place => ({ accountId, region, history: histories[i]!, spool, now }));
  const windows = { ...options, now };
  const asked = named.length > 0 ? `cloudtrail:${accountId}/${named.join(',')}` : `cloudtrail:${accountId}`;
  for (const place of new Set([asked, ...regions.map((region) => `cloudtrail:${accountId}/${region}`)])) {
    yield { kind: 'listed', place };
  }
  if (!options.issuancesOnly) return yield* dayItems(days(windows), { accountId, places, options });
  const range = rangeOf(windows);
  if (range.from >= range.to) return;
  const clock = (): number => performance.now();
  const { lookSeconds: seconds, statesUnder, signal } = options;
  yield* firstLook({ accountId, asked, places, range, now, seconds, statesUnder, spool, signal, clock });
}

interface Place {
  readonly accountId: string;
  readonly region: string;
  readonly history: EventHistory;
  readonly spool: Spool;
  readonly now: number;
}

function namedRegions(spec: string): string[] {
  const names = spec
    .slice(spec.indexOf(':') + 1)
    .split(',')
    .filter((name) => name !== '');
  const wrong = names.find((name) => !isRegion(name));
  if (wrong !== undefined) throw new UsageError(`${spec}: ${wrong} is no region`, 'cloudtrail:us-east-1,eu-west-1');
  return [...new Set(names)];
}

/** Whose history it is. Where AWS does not say, nothing of it can be read, which is no reason to read nothing else. */
async function* callerOf(
  aws: AwsConnection,
  spec: string,
  signal: AbortSignal,
): AsyncGenerator<SourceItem, CallerIdentity | null> {
  try {
    return await callerIdentity(aws);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UsageError) throw error;
    const { reason, hint } = awsFailure(error instanceof StemmaError ? error.cause : error, {
      action: 'sts:GetCallerIdentity',
    });
    yield { kind: 'skipped', source: spec, reason, ...(hint === null ? {} : { hint }), unlisted: true };
    return null;
  }
}

async function* regionsOf(
  aws: AwsConnection,
  { spec, caller }: { spec: string; caller: CallerIdentity },
): AsyncGenerator<SourceItem, readonly string[]> {
  try {
    return await enabledRegions(aws);
  } catch (error) {
    const { reason } = awsFailure(error, { action: 'ec2:DescribeRegions' });
    const told = `which regions are enabled is not known, those that every account has are asked: ${reason}`;
    yield { kind: 'gap', gap: { account: null, region: null, from: null, to: null, reason: `${spec}: ${told}` } };
    return await regionsOfCaller(aws, caller.arn);
  }
}

/** What the event history cannot show. */
function* limits(
  account: string,
  { now, since, issuancesOnly }: History & { issuancesOnly: boolean },
): Generator<SourceItem> {
  const begins = now - HISTORY_DAYS * 86_400;
  const only = `LookupEvents shows management events of the last ${HISTORY_DAYS} days only: no data events`;
  const before = since === null || since < begins ? `, and nothing before ${formatTime(begins)}` : '';
  yield { kind: 'gap', gap: { account, region: null, from: null, to: null, reason: only + before } };
  if (!issuancesOnly) return;
  const reason = 'with --issuances-only, only calls of STS that mint were asked for: how tokens were used is not known';
  yield { kind: 'gap', gap: { account, region: null, from: null, to: null, reason } };
}

/**
 * Days, each as one item unless hours of it were asked for before or it is not over yet: of an hour that failed the case says
 * so until that hour was read. Regions take turns, so that each is
 * asked at its own pace, side by side.
 */
async function* dayItems(
  windows: readonly Window[],
  { accountId, places, options }: { accountId: string; places: readonly Place[]; options: SourceOptions },
): AsyncGenerator<SourceItem> {
  const all = windows.flatMap((window) =>
    places.map((place) => ({
      window,
      day: itemOf(window, place),
      parts: hours(window, { ...options, now: place.now }).map((hour) => itemOf(hour, place)),
    })),
  );
  const unreadDays = new Set(await options.unread(all.map(({ day }) => day)));
  const parts = all.flatMap((one) => (unreadDays.has(one.day) ? one.parts : []));
  const unreadParts = new Set(await options.unread(parts));
  const failed = await options.statesUnder(`cloudtrail:${accountId}/`, 'skipped');
  const isNew = (part: FileItem): boolean => unreadParts.has(part) && !failed.has(part.source);
  for (const { window, day, parts } of all) {
    const isWhole = !unreadDays.has(day) || (window.closed && parts.every(isNew));
    if (isWhole) yield day;
    else yield* parts;
  }
}

type FileItem = Extract<SourceItem, { kind: 'file' }>;

function itemOf(window: Window, place: Place): FileItem {
  const { accountId, region, history, spool, now } = place;
  return {
    kind: 'file',
    source: `cloudtrail:${accountId}/${region}/${nameOf(window)}`,
    path: '',
    size: 0,
    // Open windows are another each time.
    identity: window.closed ? 'closed' : `until ${now}`,
    alone: true,
    fetch: (signal: AbortSignal): Promise<Fetched> => fetchWindow(history, { window, spool, signal }),
  };
}

/** A day or an hour. */
const nameOf = ({ from, to }: Window): string => formatTime(from).slice(0, to - from === 86_400 ? 10 : 13);
