/** What the value of a member is to the tally; the numbers are those of its WebAssembly text. */
export const MEMBER = {
  MEMBER_TEXT: 1,
  /** A text that CloudTrail may hide. */
  MEMBER_KEY: 2,
  /** As nearly all times of a trail are written: `2023-07-10T12:03:25Z`. */
  MEMBER_TIME: 3,
  MEMBER_FLAG: 4,
  MEMBER_OBJECT: 5,
  /** A time in any of CloudTrail's formats. */
  MEMBER_ANY_TIME: 6,
  MEMBER_COUNT: 7,
  MEMBER_UUID: 8,
  /** Whoever has it says more than is read here. */
  MEMBER_STRANGE: 9,
} as const;

/** What is read of a member, and to which address; of an object, which of its members are. */
export type Value =
  | { readonly kind: Exclude<keyof typeof MEMBER, 'MEMBER_OBJECT' | 'MEMBER_STRANGE'>; readonly at: number }
  | { readonly kind: 'MEMBER_STRANGE' }
  | { readonly members: Members };

export interface Members {
  readonly [name: string]: Value;
}

const ENTRY_BYTES = 48;
const NAME_AT = 16;

/**
 * Members as the module looks them up, to lie at `base`: for each object where its entries begin and end, first of all for
 * the roots, then the entries. Below one root each has a bit of its own, so that a member which is there twice is noticed.
 */
export function memberTable(roots: readonly Members[], base: number): Uint8Array {
  const objects = roots.map((members, root) => ({ members, root }));
  for (const { members, root } of objects) {
    for (const value of Object.values(members)) if ('members' in value) objects.push({ members: value.members, root });
  }
  const bits = roots.map(() => 0);
  const first = objects.length * 8;
  const length = objects.reduce((sum, { members }) => sum + Object.keys(members).length, 0);
  const bytes = Buffer.alloc(first + length * ENTRY_BYTES);
  let at = first;
  for (const [number, { members, root }] of objects.entries()) {
    bytes.writeUInt32LE(base + at, number * 8);
    for (const [name, value] of Object.entries(members)) {
      const kind = 'members' in value ? 'MEMBER_OBJECT' : value.kind;
      bytes.writeUInt32LE(name.length, at);
      bytes.writeUInt32LE(MEMBER[kind], at + 4);
      bytes.writeUInt32LE(targetOf(value, objects), at + 8);
      if (kind !== 'MEMBER_STRANGE') bytes.writeUInt32LE((1 << bits[root]!++) >>> 0, at + 12);
      bytes.write(name, at + NAME_AT);
      at += ENTRY_BYTES;
    }
    bytes.writeUInt32LE(base + at, number * 8 + 4);
  }
  if (bits.some((count) => count > 32)) throw new RangeError('more members than bits');
  return bytes;
}

/** An address; of an object, its number. */
function targetOf(value: Value, objects: readonly { readonly members: Members }[]): number {
  if ('members' in value) return objects.findIndex(({ members }) => members === value.members);
  return 'at' in value ? value.at : 0;
}
