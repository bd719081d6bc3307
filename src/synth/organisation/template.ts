// Hot: every record of everyday life is written here. A caller's call is laid down once, whole; from then on a record is one
// copy of it and, at known places, what differs from call to call: all of that has a fixed width.
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

type Hole = 'identity' | 'time' | 'ip' | 'item' | 'hex' | 'bytes' | 'opaque' | 'uuid' | 'request';

/** Holes that a call may have in its texts. */
/** Eight digits. */
export const ITEM = '@item@';
/** Sixteen hexadecimal digits, the same wherever they stand in one record. */
export const HEX_ID = '@hex@';
/** A number of six digits. */
export const BYTES = '@bytes@';
/** What only the service can read: a host id, a token for the next page. */
export const OPAQUE = '@opaque@';
export const UUID = '@uuid@';
/** S3 numbers its requests in its own way: sixteen hexadecimal digits, upper case. */
const REQUEST = '@request@';

const holeOf: Readonly<Record<string, Hole>> = {
  '"@identity@"': 'identity',
  '@time@': 'time',
  '255.255.255.255': 'ip',
  [ITEM]: 'item',
  [HEX_ID]: 'hex',
  [`"${BYTES}"`]: 'bytes',
  [OPAQUE]: 'opaque',
  [UUID]: 'uuid',
  [REQUEST]: 'request',
};
const encoder = new TextEncoder();
const anyHole = /("@identity@"|@time@|255\.255\.255\.255|@item@|@hex@|"@bytes@"|@opaque@|@uuid@|@request@)/;

/** Lets the record builder write the call once; what differs from call to call becomes holes. */
export function compile(
  call: Call,
  place: { readonly region: string; readonly account: string; readonly client: Client },
): Template {
  const record = buildRecord(
    {
      at: 0,
      eventID: UUID,
      requestID: call.eventSource === 's3.amazonaws.com' ? REQUEST : UUID,
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

type Varying = Exclude<Hole, keyof Filling>;

/** A record of one caller, whole, and where it differs from the next one. */
export interface Draft {
  /** Whose it is. */
  given: Filling;
  readonly identityStart: number;
  readonly ipStart: number;
  readonly bytes: Uint8Array;
  readonly holes: readonly Varying[];
  /** Where each hole begins. */
  readonly starts: readonly number[];
}

/** The call as one caller makes it. */
export function draft({ texts, holes }: Template, given: Filling): Draft {
  const varying: Varying[] = [];
  const starts: number[] = [];
  const bytes = new Uint8Array(lengthOf(texts, holes, given));
  bytes.set(texts[0]!);
  let end = texts[0]!.length;
  const start = { identity: 0, ip: 0 };
  for (let index = 0; index < holes.length; index++) {
    const hole = holes[index]!;
    if (hole === 'identity' || hole === 'ip') {
      start[hole] = end;
      bytes.set(given[hole], end);
      end += given[hole].length;
    } else {
      varying.push(hole);
      starts.push(end);
      end += widthOf[hole];
    }
    bytes.set(texts[index + 1]!, end);
    end += texts[index + 1]!.length;
  }
  return { bytes, holes: varying, starts, given, identityStart: start.identity, ipStart: start.ip };
}

/** Makes a draft another caller's, in place; false where that one's texts have other lengths. */
export function refit(made: Draft, given: Filling): boolean {
  const { identity, ip } = given;
  if (identity.length !== made.given.identity.length || ip.length !== made.given.ip.length) return false;
  made.bytes.set(identity, made.identityStart);
  made.bytes.set(ip, made.ipStart);
  made.given = given;
  return true;
}

function lengthOf(texts: readonly Uint8Array[], holes: readonly Hole[], given: Filling): number {
  let length = 0;
  for (const text of texts) length += text.length;
  for (const hole of holes) length += hole === 'identity' || hole === 'ip' ? given[hole].length : widthOf[hole];
  return length;
}

const widthOf: Readonly<Record<Varying, number>> = {
  time: 20,
  item: 8,
  hex: 16,
  bytes: 6,
  opaque: 76,
  uuid: 36,
  request: 16,
};

/** Writes one record as JSON to `start` of `into`; gives where it ends. */
export function write(
  { bytes, holes, starts }: Draft,
  {
    at,
    random,
    into,
    start,
  }: {
    readonly at: EpochSeconds;
    readonly random: Random;
    readonly into: Uint8Array;
    readonly start: number;
  },
): number {
  const item = random.word();
  const other = random.word();
  into.set(bytes, start);
  for (let index = 0; index < holes.length; index++) {
    const hole = holes[index]!;
    const where = start + starts[index]!;
    if (hole === 'uuid') writeUuid(into, where, random);
    else if (hole === 'request') writeRequest(into, where, random);
    else if (hole === 'opaque') writeOpaque(into, where, random);
    else if (hole === 'hex') writeHex(into, writeHex(into, where, item, 32), other, 32);
    else if (hole === 'time') writeTime(into, where, at);
    else if (hole === 'item') writeDigits(into, where + widthOf.item, 10_000_000 + (item % 90_000_000));
    else writeDigits(into, where + widthOf.bytes, 100_000 + random.below(900_000));
  }
  return start + bytes.length;
}

const ZERO = 0x30;

/** Writes a number so that it ends there. */
function writeDigits(into: Uint8Array, end: number, value: number): void {
  let rest = value;
  for (let index = end - 1; rest > 0; index--) {
    const tenth = Math.floor(rest / 10);
    into[index] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
}

const DAY_SECONDS = 86_400;
const time = new Uint8Array(widthOf.time);
let timeWritten = Number.NaN;

/** Records come in the order of their times: most are of the day of the one before, many of its second. */
function writeTime(into: Uint8Array, where: number, at: EpochSeconds): void {
  if (at !== timeWritten) setTime(at);
  for (let index = 0; index < time.length; index++) into[where + index] = time[index]!;
}

function setTime(at: EpochSeconds): void {
  if (Math.floor(at / DAY_SECONDS) !== Math.floor(timeWritten / DAY_SECONDS)) time.set(encoder.encode(isoTime(at)));
  const second = at % DAY_SECONDS;
  setTwoDigits('yyyy-MM-ddT'.length, Math.floor(second / 3600));
  setTwoDigits('yyyy-MM-ddTHH:'.length, Math.floor(second / 60) % 60);
  setTwoDigits('yyyy-MM-ddTHH:mm:'.length, second % 60);
  timeWritten = at;
}

function setTwoDigits(where: number, value: number): void {
  time[where] = ZERO + Math.floor(value / 10);
  time[where + 1] = ZERO + (value % 10);
}

const HEX = encoder.encode('0123456789abcdef');
const UPPER = encoder.encode('0123456789ABCDEF');
const DASH = 0x2d;

/** A random UUID of version 4: two of these are in every record. */
function writeUuid(into: Uint8Array, start: number, random: Random): void {
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
  writeHex(into, end, random.word(), 32);
}

function writeRequest(into: Uint8Array, start: number, random: Random): void {
  for (let end = start; end < start + widthOf.request;) {
    const word = random.word();
    for (let shift = 28; shift >= 0; shift -= 4) into[end++] = UPPER[(word >>> shift) & 15]!;
  }
}

/** The upper bits of a word, four to a digit. */
function writeHex(into: Uint8Array, start: number, word: number, bits: 16 | 32): number {
  let end = start;
  for (let shift = 28; shift >= 32 - bits; shift -= 4) into[end++] = HEX[(word >>> shift) & 15]!;
  return end;
}

const BASE64 = encoder.encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const EQUALS = 0x3d;

/** Like S3's `x-amz-id-2`: 76 characters of base64. */
function writeOpaque(into: Uint8Array, start: number, random: Random): void {
  let end = start;
  for (let draw = 0; draw < 15; draw++) {
    const word = random.word();
    for (let shift = 0; shift < 30; shift += 6) into[end++] = BASE64[(word >>> shift) & 63]!;
  }
  into[end] = EQUALS;
}
