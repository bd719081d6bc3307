import { parseAddress, parseRange, type AddressRange } from './addresses.ts';
import { condenseAwsRanges, isPublishedAwsRanges, type CondensedAwsRanges } from './condense-aws-ranges.ts';

/** AWS's published address ranges, as far as the rules need them. */
export interface AwsRanges {
  /** Date of the published file, ISO. */
  readonly date: string;
  /** The range that holds an IPv4 or IPv6 address, or null outside AWS (and for what is no address). */
  lookup(address: string): AwsRange | null;
}

export interface AwsRange {
  readonly region: string;
  /** Addresses that instances, NAT gateways and elastic addresses get. */
  readonly ec2: boolean;
}

/**
 * Reads AWS ranges for look-ups by binary search: the condensed file, or AWS's own `ip-ranges.json`.
 * Throws a TypeError where the document is neither.
 */
export function parseAwsRanges(document: unknown): AwsRanges {
  const condensed = isPublishedAwsRanges(document) ? condenseAwsRanges(document) : document;
  if (!isCondensedAwsRanges(condensed)) throw new TypeError('neither ip-ranges.json of AWS nor the condensed form');
  const found = blocksOf(condensed);
  return {
    date: condensed.date,
    lookup(text) {
      const address = parseAddress(text);
      if (address === null) return null;
      const last = found[lastStartingBy(found, address.value)];
      return last !== undefined && address.value <= last.end ? last.range : null;
    },
  };
}

/** Position of the last range that starts at the value or before it, -1 if none does. */
function lastStartingBy(ranges: readonly AddressRange[], value: bigint): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle]!.start <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function blocksOf({ regions }: CondensedAwsRanges): (AddressRange & { readonly range: AwsRange })[] {
  const found: (AddressRange & { readonly range: AwsRange })[] = [];
  const add = (blocks: string, range: AwsRange): void => {
    for (const block of blocks.split(' ')) {
      const parsed = parseRange(block);
      if (parsed !== null) found.push({ ...parsed, range });
    }
  };
  for (const [region, { ec2, other }] of Object.entries(regions)) {
    add(ec2, { region, ec2: true });
    add(other, { region, ec2: false });
  }
  return found.sort((a, b) => (a.start < b.start ? -1 : 1));
}

function isCondensedAwsRanges(document: unknown): document is CondensedAwsRanges {
  if (typeof document !== 'object' || document === null) return false;
  const { date, regions } = document as Partial<Record<keyof CondensedAwsRanges, unknown>>;
  return (
    typeof date === 'string' &&
    typeof regions === 'object' &&
    regions !== null &&
    Object.values(regions).every((blocks) => typeof blocks?.ec2 === 'string' && typeof blocks.other === 'string')
  );
}
