// Hot: every record of everyday life is written here.
import type { EpochSeconds } from '../../model/lineage.ts';
import { buildRecord } from '../records/record.ts';
import type { Call, Client } from '../records/record.ts';
import type { Random } from '../random.ts';
import { isoTime } from '../times.ts';

/** A record with holes in it: bytes, and between them what is to be filled in. */
export interface Template {
  readonly texts: readonly Uint8Array[];
  readonly holes: readonly Hole[];
}

type Hole = 'identity' | 'time' | 'ip' | 'item' | 'hex' | 'bytes' | 'opaque' | 'uuid';

/** Holes that a call may have in its texts. */
export const ITEM = '@item@';
/** Sixteen hexadecimal digits, the same wherever they stand in one record. */
export const HEX_ID = '@hex@';
export const BYTES = '@bytes@';
/** What only the service can read: a host id, a token for the next page. */
export const OPAQUE = '@opaque@';
export const UUID = '@uuid@';

const holeOf: Readonly<Record<string, Hole>> = {
  '"@identity@"': 'identity',
  '@time@': 'time',
  '255.255.255.255': 'ip',
  [ITEM]: 'item',
  [HEX_ID]: 'hex',
  [`"${BYTES}"`]: 'bytes',
  [OPAQUE]: 'opaque',
  [UUID]: 'uuid',
};
const encoder = new TextEncoder();
const anyHole = /("@identity@"|@time@|255\.255\.255\.255|@item@|@hex@|"@bytes@"|@opaque@|@uuid@)/;

/** Lets the record builder write the call once; what differs from call to call becomes holes. */
export function compile(
  call: Call,
  place: { readonly region: string; readonly account: string; readonly client: Client },
): Template {
  const record = buildRecord(
    {
      at: 0,
      eventID: UUID,
      requestID: UUID,
      awsRegion: place.region,
      recipientAccountId: place.account,
      identity: {},
      client: { ...place.client, ip: '255.255.255.255' },
    },
    call,
  );
  const pieces = JSON.stringify({ ...record, userIdentity: '@identity@', eventTime: '@time@' }).split(anyHole);
  return {
    texts: pieces.filter((_, index) => index % 2 === 0).map((piece) => encoder.encode(piece)),
    holes: pieces.filter((_, index) => index % 2 === 1).map((piece) => holeOf[piece]!),
  };
}

export interface Filling {
  /** `userIdentity`, as JSON. */
  readonly identity: Uint8Array;
  readonly ip: Uint8Array;
}

export function filling(identity: unknown, ip: string): Filling {
  return { identity: encoder.encode(JSON.stringify(identity)), ip: encoder.encode(ip) };
}

/** Somewhere to write a record before it is copied to where it belongs. */
export const SCRATCH_BYTES = 1 << 18;

/** Writes one record as JSON to the beginning of `into`; gives its length. */
export function fill(
  { texts, holes }: Template,
  given: Filling,
  { at, random, into }: { readonly at: EpochSeconds; readonly random: Random; readonly into: Uint8Array },
): number {
  const item = random.word();
  const other = random.word();
  into.set(texts[0]!);
  let end = texts[0]!.length;
  for (let index = 0; index < holes.length; index++) {
    const hole = holes[index]!;
    if (hole === 'uuid') end = writeUuid(into, end, random);
    else if (hole === 'identity') end = writeBytes(into, end, given.identity);
    else if (hole === 'time') end = writeShort(into, end, timeBytes(at));
    else if (hole === 'ip') end = writeShort(into, end, given.ip);
    else if (hole === 'item') end = writeNumber(into, end, item);
    else if (hole === 'hex') end = writeHex(into, writeHex(into, end, item, 32), other, 32);
    else if (hole === 'bytes') end = writeNumber(into, end, random.below(1_000_000));
    else end = writeOpaque(into, end, random);
    end = writeBytes(into, end, texts[index + 1]!);
  }
  return end;
}

function writeBytes(into: Uint8Array, end: number, bytes: Uint8Array): number {
  into.set(bytes, end);
  return end + bytes.length;
}

/** For a few bytes a loop is faster than a call into the engine. */
function writeShort(into: Uint8Array, end: number, bytes: Uint8Array): number {
  for (let index = 0; index < bytes.length; index++) into[end + index] = bytes[index]!;
  return end + bytes.length;
}

const ZERO = 0x30;

function writeNumber(into: Uint8Array, end: number, value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  let rest = value;
  for (let index = end + digits - 1; index >= end; index--) {
    const tenth = Math.floor(rest / 10);
    into[index] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return end + digits;
}

let lastTime = -1;
let lastBytes = new Uint8Array();

/** Records come in the order of their times: most are of the second of the one before. */
function timeBytes(at: EpochSeconds): Uint8Array {
  if (at !== lastTime) {
    lastTime = at;
    lastBytes = encoder.encode(isoTime(at));
  }
  return lastBytes;
}

const HEX = encoder.encode('0123456789abcdef');
const DASH = 0x2d;

/** A random UUID of version 4: two of these are in every record. */
function writeUuid(into: Uint8Array, start: number, random: Random): number {
  let end = writeHex(into, start, random.word(), 32);
  into[end++] = DASH;
  const second = random.word();
  end = writeHex(into, end, second, 16);
  into[end++] = DASH;
  end = writeHex(into, end, (((second & 0x0fff) | 0x4000) << 16) >>> 0, 16);
  into[end++] = DASH;
  const third = random.word();
  end = writeHex(into, end, ((third & 0x3fff_ffff) | 0x8000_0000) >>> 0, 16);
  into[end++] = DASH;
  end = writeHex(into, end, third << 16, 16);
  return writeHex(into, end, random.word(), 32);
}

/** The upper bits of a word, four to a digit. */
function writeHex(into: Uint8Array, start: number, word: number, bits: 16 | 32): number {
  let end = start;
  for (let shift = 28; shift >= 32 - bits; shift -= 4) into[end++] = HEX[(word >>> shift) & 15]!;
  return end;
}

const BASE64 = encoder.encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const OPAQUE_END = encoder.encode('=');

/** Like S3's `x-amz-id-2`: 76 characters of base64. */
function writeOpaque(into: Uint8Array, start: number, random: Random): number {
  let end = start;
  for (let draw = 0; draw < 15; draw++) {
    const word = random.word();
    for (let shift = 0; shift < 30; shift += 6) into[end++] = BASE64[(word >>> shift) & 63]!;
  }
  return writeShort(into, end, OPAQUE_END);
}
