// Hot: several of these are in every record. Random digits may stand in any order, so four are made at once.

const DIGITS = 0x3030_3030;
const LOWER = 'a'.charCodeAt(0) - '0'.charCodeAt(0) - 10;
const UPPER = 'A'.charCodeAt(0) - '0'.charCodeAt(0) - 10;

/** Four digits out of the lower sixteen bits; `letters` is what a letter is further away than a digit would be. */
function fourDigits(bits: number, letters: number): number {
  const bytes = (bits & 0xff) | ((bits & 0xff00) << 8);
  const nibbles = (bytes | (bytes << 4)) & 0x0f0f_0f0f;
  const beyondNine = ((nibbles + 0x0606_0606) >>> 4) & 0x0101_0101;
  return nibbles + DIGITS + beyondNine * letters;
}

/** Eight hexadecimal digits. */
export function writeHex(view: DataView, at: number, word: number): void {
  view.setUint32(at, fourDigits(word, LOWER), true);
  view.setUint32(at + 4, fourDigits(word >>> 16, LOWER), true);
}

/** Eight hexadecimal digits in upper case. */
export function writeUpperHex(view: DataView, at: number, word: number): void {
  view.setUint32(at, fourDigits(word, UPPER), true);
  view.setUint32(at + 4, fourDigits(word >>> 16, UPPER), true);
}

const DASH = '-'.charCodeAt(0);
const FOUR = '4'.charCodeAt(0);
const VARIANTS = new TextEncoder().encode('89ab');

/** A random UUID of version 4, out of four words. */
export function writeUuid(view: DataView, at: number, words: Int32Array, first: number): void {
  const third = words[first + 2]!;
  writeHex(view, at, words[first]!);
  view.setUint8(at + 8, DASH);
  view.setUint32(at + 9, fourDigits(words[first + 1]!, LOWER), true);
  view.setUint8(at + 13, DASH);
  view.setUint32(at + 14, fourDigits(words[first + 1]! >>> 16, LOWER), true);
  view.setUint8(at + 14, FOUR);
  view.setUint8(at + 18, DASH);
  view.setUint32(at + 19, fourDigits(third, LOWER), true);
  view.setUint8(at + 19, VARIANTS[third & 3]!);
  view.setUint8(at + 23, DASH);
  view.setUint32(at + 24, fourDigits(third >>> 16, LOWER), true);
  writeHex(view, at + 28, words[first + 3]!);
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PAIRS = Uint16Array.from(
  { length: 4096 },
  (_, bits) => BASE64.charCodeAt(bits >>> 6) | (BASE64.charCodeAt(bits & 63) << 8),
);
const CHARACTERS = new TextEncoder().encode(BASE64);
const EQUALS = '='.charCodeAt(0);

/** Like S3's `x-amz-id-2`: 76 characters of base64, out of fifteen words. */
export function writeOpaque(view: DataView, at: number, words: Int32Array, first: number): void {
  let end = at;
  for (let draw = 0; draw < 15; draw++) {
    const word = words[first + draw]!;
    view.setUint16(end, PAIRS[word & 0xfff]!, true);
    view.setUint16(end + 2, PAIRS[(word >>> 12) & 0xfff]!, true);
    view.setUint8(end + 4, CHARACTERS[(word >>> 24) & 63]!);
    end += 5;
  }
  view.setUint8(end, EQUALS);
}

const ZERO = '0'.charCodeAt(0);

/** A number of so many digits as it is read: the first is not zero. */
export function writeNumber(view: DataView, at: number, { word, digits }: { word: number; digits: 6 | 8 }): void {
  const least = digits === 6 ? 100_000 : 10_000_000;
  let rest = least + ((word >>> 0) % (9 * least));
  for (let index = digits - 1; index >= 0; index--) {
    const tenth = Math.floor(rest / 10);
    view.setUint8(at + index, ZERO + rest - tenth * 10);
    rest = tenth;
  }
}
