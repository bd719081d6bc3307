import {
  BACKSLASH,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_OBJECT,
  PLAIN,
  QUOTE,
  skipSpace,
  skipString,
  skipValue,
} from './scan-json.ts';

const CREDENTIAL = Buffer.from('cred');
const ROLE_CREDENTIAL = Buffer.from('roleCred');

/**
 * Second result of `skipResponse`: whether the response may hold a minted credential (`credentials`, `credentialSet`,
 * `roleCredentials`; whatever begins like them is for the parser to judge).
 */
export let mayMint = false;

/** Skips `responseElements`: the position behind it, 0 or less where it is no JSON. */
export function skipResponse(bytes: Uint8Array, start: number): number {
  mayMint = false;
  if (bytes[start] !== OPEN_OBJECT) return skipValue(bytes, start);
  let at = skipSpace(bytes, start + 1);
  if (bytes[at] === CLOSE_OBJECT) return at + 1;
  for (;;) {
    if (bytes[at] !== QUOTE) return 0;
    mayMint ||= isCredentialName(bytes, at + 1);
    at = skipString(bytes, at);
    if (at < 0) return at;
    at = skipSpace(bytes, at);
    if (bytes[at] !== COLON) return 0;
    at = skipValue(bytes, skipSpace(bytes, at + 1));
    if (at < 0) return at;
    at = skipSpace(bytes, at);
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    if (bytes[at] !== COMMA) return 0;
    at = skipSpace(bytes, at + 1);
  }
}

function isCredentialName(bytes: Uint8Array, start: number): boolean {
  if (beginsWith(bytes, start, CREDENTIAL) || beginsWith(bytes, start, ROLE_CREDENTIAL)) return true;
  let at = start;
  while (PLAIN[bytes[at]!] === 1) at++;
  return bytes[at] === BACKSLASH;
}

function beginsWith(bytes: Uint8Array, start: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text[i]) return false;
  return true;
}
