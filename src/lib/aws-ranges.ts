import { type Address, parseAddress, parseRange, type AddressRange } from './addresses.ts';
import { once } from './once.ts';
import { condenseAwsRanges, isPublishedAwsRanges, type CondensedAwsRanges } from './condense-aws-ranges.ts';

/** AWS's published address ranges, as far as the rules need them. */
export interface AwsRanges {
  /** Date of the published file, ISO. */
  readonly date: string;
  /** The range that holds an IPv4 or IPv6 address, or null outside AWS (and for what is no address). */
  lookup(address: string | Address): AwsRange | null;
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
  // Two lists, each made when an address of its family is first asked for: many trails have no IPv6 in them.
  const blocks: Record<Address['family'], () => readonly Block[]> = {
    4: once(() => blocksOf(condensed, (text) => !text.includes(':'))),
    6: once(() => blocksOf(condensed, (text) => text.includes(':'))),
  };
  return {
    date: condensed.date,
    lookup(asked) {
      const address = typeof asked === 'string' ? parseAddress(asked) : asked;
      if (address === null) return null;
      const found = blocks[address.family]();
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

interface Block extends AddressRange {
  readonly range: AwsRange;
}

function blocksOf({ regions }: CondensedAwsRanges, isWanted: (text: string) => boolean): Block[] {
  const found: Block[] = [];
  const add = (blocks: string, range: AwsRange): void => {
    for (const block of blocks.split(' ')) {
      const parsed = isWanted(block) ? parseRange(block) : null;
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
