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
  const shift = (code: number): number => (code === 0 ? 0 : baseSize + code);
  const codes = new Uint32Array(REMEMBERED);
  const texts = Array.from<string | null>({ length: REMEMBERED }).fill(null);
  return {
    get size() {
      return baseSize + derived.size;
    },
    get(code) {
      const at = code & (REMEMBERED - 1);
      if (codes[at] === code) return texts[at]!;
      const text = code <= baseSize ? base.get(code) : derived.get(code - baseSize);
      // A code that has no text yet may get one.
      if (text !== null) {
        codes[at] = code;
        texts[at] = text;
      }
      return text;
    },
    find: (text) => base.find(text) || shift(derived.find(text)),
    matching(text) {
      const [isBase, isDerived] = [base.matching(text), derived.matching(text)];
      return (code) => (code <= baseSize ? isBase(code) : isDerived(code - baseSize));
    },
    intern: (text) => base.find(text) || shift(derived.codeOf(text)),
  };
}
