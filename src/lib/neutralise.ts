/**
 * Everything textual in a trail may be written by the attacker: user agents, session names, tags, even addresses. Each
 * medium has its own way of being spoken to, so each has its own function. All of them show what cannot be seen (escape
 * sequences, line ends, bidirectional overrides, zero-width characters) as `\x1b`, `\n`, `\u202e`.
 */

/** No name, agent or reason that a person writes is longer; what is longer is there to hide something. */
const DEFAULT_LIMIT = 240;
/** Excel holds 32,767 UTF-16 units a cell, and spills the rest of a longer CSV field over the next rows. */
const CELL_LIMIT = 32_000;

const plainText = /^[ -~]*$/;
/**
 * Controls, format characters, lone surrogates, private use, line and paragraph separators, everything that has no shape
 * of its own, spaces that are not the space, and from the third on the marks that pile up on one letter.
 */
const unseen =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}|(?<=\p{M}\p{M})\p{M}/gu;
const notAscii = /[^ -~]/gu;
const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** For one line of a terminal or a text file. With `ascii`, everything outside ASCII is shown by its code. */
export function forTerminal(text: string, options: { limit?: number; ascii?: boolean } = {}): string {
  return show(text, { limit: options.limit ?? DEFAULT_LIMIT, ascii: options.ascii ?? false });
}

/** For the text of a spreadsheet cell that is stored as text and therefore never computed. */
export function forSheet(text: string): string {
  return show(text, { limit: CELL_LIMIT, ascii: false });
}

/** For a field of a CSV file: a spreadsheet that opens it must not take it for a formula. Quotes are added where needed. */
export function forCsv(text: string): string {
  const shown = forSheet(text);
  const safe = /^\s*[=+\-@＝＋－＠]/u.test(shown) ? `'${shown}` : shown;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * For running text of a Markdown document, tables included. `@` is followed by an empty comment: nothing else keeps
 * renderers from making links of addresses and messages to people of `@names`.
 */
export function forMarkdown(text: string): string {
  return forTerminal(text, { limit: 2_000 })
    .replaceAll(/[\\`*_{}[\]()#|~!$^]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/:(?=\/\/)/g, '\\:')
    .replaceAll(/www\./gi, (www) => `${www.slice(0, 3)}\\.`)
    .replaceAll('@', '@<!-- -->')
    .replace(/^(\s*\d*)([-+=.])/, '$1\\$2');
}

/** For a code span of a Markdown table: nothing inside it is read as markup. */
export function forMarkdownCode(text: string): string {
  const shown = forTerminal(text);
  if (shown === '') return '';
  const runs = shown.match(/`+/g) ?? [];
  const fence = '`'.repeat(1 + runs.reduce((longest, run) => Math.max(longest, run.length), 0));
  const padded = /^[` ]|[` ]$/.test(shown) ? ` ${shown} ` : shown;
  // Tables split at every pipe, in code spans too; a backslash before it keeps it, if it is not itself kept by another.
  const cells = padded.replaceAll(/\\*\|/g, (run) => (run === '|' ? '\\|' : `${run.slice(0, -1)}\\x7c`));
  return `${fence}${cells}${fence}`;
}

/** For the text of an HTML element or a quoted attribute. */
export function forHtml(text: string): string {
  return forTerminal(text, { limit: CELL_LIMIT }).replaceAll(/[&<>"'`=]/g, (c) => `&#${c.charCodeAt(0)};`);
}

const obeyedInJson = /[\u007f-\u009f]|\p{Cf}|\p{Zl}|\p{Zp}/gu;

/** For JSON, given as text: what it allows but a terminal obeys goes as `\uXXXX`, so that the data stay exact. */
export function forJson(json: string): string {
  return json.replaceAll(obeyedInJson, (character) => {
    let code = '';
    for (let i = 0; i < character.length; i++) code += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
    return code;
  });
}

/** What is left out is said, and the result, mark included, keeps within the limit: to show twice is to show once. */
function show(text: string, { limit, ascii }: { limit: number; ascii: boolean }): string {
  const shown = reveal(text.length > limit ? text.slice(0, limit) : text, ascii ? notAscii : unseen);
  if (text.length <= limit && shown.length <= limit) return shown;
  const mark = `${ascii ? '...' : '…'} (${text.length} characters)`;
  let end = Math.max(0, limit - mark.length);
  const last = shown.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end--;
  return shown.slice(0, end) + mark;
}

function reveal(text: string, what: RegExp): string {
  return plainText.test(text) ? text : text.replaceAll(what, (c) => named[c] ?? codeOf(c));
}

function codeOf(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
