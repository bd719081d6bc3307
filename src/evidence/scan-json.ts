import { grown } from '../lib/grown.ts';

/**
 * JSON's grammar over bytes, without objects. Hot: every byte of every record goes through here. A buffer has a NUL behind
 * its last byte; NUL stands nowhere in JSON, so the loops stop there and need not count. No recursion: depth is the
 * attacker's to choose.
 *
 * Every function takes the position where something begins and gives the position behind it, or the complement (`~at`) of
 * the position where it stops being JSON. Where that lies at the end of the buffer, more bytes may complete it.
 */
const TAB = 0x09;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
export const QUOTE = 0x22;
const PLUS = 0x2b;
export const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
export const COLON = 0x3a;
const CAPITAL_E = 0x45;
export const OPEN_LIST = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_LIST = 0x5d;
const SMALL_E = 0x65;
const SMALL_U = 0x75;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;

/** 1 for what may stand in a string as it is. */
export const PLAIN = new Uint8Array(256).fill(1, SPACE);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;
/** 1 for what may follow a backslash, `u` apart. */
const ESCAPED = new Uint8Array(256);
for (const character of '"\\/bfnrt') ESCAPED[character.charCodeAt(0)] = 1;
const HEX = new Uint8Array(256);
for (const character of '0123456789abcdefABCDEF') HEX[character.charCodeAt(0)] = 1;

/** Skips JSON's four white-space characters. */
export function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const c = bytes[at]!;
    if (c > SPACE || (c !== SPACE && c !== LINE_FEED && c !== RETURN && c !== TAB)) return at;
    at++;
  }
}

/** Skips a string from its opening quote. */
export function skipString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  for (;;) {
    while (PLAIN[bytes[at]!] === 1) at++;
    if (bytes[at] === QUOTE) return at + 1;
    if (bytes[at] !== BACKSLASH) return ~at;
    at = skipEscape(bytes, at);
    if (at < 0) return at;
  }
}

function skipEscape(bytes: Uint8Array, start: number): number {
  const at = start + 1;
  if (ESCAPED[bytes[at]!] === 1) return at + 1;
  if (bytes[at] !== SMALL_U) return ~at;
  for (let i = 1; i <= 4; i++) if (HEX[bytes[at + i]!] !== 1) return ~(at + i);
  return at + 5;
}

/** Open containers of the value being skipped: 1 for an object, 0 for a list. */
let open = new Uint8Array(256);

/** Skips any value, which begins at `start` without white space before it. */
export function skipValue(bytes: Uint8Array, start: number): number {
  const c = bytes[start]!;
  if (c === QUOTE) return skipString(bytes, start);
  if (c !== OPEN_OBJECT && c !== OPEN_LIST) return skipWord(bytes, start);
  let at = start;
  depthNow = 0;
  opened = false;
  do {
    const first = bytes[at]!;
    if (first === QUOTE) at = skipString(bytes, at);
    else if (first === OPEN_OBJECT || first === OPEN_LIST) at = skipOpening(bytes, at);
    else at = skipWord(bytes, at);
    // An opening leads to its first value, all else to what comes after a value.
    if (at >= 0 && !opened) at = skipToNextValue(bytes, at, depthNow);
    if (at < 0) return at;
    opened = false;
  } while (depthNow > 0);
  return at;
}

/** Second result of `skipOpening`: whether a value begins where it came to. */
let opened = false;

/** Enters an object or list, up to its first value; an empty one is left again. */
function skipOpening(bytes: Uint8Array, start: number): number {
  const isObject = bytes[start] === OPEN_OBJECT;
  const at = skipSpace(bytes, start + 1);
  if (bytes[at] === (isObject ? CLOSE_OBJECT : CLOSE_LIST)) return at + 1;
  if (depthNow === open.length) open = grown(open);
  open[depthNow++] = isObject ? 1 : 0;
  opened = true;
  return isObject ? skipName(bytes, at) : at;
}

/** Second result of `skipToNextValue`: how many containers are open. */
let depthNow = 0;

/** After a value inside `depth` containers: closes those that end here; stops where the next value begins, or at depth 0. */
function skipToNextValue(bytes: Uint8Array, start: number, depthBefore: number): number {
  let at = start;
  let depth = depthBefore;
  depthNow = 0;
  while (depth > 0) {
    at = skipSpace(bytes, at);
    const c = bytes[at]!;
    const inObject = open[depth - 1] === 1;
    if (c === COMMA) {
      at = skipSpace(bytes, at + 1);
      depthNow = depth;
      return inObject ? skipName(bytes, at) : at;
    }
    if (c !== (inObject ? CLOSE_OBJECT : CLOSE_LIST)) return ~at;
    at++;
    depth--;
  }
  return at;
}

/** Skips a name, its colon and the white space around, up to the value. */
export function skipName(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== QUOTE) return ~start;
  let at = skipString(bytes, start);
  if (at < 0) return at;
  if (bytes[at] !== COLON) {
    at = skipSpace(bytes, at);
    if (bytes[at] !== COLON) return ~at;
  }
  return skipSpace(bytes, at + 1);
}

const WORDS = ['true', 'false', 'null'].map((word) => Buffer.from(word));

/** Skips a number or `true`, `false`, `null`. */
function skipWord(bytes: Uint8Array, start: number): number {
  const c = bytes[start]!;
  if (c === MINUS || (c >= ZERO && c <= NINE)) return skipNumber(bytes, start);
  const word = WORDS.find((candidate) => candidate[0] === c);
  if (word === undefined) return ~start;
  for (let i = 1; i < word.length; i++) if (bytes[start + i] !== word[i]) return ~(start + i);
  return start + word.length;
}

function skipNumber(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start;
  if (bytes[at] === ZERO) at++;
  else at = skipDigits(bytes, at);
  if (at >= 0 && bytes[at] === POINT) at = skipDigits(bytes, at + 1);
  if (at < 0 || (bytes[at] !== SMALL_E && bytes[at] !== CAPITAL_E)) return at;
  at++;
  return skipDigits(bytes, bytes[at] === PLUS || bytes[at] === MINUS ? at + 1 : at);
}

function skipDigits(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at]! >= ZERO && bytes[at]! <= NINE) at++;
  return at === start ? ~at : at;
}

/** Where a damaged object or list ends, by its brackets and strings alone, complement as above. */
export function skipDamaged(bytes: Uint8Array, start: number, end: number): number {
  const loose = createLooseSkip();
  const at = loose(bytes, start, end);
  return at === -1 ? ~end : at;
}

/** Counts brackets outside strings over any number of buffers: gives the position behind the last one, -1 for "not yet". */
export function createLooseSkip(): (bytes: Uint8Array, start: number, end: number) => number {
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** Whether the value ends with this byte, which is outside strings. */
  const closes = (c: number): boolean => {
    if (c === OPEN_OBJECT || c === OPEN_LIST) depth++;
    return (c === CLOSE_OBJECT || c === CLOSE_LIST) && --depth === 0;
  };
  return (bytes, start, end) => {
    for (let at = start; at < end; at++) {
      const c = bytes[at]!;
      if (escaped) escaped = false;
      else if (c === QUOTE) {
        inString = !inString;
        if (!inString && depth === 0) return at + 1;
      } else if (inString) escaped = c === BACKSLASH;
      else if (closes(c)) return at + 1;
    }
    return -1;
  };
}
