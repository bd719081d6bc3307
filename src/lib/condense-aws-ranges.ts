import { formatAddress, parseRange, type AddressRange } from './addresses.ts';

/** `data/aws-ip-ranges.json`: ranges that do not overlap, as CIDR blocks joined by a space. */
export interface CondensedAwsRanges {
  /** ISO date of the published file. */
  readonly date: string;
  readonly regions: Readonly<Record<string, { readonly ec2: string; readonly other: string }>>;
}

/** AWS's `ip-ranges.json`, as far as it is read: https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-syntax.html */
export interface PublishedAwsRanges {
  /** `2026-08-22-15-17-05`, UTC. */
  readonly createDate: string;
  readonly prefixes: readonly { readonly ip_prefix: string; readonly region: string; readonly service: string }[];
  readonly ipv6_prefixes: readonly {
    readonly ipv6_prefix: string;
    readonly region: string;
    readonly service: string;
  }[];
}

interface Block extends AddressRange {
  readonly region: string;
  readonly ec2: boolean;
}

/** Whether a document is AWS's own `ip-ranges.json`, rather than the condensed file. */
export function isPublishedAwsRanges(document: unknown): document is PublishedAwsRanges {
  if (typeof document !== 'object' || document === null) return false;
  const { createDate, prefixes, ipv6_prefixes } = document as Partial<Record<keyof PublishedAwsRanges, unknown>>;
  return typeof createDate === 'string' && Array.isArray(prefixes) && Array.isArray(ipv6_prefixes);
}

/**
 * Merges AWS's published prefixes into blocks that do not overlap: of prefixes inside each other the longer one tells the region
 * (`GLOBAL` blocks hold regional ones), and every address that the service EC2 lists counts as EC2's.
 */
export function condenseAwsRanges(published: PublishedAwsRanges): CondensedAwsRanges {
  const blocks = flatten([
    ...published.prefixes.flatMap((row) => blockOf(row.ip_prefix, row)),
    ...published.ipv6_prefixes.flatMap((row) => blockOf(row.ipv6_prefix, row)),
  ]);
  const regions: Record<string, { ec2: string; other: string }> = {};
  for (const region of [...new Set(blocks.map((block) => block.region))].sort()) {
    const own = blocks.filter((block) => block.region === region);
    regions[region] = { ec2: cidrs(own.filter(({ ec2 }) => ec2)), other: cidrs(own.filter(({ ec2 }) => !ec2)) };
  }
  return { date: published.createDate.slice(0, 10), regions };
}

function blockOf(prefix: string, { region, service }: { region: string; service: string }): Block[] {
  const range = typeof prefix === 'string' ? parseRange(prefix) : null;
  return range === null ? [] : [{ ...range, region, ec2: service === 'EC2' }];
}

/** Cuts nested prefixes at each other's borders, then joins neighbours of equal region and use. Prefixes nest or are apart. */
function flatten(prefixes: Block[]): Block[] {
  // Wider first where they start alike; of equal ones EC2's last, so that it is the innermost.
  prefixes.sort((a, b) => compare(a.start, b.start) || compare(b.end, a.end) || Number(a.ec2) - Number(b.ec2));
  const out: Block[] = [];
  const open: Block[] = [];
  let at = 0n;
  const emitUpTo = (end: bigint): void => {
    const inner = open.at(-1);
    if (inner !== undefined && at <= end) {
      append(out, { start: at, end, region: inner.region, ec2: open.some(({ ec2 }) => ec2) });
    }
    at = end + 1n;
  };
  const closeBefore = (start: bigint | null): void => {
    for (let inner = open.at(-1); inner !== undefined && (start === null || inner.end < start); inner = open.at(-1)) {
      emitUpTo(inner.end);
      open.pop();
    }
  };
  for (const prefix of prefixes) {
    closeBefore(prefix.start);
    emitUpTo(prefix.start - 1n);
    open.push(prefix);
  }
  closeBefore(null);
  return out;
}

function append(out: Block[], block: Block): void {
  const last = out.at(-1);
  if (last !== undefined && last.end + 1n === block.start && last.region === block.region && last.ec2 === block.ec2) {
    out[out.length - 1] = { ...last, end: block.end };
  } else {
    out.push(block);
  }
}

/** The fewest CIDR blocks that cover the ranges exactly. */
function cidrs(ranges: readonly AddressRange[]): string {
  const out: string[] = [];
  for (const { start, end } of ranges) {
    for (let at = start; at <= end;) {
      let bits = 0;
      while (at % (1n << BigInt(bits + 1)) === 0n && at + (1n << BigInt(bits + 1)) - 1n <= end) bits++;
      const text = formatAddress(at);
      out.push(`${text}/${(text.includes(':') ? 128 : 32) - bits}`);
      at += 1n << BigInt(bits);
    }
  }
  return out.join(' ');
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
