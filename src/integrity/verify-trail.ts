import { addTo } from '../lib/add-to.ts';
import { byText } from '../lib/by-text.ts';
import { createLimit } from '../lib/limit.ts';
import { parseTime } from '../lib/time.ts';
import type { EpochSeconds } from '../model/lineage.ts';
import type { NotRead } from '../model/coverage.ts';
import { nameOf, type TimeRange, type TrailFile, type TrailPlace } from '../sources/index.ts';
import { readChains, type Chain } from './chains.ts';
import { chooseDigests } from './choose-digests.ts';
import { digestEnd, parseDigestName } from './digest.ts';
import { judgeDigests, type JudgedDigest } from './judge-digests.ts';
import { createKeyRing, sha256, type KeyRing, type PublicKey } from './signature.ts';
import type { ChainVerdict, FileVerdict, Verdict } from './verdict.ts';

/** Gets the public keys of a region that were in use between two times (seconds), or says why not. */
export type KeysOf = (region: string, from: number, to: number) => Promise<FoundKeys>;

export interface FoundKeys {
  readonly keys: readonly PublicKey[];
  readonly problem: string | null;
}

const READ_AT_ONCE = 8;

const always: TimeRange = { since: null, until: null };

/**
 * Holds the log files of a place against its digests, and the digests against each other and CloudTrail's public keys. With a
 * time range, those that were delivered in it, and the digests that tell of it.
 */
export async function verifyTrail(place: TrailPlace, keysOf: KeysOf, range: TimeRange = always): Promise<Verdict> {
  const { logs, digests, unlisted } = await listed(place, range);
  const chosen = chooseDigests(digests, range);
  const isAsked = ({ read }: JudgedDigest): boolean => !chosen.vouchers.has(read.file.source);
  const each = createLimit(READ_AT_ONCE);
  const { chains, unread } = await readChains(chosen.digests, place, each);
  const files: FileVerdict[] = [];
  const chainVerdicts: EdgedChain[] = [];
  const named = new Map<string, FileVerdict>();
  const namedAfter = new Set<string>();
  const keysAsked = askedOnce(keysOf);
  for (const chain of chains) {
    const { keys, notes } = await keyRingOf(chain, keysAsked);
    const { judged, missing } = judgeDigests(chain, { keys, since: range.since });
    const asked = judged.filter(isAsked);
    files.push(...asked.map(({ verdict }) => verdict), ...missing);
    for (const one of asked) {
      for (const verdict of await judgeLogs(one, { place, logs, each })) keepBetter(named, verdict);
    }
    for (const { read } of judged.filter((one) => !isAsked(one))) {
      for (const { s3Bucket, s3Object } of read.digest.logFiles) {
        namedAfter.add(`${s3Bucket}/${s3Object}`).add(bare(nameOf(s3Object)));
      }
    }
    chainVerdicts.push(chainVerdict(chain, asked, { notes, range, goesOn: asked.length < judged.length }));
  }
  const isOther = (file: TrailFile): boolean =>
    !named.has(file.source) && !namedAfter.has(file.location ?? bare(nameOf(file.source))) && isWithin(file, range);
  const others = [...logs.values()].flat().filter(isOther);
  files.push(...named.values(), ...others.map(({ source }) => unnamed(source, chainVerdicts)));
  const order = (one: FileVerdict): string => `${one.kind} ${one.source}`;
  return {
    files: files.toSorted((a, b) => byText(order(a), order(b))),
    chains: chainVerdicts.map(({ chain }) => chain),
    unread: [...unlisted, ...unread],
  };
}

/** By name. Whoever adds a file may give it the name of another, in another folder. */
type Logs = ReadonlyMap<string, readonly TrailFile[]>;

/** A file is named for the minutes before it was delivered, and its digest is of the hour in which it was. */
const SLACK = 3600;

async function listed(
  place: TrailPlace,
  { since, until }: TimeRange,
): Promise<{ logs: Logs; digests: TrailFile[]; unlisted: NotRead[] }> {
  const wider = { since: since === null ? null : since - SLACK, until: until === null ? null : until + SLACK };
  const logs = new Map<string, TrailFile[]>();
  const digests: TrailFile[] = [];
  const unlisted: NotRead[] = [];
  for await (const file of place.list(wider)) {
    if ('reason' in file) unlisted.push(file);
    else if (parseDigestName(file.source) !== null) digests.push(file);
    else if (isLog(file) && isWithin(file, wider)) addTo(logs, bare(nameOf(file.source)), file);
  }
  return { logs, digests, unlisted };
}

/** ACCT_CloudTrail_REGION_YYYYMMDDTHHmmZ_…; a copy may have been unpacked. */
const logName = /(?:^|[\\/])(\d{12})_CloudTrail_([a-z0-9-]+)_(\d{8}T\d{4})Z_[A-Za-z0-9]+\.json(?:\.gz)?$/;
/** Where CloudTrail puts its files. A scan reads whatever lies there, by whatever name. */
const logFolder = /(?:^|[\\/])CloudTrail(?:-NetworkActivity)?[\\/][a-z0-9-]+-\d+[\\/].*[^\\/]$/;

/** In a folder, hidden files are those of file managers, and no scan reads them. */
function isLog({ source, location }: TrailFile): boolean {
  return logName.test(source) || (logFolder.test(source) && (location !== null || !nameOf(source).startsWith('.')));
}

/** When a log file was delivered, by its name; null where it has another. */
export const deliveredAt = (source: string): EpochSeconds | null => parseTime(`${logName.exec(source)?.[3]}00Z`);

/** What does not say by its name of which time it is may be of any. */
function isWithin({ source }: TrailFile, { since, until }: TimeRange): boolean {
  const at = deliveredAt(source);
  return at === null || ((since === null || at >= since) && (until === null || at < until));
}

const bare = (name: string): string => name.replace(/\.gz$/, '');

/** The accounts of an organisation's trail have chains of the same time: who asked for each would be told to slow down. */
function askedOnce(keysOf: KeysOf): KeysOf {
  const answers = new Map<string, Promise<FoundKeys>>();
  return (region, from, to) => {
    const question = `${region} ${from} ${to}`;
    const answer = answers.get(question) ?? keysOf(region, from, to);
    answers.set(question, answer);
    return answer;
  };
}

async function keyRingOf({ digests, region }: Chain, keysOf: KeysOf): Promise<{ keys: KeyRing; notes: string[] }> {
  const from = parseTime(digests[0]?.digest.digestStartTime) ?? 0;
  const to = parseTime(digests.at(-1)?.digest.digestEndTime) ?? from;
  // A chain is signed with the key of its time; backfill digests with that of an hour about when they were made.
  const { keys, problem } = await keysOf(region, from, to);
  return { keys: createKeyRing(keys), notes: problem === null ? [] : [`public keys of ${region}: ${problem}`] };
}

async function judgeLogs(
  { read, verdict }: JudgedDigest,
  { place, logs, each }: { place: TrailPlace; logs: Logs; each: <T>(work: () => Promise<T>) => Promise<T> },
): Promise<FileVerdict[]> {
  const judgeOne = async (file: TrailFile, hashValue: string): Promise<FileVerdict> => {
    const bytes = await place.read(file);
    const isSame = bytes instanceof Uint8Array ? sha256(bytes) === hashValue : bytes.reason;
    return { kind: 'log', source: file.source, ...whenThere(isSame, verdict) };
  };
  const judged = read.digest.logFiles.map(async ({ s3Bucket, s3Object, hashValue }): Promise<FileVerdict[]> => {
    const named = `${s3Bucket}/${s3Object}`;
    const there = (logs.get(bare(nameOf(s3Object))) ?? []).filter(({ location }) => (location ?? named) === named);
    if (there.length === 0) return [{ kind: 'log', source: `s3://${named}`, ...whenMissing(verdict) }];
    return await Promise.all(there.map((file) => each(() => judgeOne(file, hashValue))));
  });
  return (await Promise.all(judged)).flat();
}

type Said = Pick<FileVerdict, 'state' | 'reason' | 'atEdge'>;

/** What an untrusted digest names may never have been there. */
function whenMissing({ state, atEdge }: FileVerdict): Said {
  if (state === 'valid') return { state: 'missing', reason: 'a digest names it, and it is not there', atEdge: false };
  return { state: 'unsigned', reason: `it is not there, and the digest that names it is ${state}`, atEdge };
}

/** By whether the content is that of the digest; a text says why it could not be read. */
function whenThere(isSame: boolean | string, { state, atEdge }: FileVerdict): Said {
  if (typeof isSame === 'string') return { state: 'unsigned', reason: isSame, atEdge: false };
  if (!isSame) return { state: 'modified', reason: 'its content is not what its digest says', atEdge: false };
  if (state === 'valid') return { state, reason: null, atEdge: false };
  return { state: 'unsigned', reason: `it is what its digest says, but the digest is ${state}`, atEdge };
}

/** A file may be named by more than one trail's digests: one that vouches for it is enough. */
function keepBetter(named: Map<string, FileVerdict>, verdict: FileVerdict): void {
  const before = named.get(verdict.source);
  if (before === undefined || verdict.state === 'valid') named.set(verdict.source, verdict);
}

/** Of what lies among log files, or holds records as they do, and is none. */
export const NO_SUCH_NAME = 'no digest names it, and CloudTrail gives no such name';

/** Not being named is usual at the ends of a chain, and strange in its middle. */
function unnamed(source: string, chains: readonly EdgedChain[]): FileVerdict {
  const file = { kind: 'log', source, state: 'unsigned' } as const;
  const [, account, region] = logName.exec(source) ?? [];
  if (account === undefined) return { ...file, reason: NO_SUCH_NAME, atEdge: false };
  const own = chains.filter(({ chain }) => chain.accountId === account && chain.region === region && chain.digests > 0);
  if (own.length === 0) return { ...file, reason: 'no digest of its account and region is here', atEdge: false };
  const at = deliveredAt(source) ?? 0;
  const isCovered = own.some(({ chain: { from, to } }) => from !== null && to !== null && at >= from && at < to);
  const atEdge = !isCovered && own.every(({ chain: { from }, begins, ends }) => (at < (from ?? 0) ? begins : ends));
  const reason = isCovered
    ? 'no digest names it, though digests cover its time'
    : 'no digest names it: it was delivered before the first or after the last';
  return { ...file, reason, atEdge };
}

interface EdgedChain {
  readonly chain: ChainVerdict;
  /** Whether the digests that were read begin or end where nobody could have more. */
  readonly begins: boolean;
  readonly ends: boolean;
}

interface AboutChain {
  readonly notes: readonly string[];
  readonly range: TimeRange;
  /** There is a digest after those that were asked for. */
  readonly goesOn: boolean;
}

function chainVerdict({ digests: all, ...key }: Chain, asked: readonly JudgedDigest[], about: AboutChain): EdgedChain {
  const { notes, range, goesOn } = about;
  const digests = asked.map(({ read }) => read.digest);
  const previous = (digests[0] ?? all[0]?.digest)?.previousDigestS3Object ?? null;
  const chain = {
    ...key,
    digests: digests.length,
    from: parseTime(digests[0]?.digestStartTime),
    to: parseTime(digests.at(-1)?.digestEndTime),
    notes: [...notes, ...beginning(previous, range), ...ending(asked.at(-1))],
  };
  return { chain, begins: range.since === null || previous === null, ends: !goesOn };
}

function beginning(previous: string | null, { since }: TimeRange): string[] {
  if (previous === null) return [];
  if (since !== null && (digestEnd(previous) ?? 0) <= since) {
    return ['the chain begins before the time that was asked for: its digests of before were not looked at'];
  }
  return ['digests from before the first one here are not here'];
}

function ending(newest: JudgedDigest | undefined): string[] {
  if (newest === undefined) return ['no digest of the time that was asked for is here'];
  const { state, reason } = newest.verdict;
  return state === 'unsigned' ? [`the newest digest cannot be verified: ${reason}`] : [];
}
