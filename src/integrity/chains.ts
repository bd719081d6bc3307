import { byText } from '../lib/by-text.ts';
import type { NotRead } from '../model/coverage.ts';
import { nameOf, type TrailFile, type TrailPlace } from '../sources/index.ts';
import { parseDigest, parseDigestName, type Digest, type DigestKey } from './digest.ts';
import { sha256 } from './signature.ts';

/** A digest that was read. */
export interface ReadDigest {
  readonly file: TrailFile;
  readonly digest: Digest;
  readonly bytes: Uint8Array;
  readonly hash: string;
  /** That which is kept with it. */
  readonly signature: string | null;
}

export interface Chain extends DigestKey {
  /** In the order of their time. */
  readonly digests: readonly ReadDigest[];
}

/** Reads digests and puts them in chains, one for each account, region and trail. What is no digest is told. */
export async function readChains(
  files: readonly TrailFile[],
  place: TrailPlace,
  each: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<{ chains: Chain[]; unread: NotRead[] }> {
  const unread: NotRead[] = [];
  const chains = new Map<string, DigestKey & { digests: ReadDigest[] }>();
  await Promise.all(
    files.map((file) =>
      each(async () => {
        const key = parseDigestName(file.source)!;
        const read = await readDigest(file, place);
        if ('reason' in read) {
          unread.push(read);
          return;
        }
        const id = JSON.stringify(key);
        const chain = chains.get(id) ?? { ...key, digests: [] };
        chain.digests.push(read);
        chains.set(id, chain);
      }),
    ),
  );
  const sorted = [...chains].toSorted(([a], [b]) => byText(a, b)).map(([, chain]) => chain);
  for (const { digests } of sorted) digests.sort((a, b) => byText(orderOf(a), orderOf(b)));
  return { chains: sorted, unread: unread.toSorted((a, b) => byText(a.source, b.source)) };
}

const orderOf = ({ digest }: ReadDigest): string => `${digest.digestEndTime} ${nameOf(digest.digestS3Object)}`;

async function readDigest(file: TrailFile, place: TrailPlace): Promise<ReadDigest | NotRead> {
  const bytes = await place.read(file);
  if (!(bytes instanceof Uint8Array)) return bytes;
  const digest = parseDigest(bytes);
  if (digest === null) return { source: file.source, reason: 'it is no digest file' };
  const signature = await place.signature(file).catch(() => null);
  return { file, digest, bytes, hash: sha256(bytes), signature };
}
