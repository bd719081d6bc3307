import type { Bucket } from '../../aws/index.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import { findFolders } from '../s3/find-folders.ts';
import { dayRange, placeOf } from '../s3/layout.ts';

const DAY = 86_400;
/** Days that are listed to tell how large all are: the first, the middle, the last. */
const SAMPLES = 3;
/** A listing page has a thousand objects; more pages than this are not asked for an estimate. */
const MOST_PAGES = 300;

/**
 * About how many bytes of log files a query over a time reads: some of its days are listed, and the rest taken to be like
 * them. Null where the prefix does not have CloudTrail's own layout, or is too large to be listed.
 */
export async function estimateBytes(
  bucket: Bucket,
  prefix: string,
  { from, to, signal }: { from: EpochSeconds; to: EpochSeconds; signal: AbortSignal },
): Promise<number | null> {
  const folders = (await findFolders(bucket, prefix, { signal })).filter((folder) => placeOf(folder) === 'logs');
  if (folders.length === 0) return null;
  const days = Math.max(1, Math.ceil((to - from) / DAY));
  const sampled = [...new Set([0, Math.floor((days - 1) / 2), days - 1])].slice(0, SAMPLES);
  let bytes = 0;
  let pages = 0;
  for (const folder of folders) {
    for (const day of sampled) {
      const since = from + day * DAY;
      const { startAfter } = dayRange(folder, { since, until: null });
      if (startAfter === null) continue;
      for await (const { objects } of bucket.list({ prefix: startAfter, signal })) {
        bytes += objects.reduce((sum, { size }) => sum + size, 0);
        if (++pages > MOST_PAGES) return null;
      }
    }
  }
  // The day after the last is read too: records of midnight are delivered then.
  return Math.round((bytes / sampled.length) * (days + 1));
}
