import { forTerminal } from '../../lib/neutralise.ts';
import type { ApiReference } from '../../model/containment.ts';
import { CUT_OFF, type Argument } from './cli-arguments.ts';

/** What a terminal or an editor would obey, or not show. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** A word of bash that means exactly this text. */
export function quote(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (!unseen.test(text) && !text.endsWith('\\')) return `'${text.replaceAll("'", "'\\''")}'`;
  const shown = Array.from(text, (character) => {
    if (character === "'" || character === '\\') return `\\${character}`;
    // Byte by byte, so that it does not depend on the locale.
    return unseen.test(character) ? Array.from(Buffer.from(character), octal).join('') : character;
  });
  return `$'${shown.join('')}'`;
}

/** Three digits end by themselves; of hexadecimal ones bash would take what follows as well. */
const octal = (byte: number): string => `\\${byte.toString(8).padStart(3, '0')}`;

/** Text for a comment or a message: one line of plain characters, whatever is in it. */
export const clean = (text: string, limit = 1_000): string => forTerminal(text, { ascii: true, limit });

/** An argument as a word: what is known is quoted, what is not is read when it runs. */
export function word(argument: Argument, variableOf: (reference: ApiReference) => string): string {
  const isWhole = argument.length === 1;
  const parts = argument.map((piece) => {
    if (typeof piece === 'string') return quote(piece);
    if (piece === CUT_OFF) return '"$cut_off"';
    if (piece.ref.from === 'each') return '"$one"';
    // Alone it is a text, inside a document it is JSON.
    return isWhole ? `"$(plain ${variableOf(piece)})"` : `"$(json ${variableOf(piece)})"`;
  });
  return parts.join('') || "''";
}

/** A command over several lines: the verb on the first, an option and its value on each of the others. */
export function command(words: readonly string[], indent = '  '): string {
  const lines: string[] = [];
  for (const one of words) {
    const last = lines.at(-1);
    const joins = last !== undefined && (lines.length === 1 || /^--[\w-]+$/.test(last)) && !one.startsWith('--');
    if (joins) lines[lines.length - 1] = `${last} ${one}`;
    else lines.push(one);
  }
  return lines.join(` \\\n${indent}    `);
}
