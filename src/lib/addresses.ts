import ipaddr from 'ipaddr.js';

/** An IPv4 or IPv6 address as one number. IPv4 lies in `::ffff:0:0/96`, so both families sort and compare in one space. */
export interface Address {
  readonly value: bigint;
  readonly family: 4 | 6;
  /** Private: never routed on the internet, so seen by AWS only through a VPC endpoint. */
  readonly scope: 'public' | 'private';
}

/** All addresses from `start` to `end`, both included. */
export interface AddressRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** Start of `::ffff:0:0/96`, where IPv4 lies among the IPv6 addresses. */
const MAPPED = 0xffff00000000n;
const MAPPED_END = MAPPED + 0xffffffffn;

/** The address in a text as CloudTrail writes it; null for a service principal, `AWS Internal` and anything else. */
export function parseAddress(text: string): Address | null {
  const number = parseIPv4(text);
  const parsed = number < 0 ? parseIPv6(text) : null;
  if (number < 0 && parsed === null) return null;
  const value = parsed === null ? MAPPED + BigInt(number) : numberOf(parsed);
  const family = value >= MAPPED && value <= MAPPED_END ? 4 : 6;
  return { value, family, scope: holds(PRIVATE_RANGES, { value }) ? 'private' : 'public' };
}

/** The addresses of a CIDR block, or the one of an address without a length; null for what is neither. */
export function parseRange(text: string): AddressRange | null {
  const slash = text.indexOf('/');
  const written = slash < 0 ? text : text.slice(0, slash);
  const number = parseIPv4(written);
  const parsed = number < 0 ? parseIPv6(written) : null;
  if (number < 0 && parsed === null) return null;
  const bits = parsed === null || parsed.kind() === 'ipv4' ? 32 : 128;
  const length = slash < 0 ? String(bits) : text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(length) || Number(length) > bits) return null;
  const size = 1n << BigInt(bits - Number(length));
  const value = parsed === null ? MAPPED + BigInt(number) : numberOf(parsed);
  const start = value - (value % size);
  return { start, end: start + size - 1n };
}

/** Whether any of the ranges holds the address. */
export function holds(ranges: readonly AddressRange[], address: Pick<Address, 'value'>): boolean {
  return ranges.some((range) => range.start <= address.value && address.value <= range.end);
}

/**
 * The network that an address belongs to for telling clients apart: /24 of IPv4, /48 of IPv6 (the usual allotments of
 * one site). Canonical text, the same for all addresses of one network.
 */
export function networkOf(address: Address): string {
  const [bits, length] = address.family === 4 ? [8n, 24] : [80n, 48];
  return `${formatAddress((address.value >> bits) << bits)}/${length}`;
}

/** Canonical text of an address: dotted IPv4, RFC 5952 IPv6. */
export function formatAddress(value: bigint): string {
  if (value >= MAPPED && value <= MAPPED_END) {
    const number = Number(value - MAPPED);
    return `${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`;
  }
  return (ipaddr.fromByteArray(bytesOf(value, 16)) as ipaddr.IPv6).toRFC5952String();
}

const ZERO = 48;
const DOT = 46;

/**
 * Four decimal parts without leading zeros as a number, -1 for anything else. By hand, because every address of a trail and
 * some thousand published ranges come through here, and `new ipaddr.IPv4` takes twenty times as long.
 */
function parseIPv4(text: string): number {
  let number = 0;
  let at = 0;
  for (let part = 0; part < 4; part++) {
    if (part > 0 && text.charCodeAt(at++) !== DOT) return -1;
    const end = digitsEnd(text, at);
    const value = decimalPart(text, at, end);
    if (value < 0) return -1;
    number = number * 256 + value;
    at = end;
  }
  return at === text.length ? number : -1;
}

const isDigit = (code: number): boolean => code >= ZERO && code < ZERO + 10;

function digitsEnd(text: string, begin: number): number {
  let at = begin;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** 0 to 255 without leading zeros, else -1. */
function decimalPart(text: string, begin: number, end: number): number {
  if (end === begin || end > begin + 3 || (end > begin + 1 && text.charCodeAt(begin) === ZERO)) return -1;
  let value = 0;
  for (let at = begin; at < end; at++) value = value * 10 + text.charCodeAt(at) - ZERO;
  return value <= 255 ? value : -1;
}

/** ipaddr.js also reads zone ids, which no CloudTrail record holds and an attacker might. */
function parseIPv6(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return null;
  const parsed = ipaddr.IPv6.parse(text);
  return parsed.isIPv4MappedAddress() ? parsed.toIPv4Address() : parsed;
}

function numberOf(parsed: ipaddr.IPv4 | ipaddr.IPv6): bigint {
  let value = 0n;
  for (const byte of parsed.toByteArray()) value = (value << 8n) | BigInt(byte);
  return parsed.kind() === 'ipv4' ? value + MAPPED : value;
}

function bytesOf(value: bigint, length: number): number[] {
  return Array.from({ length }, (_, i) => Number((value >> BigInt(8 * (length - 1 - i))) & 0xffn));
}

/**
 * The private networks of RFC 1918, 6598 and 4193; 198.18.0.0/15 and 240.0.0.0/4, which VPCs use inside (EKS pods); and what cannot come
 * from anywhere else (loopback, link-local). The documentation networks count as public: examples and tests speak from them.
 */
const PRIVATE_RANGES: readonly AddressRange[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '198.18.0.0/15',
  '240.0.0.0/4',
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
  '::/127',
].flatMap((cidr) => parseRange(cidr) ?? []);
