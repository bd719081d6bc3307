/** What a field's value is to the tally; the numbers are those of its WebAssembly text. */
export const KIND = {
  /** A name that records do not have and other things have: whoever bears it is looked at with care. */
  STRANGE: 0,
  TEXT: 1,
  TIME: 2,
  UUID: 3,
  IDENTITY: 4,
  RESPONSE: 5,
  ERROR: 6,
  TYPE: 7,
  CATEGORY: 8,
  FROM_CONSOLE: 9,
} as const;

export interface FieldName {
  readonly name: string;
  readonly kind: keyof typeof KIND;
}

const text = (name: string): FieldName => ({ name, kind: 'TEXT' });
const strange = (name: string): FieldName => ({ name, kind: 'STRANGE' });

/** The fields that are read without parsing. The first four are those without which nothing is a record. */
export const fieldNames: readonly FieldName[] = [
  { name: 'eventTime', kind: 'TIME' },
  { name: 'eventID', kind: 'UUID' },
  text('eventSource'),
  text('eventName'),
  text('awsRegion'),
  text('sourceIPAddress'),
  text('userAgent'),
  text('recipientAccountId'),
  text('vpcEndpointId'),
  text('vpcEndpointAccountId'),
  { name: 'errorCode', kind: 'ERROR' },
  { name: 'errorMessage', kind: 'ERROR' },
  { name: 'eventType', kind: 'TYPE' },
  { name: 'eventCategory', kind: 'CATEGORY' },
  { name: 'sessionCredentialFromConsole', kind: 'FROM_CONSOLE' },
  { name: 'userIdentity', kind: 'IDENTITY' },
  { name: 'responseElements', kind: 'RESPONSE' },
  strange('Records'),
  strange('Events'),
  strange('CloudTrailEvent'),
  strange('digestS3Object'),
  strange('digestEndTime'),
  strange('logFiles'),
  strange('insightDetails'),
];

const ENTRIES = 128;
const ENTRY_WORDS = 16;

/** A hash table without collisions: 128 entries of length, number, kind, slot's address and the name's bytes. */
export interface NameTable {
  readonly words: Uint32Array;
  /** What the last four bytes of a name, plus its length, are multiplied by; the seven highest bits are the entry. */
  readonly factor: number;
}

/** The table for fields whose text slots lie at `addressOf(name)`. */
export function nameTable(addressOf: (name: string) => number): NameTable {
  for (let factor = 0x9e37_79b1; ; factor = (factor + 0x1000_0002) >>> 0) {
    const places = fieldNames.map(({ name }) => Math.imul(lastWord(name) + name.length, factor) >>> 25);
    if (new Set(places).size < places.length) continue;
    const words = new Uint32Array(ENTRIES * ENTRY_WORDS);
    for (const [number, { name, kind }] of fieldNames.entries()) {
      const at = places[number]! * ENTRY_WORDS;
      words.set([name.length, number, KIND[kind], kind === 'TEXT' ? addressOf(name) : 0], at);
      new Uint8Array(words.buffer).set(Buffer.from(name), (at + 4) * 4);
    }
    return { words, factor };
  }
}

function lastWord(name: string): number {
  return Buffer.from(name).readInt32LE(name.length - 4);
}
