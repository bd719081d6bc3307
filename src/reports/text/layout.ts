import type { Ink, Style } from './ink.ts';

/** A piece of a line: its text is plain, so that its width can be counted; colour is added when the line is made. */
export interface Cell {
  readonly text: string;
  readonly style?: Style;
  /** Columns that the cell takes; as many as its text if left out. A longer text is cut. */
  readonly width?: number;
  readonly align?: 'right';
}

const plainText = /^[ -~]*$/;
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const mark = /\p{Mn}|\p{Me}/u;

/** Columns of a terminal that a text takes: East Asian letters and emoji take two, combining marks none. */
export function widthOf(text: string): number {
  if (plainText.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

function columnsOf(character: string): number {
  if (mark.test(character)) return 0;
  return wide.test(character) || character.codePointAt(0)! > 0x1ffff ? 2 : 1;
}

/** Cuts a text to a width; that something is missing is shown. */
export function clip(text: string, width: number, ink: Ink): string {
  if (widthOf(text) <= width) return text;
  const sign = ink.glyphs.cut.slice(0, width);
  let left = width - sign.length;
  // Names are plain nearly always, and each of their characters takes one column.
  if (plainText.test(text)) return text.slice(0, left) + sign;
  let kept = '';
  for (const character of text) {
    left -= columnsOf(character);
    if (left < 0) break;
    kept += character;
  }
  return kept + sign;
}

/** One line of cells side by side, without blanks at its end. */
export function line(cells: readonly Cell[], ink: Ink): string {
  let last = cells.length - 1;
  while (last >= 0 && cells[last]!.text === '') last--;
  let drawnSoFar = '';
  for (let i = 0; i <= last; i++) drawnSoFar += drawn(cells[i]!, i === last, ink);
  return drawnSoFar;
}

function drawn({ text, style, width, align }: Cell, isLast: boolean, ink: Ink): string {
  const shown = width === undefined ? text : clip(text, width, ink);
  const gap = width === undefined ? '' : ' '.repeat(Math.max(0, width - widthOf(shown)));
  const painted = style === undefined ? shown : ink.paint(style, shown);
  if (align === 'right') return gap + painted;
  return isLast ? painted : painted + gap;
}

/** Breaks a text at spaces. A word that is longer than a line gets a line of its own and is cut there. */
export function wrap(text: string, width: number, ink: Ink): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (widthOf(longer) <= width) {
      current = longer;
      continue;
    }
    if (current !== '') lines.push(current);
    current = clip(word, width, ink);
  }
  if (current !== '') lines.push(current);
  return lines;
}

/** Words as a shell takes them: quotes keep blanks together. */
const shellWords = /(?:'[^']*'|\\.|[^\s'\\])+/g;

/**
 * A command on lines of its own that can be pasted: what is too long for one goes on behind a backslash, as shells take it. Nothing of it
 * is cut, and it begins further left before it is broken.
 */
export function commandLines(command: string, { indent, width }: { indent: number; width: number }): string[] {
  const left = Math.min(indent, Math.max(0, width - widthOf(command)));
  if (left + widthOf(command) <= width) return [' '.repeat(left) + command];
  const lines: string[] = [];
  let current = '';
  for (const part of optionsOf(command)) {
    const longer = current === '' ? part : `${current} ${part}`;
    if (current === '' || widthOf(longer) + 2 <= width) current = longer;
    else {
      lines.push(`${current} \\`);
      current = `  ${part}`;
    }
  }
  return [...lines, current];
}

/** A command broken before each of its options: what belongs to one stays with it. */
function optionsOf(command: string): string[] {
  const parts: string[] = [];
  for (const word of command.match(shellWords) ?? []) {
    if (parts.length === 0 || word.startsWith('-')) parts.push(word);
    else parts.push(`${parts.pop()!} ${word}`);
  }
  return parts;
}
