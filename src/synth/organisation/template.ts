import { buildRecord } from '../records/record.ts';
import type { Call, Client } from '../records/record.ts';
import { BEFORE_IDENTITY } from './batch.ts';

/**
 * A call as one record after the other has it: JSON in two pieces, before which stand its caller's opening and address. What
 * else differs from call to call has a fixed width, and is written over.
 */
export interface Template {
  readonly middle: Uint8Array;
  readonly tail: Uint8Array;
  /** Where the time begins in the middle. */
  readonly timeAt: number;
  /** What is to be written into the tail, by its place in `hole`, and where each begins. */
  readonly holes: Uint8Array;
  readonly starts: Uint32Array;
  /** Random words that its holes take. */
  readonly words: number;
  /** Bytes of a record, less those of its caller. */
  readonly width: number;
}

// Holes that a call may have in its texts.
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

const IDENTITY = '@identity@';
const TIME = '@time@';
const IP = '255.255.255.255';
const TIME_WIDTH = 20;

/** What `holes` names, by number. */
export const hole = { item: 0, hex: 1, bytes: 2, opaque: 3, uuid: 4, request: 5 } as const;

interface Hole {
  readonly kind: number;
  readonly width: number;
  /** Random words; items and hexadecimal ids share those that each record begins with. */
  readonly words: number;
}

/** What stands first among the words of a record. */
export const word = { item: 0, hex: 1, own: 2 } as const;

const holeOf: Readonly<Record<string, Hole>> = {
  [ITEM]: { kind: hole.item, width: 8, words: 0 },
  [HEX_ID]: { kind: hole.hex, width: 16, words: 0 },
  [`"${BYTES}"`]: { kind: hole.bytes, width: 6, words: 1 },
  [OPAQUE]: { kind: hole.opaque, width: 76, words: 15 },
  [UUID]: { kind: hole.uuid, width: 36, words: 4 },
  [REQUEST]: { kind: hole.request, width: 16, words: 2 },
};
const anyHole = /(@item@|@hex@|"@bytes@"|@opaque@|@uuid@|@request@)/;
const encoder = new TextEncoder();

export interface Place {
  readonly region: string;
  readonly account: string;
  readonly client: Client;
}

/** The call's JSON, written once by the record builder, with marks where records differ. */
export function outline(call: Call, { region, account, client }: Place): string {
  const record = buildRecord(
    {
      at: 0,
      eventID: UUID,
      requestID: call.eventSource === 's3.amazonaws.com' ? REQUEST : UUID,
      awsRegion: region,
      recipientAccountId: account,
      identity: {},
      client: { ...client, ip: IP },
    },
    call,
  );
  return JSON.stringify({ ...record, userIdentity: IDENTITY, eventTime: TIME });
}

/** The template of a call from its outline. CloudTrail's fields have an order: identity, time, address, all the rest. */
export function compile(text: string): Template {
  const [, behindIdentity] = cut(text, `${BEFORE_IDENTITY}"${IDENTITY}"`);
  const [beforeTime, behindTime] = cut(behindIdentity, TIME);
  const [behindThat, rest] = cut(behindTime, IP);
  const { tail, ...filled } = tailOf(rest.split(anyHole));
  const pieces = {
    middle: encoder.encode(beforeTime + ' '.repeat(TIME_WIDTH) + behindThat),
    tail: encoder.encode(tail),
  };
  const width = pieces.middle.length + pieces.tail.length;
  return { ...pieces, timeAt: encoder.encode(beforeTime).length, ...filled, width };
}

function cut(text: string, mark: string): [before: string, behind: string] {
  const at = text.indexOf(mark);
  if (at === -1) throw new RangeError(`no ${mark} where one was to be: ${text}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

/** Texts and holes in turn, as one text with room for the holes. */
function tailOf(pieces: readonly string[]): Pick<Template, 'holes' | 'starts' | 'words'> & { readonly tail: string } {
  const holes: number[] = [];
  const starts: number[] = [];
  let tail = '';
  let bytes = 0;
  let words: number = word.own;
  for (const [index, piece] of pieces.entries()) {
    const found = index % 2 === 0 ? undefined : holeOf[piece]!;
    if (found !== undefined) {
      holes.push(found.kind);
      starts.push(bytes);
      words += found.words;
    }
    const text = found === undefined ? piece : ' '.repeat(found.width);
    tail += text;
    bytes += encoder.encode(text).length;
  }
  return { tail, holes: Uint8Array.from(holes), starts: Uint32Array.from(starts), words };
}
