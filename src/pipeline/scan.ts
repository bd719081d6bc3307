import { existsSync } from 'node:fs';
import { arraysOf, readEvidence } from '../evidence/index.ts';
import { freeArrays } from '../lib/free-arrays.ts';
import type { GrowingList } from '../lib/growing-list.ts';
import { because, NothingReadError, StemmaError } from '../lib/errors.ts';
import { formatTime } from '../lib/time.ts';
import { withoutPassword } from '../lib/without-password.ts';
import type { NotListed, NotRead, Skipped } from '../model/coverage.ts';
import type { Explanation } from '../model/explanation.ts';
import type { EpochSeconds } from '../model/lineage.ts';
import type { SnapshotFile } from '../model/snapshot-file.ts';
import type { ReportView } from '../model/report-view.ts';
import type { Case } from '../store/index.ts';
import { openCase } from './open-case.ts';
import { explain } from './explain.ts';
import { keepIam } from './iam.ts';
import { type FileItem, type Listed, type Listing, rangeOf, startListing } from './listing.ts';
import { judge } from './review/judge.ts';
import { readQueries } from './read-queries.ts';
import { recall, type Recalled, remember } from './review/recall.ts';
import type { ScanProgress, ScanRequest } from './scan-request.ts';
import { suppressionStates, type SuppressionState } from './suppressions.ts';
import { unverifiedStrangers } from './unverified.ts';

export interface ScanResult {
  readonly view: ReportView;
  /** What this scan could not read; what earlier scans could not is in `view.coverage`. */
  readonly skipped: readonly Skipped[];
  /** Events that this scan added to the case. */
  readonly added: number;
  /** Files that the case knew already. */
  readonly known: number;
  /** What each suppression of the configuration did. */
  readonly suppressions: readonly SuppressionState[];
  readonly explanation: Explanation | null;
}

/** The main job: read what is new, add it to the case, and say what the case now shows. */
export async function scan(request: ScanRequest): Promise<ScanResult> {
  const cleanUps: (() => Promise<void>)[] = [];
  const isNew = !existsSync(request.casePath);
  try {
    const opening = openCase(request.casePath, { create: true });
    await using _closing = closedAfter(opening);
    try {
      return await scanInto(opening, request, (cleanUp) => cleanUps.push(cleanUp));
    } catch (error) {
      // A case that nothing was read into would be taken for one in which there is nothing to find.
      if (isNew) await opening.then((theCase) => theCase.removeIfEmpty()).catch(() => undefined);
      throw error;
    }
  } finally {
    for (const cleanUp of cleanUps) await cleanUp();
  }
}

async function scanInto(
  opening: Promise<Case>,
  request: ScanRequest,
  defer: (cleanUp: () => Promise<void>) => void,
): Promise<ScanResult> {
  await using listing = startListing(request, opening, defer);
  const files = await Promise.race([filesToRead(listing, opening, request), failureOf(opening)]);
  const untaken = await keepSnapshots(opening, request);
  const read = await readInto(opening, { files, listing }, request);
  const theCase = await opening;
  const listed = await listing.whole;
  if (listed.files.length === 0 && read.unopened.length === listed.queries.length && read.added === 0) {
    throw nothingRead(request, read.unopened);
  }
  const { strangers } = listed;
  const unvouched = unverifiedStrangers(strangers.length === 0 ? [] : await theCase.withRecords(strangers));
  const unread = [...listed.skipped, ...unvouched.skipped, ...untaken];
  const skipped = [...unread, ...read.skipped];
  request.signal.throwIfAborted();
  const { view, suppressed, explanation } = await judgeOnce(theCase, request, read.added > 0);
  if (view.coverage.events === 0) throw nothingRead(request, skipped);
  const known = listed.files.length - read.files;
  const untold = [...unread, ...read.unopened].filter((each) => !isKept(each));
  return {
    view: withListed(view, { gaps: [...listed.gaps, ...unvouched.gaps], skipped: untold }),
    skipped,
    added: read.added,
    known,
    suppressions: suppressionStates(request.config, view, suppressed),
    explanation,
  };
}

/** Closes the case at the end, also where it is still being opened when something else fails. */
function closedAfter(opening: Promise<Case>): AsyncDisposable {
  const opened = opening.catch(() => null);
  return {
    async [Symbol.asyncDispose]() {
      await (await opened)?.[Symbol.asyncDispose]();
    },
  };
}

/** Who mistyped the case is told at once, and not when the last file is listed or standard input ends. */
const failureOf = (opening: Promise<Case>): Promise<never> => opening.then(() => new Promise<never>(() => undefined));

function timeRange({ since, until }: ScanRequest): { since?: number; until?: number } {
  return { ...(since === null ? {} : { since }), ...(until === null ? {} : { until }) };
}

/** What was judged before of the same facts is judged no more. */
async function judgeOnce(
  theCase: Case,
  request: ScanRequest,
  isNew: boolean,
): Promise<Recalled & { readonly explanation: Explanation | null }> {
  const isEnough = !isNew && request.explain === null && request.onJudged === undefined;
  const recalled = isEnough ? await recall(theCase, request) : null;
  if (recalled !== null) return { ...recalled, explanation: null };
  const judged = await judge(theCase, request);
  if (request.casePath !== ':memory:') await remember(theCase, judged, request);
  await request.onJudged?.(judged);
  const suppressed = judged.suppressed.map(({ finding }) => finding);
  return { ...judged, suppressed, explanation: request.explain === null ? null : explain(request.explain, judged) };
}

/** Keeps the snapshots that were named. An account that cannot be asked is told, and what the case has of it stays. */
async function keepSnapshots(opening: Promise<Case>, request: ScanRequest): Promise<readonly NotRead[]> {
  const { iam = [] } = request;
  const paths = iam.filter((path) => path !== 'live');
  const skipped: NotRead[] = [];
  const taken =
    iam.length === paths.length
      ? null
      : await takeLive(request).catch((error: unknown) => {
          request.signal.throwIfAborted();
          if (!(error instanceof StemmaError) || error.exitCode !== 3) throw error;
          skipped.push({ source: '--iam live', reason: error.message });
          return null;
        });
  if (taken !== null || paths.length > 0) await keepIam(await opening, { paths, taken });
  return skipped;
}

/** The account that the credentials of the command belong to, as it is now. */
async function takeLive({ aws, now, signal }: ScanRequest): Promise<SnapshotFile> {
  const { takeSnapshot } = await import('./snapshot/index.ts');
  return takeSnapshot({ aws, regions: null, takenAt: now(), signal });
}

/** What the case has not read. A case that is not there yet knows no file: reading begins with the first that is listed. */
async function filesToRead(listing: Listing, opening: Promise<Case>, request: ScanRequest): Promise<Files> {
  const { threads = null, verify = null } = request;
  if (threads !== null && verify === null) {
    await listing.files.longerThan(0);
    if (listing.files.items.length > 0) return listing.files;
  }
  const { files, queries, skipped } = await listing.whole;
  // Whoever mistypes a path must not take what the case held before for the answer.
  if (files.length + queries.length === 0) {
    await opening;
    throw nothingRead(request, skipped);
  }
  return threads === null ? await (await opening).unread(files, rangeOf(request)) : files;
}

type Files = readonly FileItem[] | GrowingList<FileItem>;

interface Read {
  /** Files that were to be read. */
  readonly files: number;
  readonly added: number;
  readonly skipped: readonly Skipped[];
  readonly unopened: readonly NotListed[];
}

async function readInto(
  opening: Promise<Case>,
  { files, listing }: { files: Files; listing: Listing },
  request: ScanRequest,
): Promise<Read> {
  const skipped: Skipped[] = [];
  let added = 0;
  const totals = totalsOf(files);
  const batches = readEvidence(files, {
    ...timeRange(request),
    workers: request.workers,
    threads: request.threads,
    signal: request.signal,
    onProgress: (progress) => request.onProgress({ ...progress, ...totals() }),
  });
  for await (const batch of batches) {
    const theCase = await opening;
    const { events } = await theCase.append(batch, rangeOf(request));
    added += events;
    for (const { source, reason, status } of batch.files) {
      if (reason !== null && status !== 'foreign') skipped.push({ source, reason });
    }
    // The case has taken what it needs of it.
    freeArrays(arraysOf(batch));
  }
  const theCase = await opening;
  const { queries, places, skipped: notListed } = await listing.whole;
  await theCase.keepUnlisted({ sources: places, skipped: notListed.filter(isKept) }, rangeOf(request));
  const asked = await readQueries(theCase, queries, request);
  await theCase.finish();
  return {
    files: totals().totalFiles,
    added: added + asked.added,
    skipped: [...skipped, ...asked.skipped, ...asked.unopened],
    unopened: asked.unopened,
  };
}

/** How much there is to be read, as far as it is known. */
function totalsOf(files: Files): () => Pick<ScanProgress, 'totalFiles' | 'totalBytes'> {
  const items = 'items' in files ? files.items : files;
  let totalFiles = 0;
  let totalBytes = 0;
  return () => {
    while (totalFiles < items.length) totalBytes += items[totalFiles++]!.size;
    return { totalFiles, totalBytes };
  };
}

/** What lies where nothing could be listed is in the ledger of the case, for all who look at it later. */
const isKept = ({ unlisted }: NotListed): boolean => unlisted === true;

/** What of it is in no ledger, and what a source cannot show, is told all the same. */
function withListed(view: ReportView, listed: Pick<Listed, 'gaps' | 'skipped'>): ReportView {
  const unopened = listed.skipped.map(({ source, reason }) => ({ source, reason }));
  const skipped = [...view.coverage.skipped, ...unopened];
  const time = (at: EpochSeconds | null): string | null => (at === null ? null : formatTime(at));
  const told = listed.gaps.map((gap) => ({ ...gap, from: time(gap.from), to: time(gap.to) }));
  const gaps = [...view.coverage.gaps, ...told];
  return { ...view, coverage: { ...view.coverage, skipped, gaps } };
}

function nothingRead({ since, until, ...asked }: ScanRequest, skipped: readonly NotRead[]): NothingReadError {
  const sources = asked.sources.map(withoutPassword);
  const first = skipped[0];
  const from = since === null ? '' : ` from ${formatTime(since)} on`;
  const to = until === null ? '' : ` before ${formatTime(until)}`;
  const usual =
    from + to === '' || first !== undefined
      ? 'name CloudTrail log files, or a folder that holds them'
      : 'records outside --since and --until are left out: widen them, or name the log files of that time';
  return new NothingReadError(`no CloudTrail record${from}${to} in ${sources.join(', ')}${because(sources, first)}`, {
    hint: first?.hint ?? usual,
  });
}
