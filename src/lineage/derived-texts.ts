import { joinTexts } from '../lib/join-texts.ts';
import { createTexts } from '../lib/text-pool.ts';
import type { TextPool } from '../model/columns.ts';

/** A pool that says what the case's pool says, and takes further texts that no record holds as such. */
export interface DerivedTexts extends TextPool {
  /** The code of a text, a new one where no pool has it yet; 0 for the empty text. */
  intern(text: string): number;
}

/** Names of events, services, types and roles are asked for over and over: so many texts are not made from their bytes anew. */
const REMEMBERED = 1024;

/** Codes of `base` stay as they are, derived texts are counted on after them. */
export function derivedTexts(base: TextPool): DerivedTexts {
  const baseSize = base.size;
  const derived = createTexts();
  const joined = joinTexts(base, baseSize, derived);
  const codes = new Uint32Array(REMEMBERED);
  const texts = Array.from<string | null>({ length: REMEMBERED }).fill(null);
  return {
    get size() {
      return joined.size;
    },
    get(code) {
      const at = code & (REMEMBERED - 1);
      if (codes[at] === code) return texts[at]!;
      const text = joined.get(code);
      // A code that has no text yet may get one.
      if (text !== null) {
        codes[at] = code;
        texts[at] = text;
      }
      return text;
    },
    find: joined.find,
    matching: joined.matching,
    inOrder: joined.inOrder,
    intern(text) {
      if (text === '') return 0;
      return base.find(text) || baseSize + derived.codeOf(text);
    },
  };
}
