import { forTerminal } from '../../lib/neutralise.ts';

export interface TextCoder {
  /** The code of a text, 0 for null. */
  code(text: string | null): number;
  /** Neutral texts by code. */
  readonly list: readonly string[];
}

/** Gives each text a number, in the order of appearance, and keeps it in a form that can be shown. */
export function createTextCoder(limit?: number): TextCoder {
  const codes = new Map<string, number>();
  const list = [''];
  return {
    list,
    code(text) {
      if (text === null) return 0;
      const known = codes.get(text);
      if (known !== undefined) return known;
      codes.set(text, list.length);
      list.push(forTerminal(text, limit === undefined ? {} : { limit }));
      return list.length - 1;
    },
  };
}
