const DASH = 0x2d;
const NO_DIGIT = 16;
const DIGITS = new Uint8Array(256).fill(NO_DIGIT);
for (let i = 0; i < 16; i++) {
  DIGITS[i.toString(16).charCodeAt(0)] = i;
  DIGITS[i.toString(16).toUpperCase().charCodeAt(0)] = i;
}

/** `parseUuid` for text that still is bytes. Hot: once a record. */
export function parseUuidBytes(bytes: Uint8Array, start: number, words: Uint32Array, to: number): boolean {
  if (bytes[start + 8] !== DASH || bytes[start + 13] !== DASH) return false;
  if (bytes[start + 18] !== DASH || bytes[start + 23] !== DASH) return false;
  let at = start;
  let wrong = 0;
  for (let word = 0; word < 4; word++) {
    let value = 0;
    for (let i = 0; i < 8; i++) {
      if (bytes[at] === DASH) at++;
      const digit = DIGITS[bytes[at++]!]!;
      wrong |= digit;
      value = (value << 4) | (digit & 15);
    }
    words[to + word] = value;
  }
  return (wrong & NO_DIGIT) === 0 && at === start + 36;
}
