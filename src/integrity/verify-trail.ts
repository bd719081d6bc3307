import { byText } from '../lib/by-text.ts';
import { createLimit } from '../lib/limit.ts';
import { parseTime } from '../lib/time.ts';
import { nameOf, type TrailFile, type TrailPlace, type Unread } from '../sources/index.ts';
import { readChains, type Chain } from './chains.ts';
import { parseDigestName } from './digest.ts';
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

/** Holds the log files of a place against its digests, and the digests against each other and CloudTrail's public keys. */
export async function verifyTrail(place: TrailPlace, keysOf: KeysOf): Promise<Verdict> {
  const { logs, digests, unlisted } = await listed(place);
  const each = createLimit(READ_AT_ONCE);
  const { chains, unread } = await readChains(digests, place, each);
  const files: FileVerdict[] = [];
  const chainVerdicts: ChainVerdict[] = [];
  const named = new Map<string, FileVerdict>();
  for (const chain of chains) {
    const { keys, notes } = await keyRingOf(chain, keysOf);
    const { judged, missing } = judgeDigests(chain, keys);
    files.push(...judged.map(({ verdict }) => verdict), ...missing);
    for (const one of judged) {
      for (const verdict of await judgeLogs(one, { place, logs, each })) keepBetter(named, verdict);
    }
    chainVerdicts.push(chainVerdict(chain, judged, notes));
  }
  files.push(...named.values(), ...unnamed(logs, named, chainVerdicts));
  const order = (one: FileVerdict): string => `${one.kind} ${one.source}`;
  return {
    files: files.toSorted((a, b) => byText(order(a), order(b))),
    chains: chainVerdicts,
    unread: [...unlisted, ...unread],
  };
}

type Logs = ReadonlyMap<string, TrailFile>;

async function listed(place: TrailPlace): Promise<{ logs: Logs; digests: TrailFile[]; unlisted: Unread[] }> {
  const logs = new Map<string, TrailFile>();
  const digests: TrailFile[] = [];
  const unlisted: Unread[] = [];
  for await (const file of place.list()) {
    if ('reason' in file) unlisted.push(file);
    else if (parseDigestName(file.source) !== null) digests.push(file);
    else if (logName.test(file.source)) logs.set(bare(nameOf(file.source)), file);
  }
  return { logs, digests, unlisted };
}

/** ACCT_CloudTrail_REGION_YYYYMMDDTHHmmZ_…; a copy may have been unpacked. */
const logName = /(?:^|[\\/])\d{12}_CloudTrail_[a-z0-9-]+_\d{8}T\d{4}Z_[A-Za-z0-9]+\.json(?:\.gz)?$/;
const bare = (name: string): string => name.replace(/\.gz$/, '');

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
  return await Promise.all(
    read.digest.logFiles.map((entry) =>
      each(async (): Promise<FileVerdict> => {
        const location = `${entry.s3Bucket}/${entry.s3Object}`;
        const listedFile = logs.get(bare(nameOf(entry.s3Object)));
        const isThere = listedFile !== undefined && (listedFile.location ?? location) === location;
        if (!isThere) return { kind: 'log', source: `s3://${location}`, ...whenMissing(verdict) };
        const bytes = await place.read(listedFile);
        const isSame = bytes instanceof Uint8Array ? sha256(bytes) === entry.hashValue : bytes.reason;
        return { kind: 'log', source: listedFile.source, ...whenThere(isSame, verdict) };
      }),
    ),
  );
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
  const name = bare(nameOf(verdict.source));
  const before = named.get(name);
  if (before === undefined || verdict.state === 'valid') named.set(name, verdict);
}

function unnamed(logs: Logs, named: ReadonlyMap<string, FileVerdict>, chains: readonly ChainVerdict[]): FileVerdict[] {
  return [...logs]
    .filter(([name]) => !named.has(name))
    .map(([, { source }]) => ({ kind: 'log', source, state: 'unsigned', ...whyUnnamed(source, chains) }));
}

/** Not being named is usual at the ends of a chain, and strange in its middle. */
function whyUnnamed(source: string, chains: readonly ChainVerdict[]): Omit<Said, 'state'> {
  const [, account, region, delivered] = /(\d{12})_CloudTrail_([a-z0-9-]+)_(\d{8}T\d{4})Z_/.exec(source) ?? [];
  const own = chains.filter((chain) => chain.accountId === account && chain.region === region);
  if (own.length === 0) return { reason: 'no digest of its account and region is here', atEdge: false };
  const at = parseTime(`${delivered}00Z`) ?? 0;
  const isCovered = own.some(({ from, to }) => from !== null && to !== null && at >= from && at < to);
  const reason = isCovered
    ? 'no digest names it, though digests cover its time'
    : 'no digest names it: it was delivered before the first or after the last';
  return { reason, atEdge: !isCovered };
}

function chainVerdict(
  { digests, ...key }: Chain,
  judged: readonly JudgedDigest[],
  notes: readonly string[],
): ChainVerdict {
  const first = digests[0]?.digest;
  const begins =
    (first?.previousDigestS3Object ?? null) === null ? [] : ['digests from before the first one here are not here'];
  const newest = judged.at(-1);
  const unsigned =
    newest !== undefined && newest.verdict.state === 'unsigned'
      ? [`the newest digest cannot be verified: ${newest.verdict.reason}`]
      : [];
  return {
    ...key,
    digests: digests.length,
    from: parseTime(first?.digestStartTime),
    to: parseTime(digests.at(-1)?.digest.digestEndTime),
    notes: [...notes, ...begins, ...unsigned],
  };
}
