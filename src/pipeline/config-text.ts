import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
  type ParseErrorCode,
} from 'jsonc-parser';

export type ConfigPath = readonly (string | number)[];

/** Something wrong, and where: a path into the configuration, and whether the key or its value is meant. */
export interface ConfigIssue {
  readonly path: ConfigPath;
  readonly on: 'key' | 'value';
  /** To be read after the path. */
  readonly message: string;
}

/** A configuration file as people write it: JSON with comments and trailing commas, and the place of everything in it. */
export interface ConfigText {
  readonly content: unknown;
  /** What is no JSON, `line:column: message` each. While there is any, `content` cannot be relied on. */
  readonly syntaxErrors: readonly string[];
  /** Keys that are given twice, where one would be lost, `line:column: message` each. */
  readonly twice: readonly string[];
  /** `line:column` of an issue, from 1; of the nearest thing around it where the path leads to nothing. */
  placeOf(issue: Pick<ConfigIssue, 'path' | 'on'>): string;
}

export function parseConfigText(text: string): ConfigText {
  const clean = text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text;
  const errors: ParseError[] = [];
  const root = parseTree(clean, errors, { allowTrailingComma: true });
  const lineStarts = [0, ...Array.from(clean.matchAll(/\r\n|\n|\r/g), (end) => end.index + end[0].length)];
  const place = (offset: number): string => {
    let line = lineStarts.findLastIndex((start) => start <= offset);
    line = Math.max(line, 0);
    return `${line + 1}:${offset - lineStarts[line]! + 1}`;
  };
  const placeOf = ({ path, on }: Pick<ConfigIssue, 'path' | 'on'>): string =>
    root === undefined ? '1:1' : place(nodeFor(root, path, on).offset);
  return {
    content: root === undefined ? undefined : (getNodeValue(root) as unknown),
    syntaxErrors: firstOfLine(errors.map(({ error, offset }) => `${place(offset)}: ${syntaxWords(error)}`)),
    twice: root === undefined ? [] : keysGivenTwice(root, place, []),
    placeOf,
  };
}

/** The node of a path, or of the longest part of it that leads somewhere. */
function nodeFor(root: Node, path: ConfigPath, on: 'key' | 'value'): Node {
  for (let length = path.length; length > 0; length--) {
    const value = findNodeAtLocation(root, path.slice(0, length));
    if (value === undefined) continue;
    const property = value.parent;
    const isKey = on === 'key' && length === path.length && property?.type === 'property';
    return isKey ? property.children![0]! : value;
  }
  return root;
}

function keysGivenTwice(node: Node, place: (offset: number) => string, path: ConfigPath): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  (node.children ?? []).forEach((child, index) => {
    if (node.type !== 'object') {
      found.push(...keysGivenTwice(child, place, [...path, index]));
      return;
    }
    const [name, value] = child.children ?? [];
    if (name === undefined) return;
    const key = name.value as string;
    if (seen.has(key)) found.push(`${place(name.offset)}: ${pathText([...path, key])}: is given twice`);
    seen.add(key);
    if (value !== undefined) found.push(...keysGivenTwice(value, place, [...path, key]));
  });
  return found;
}

/** `rules.token-chain.severity`, `suppressions[0].owner`. */
export function pathText(path: ConfigPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const key = /^[\w$-]+$/.test(step) ? step : JSON.stringify(step);
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

const words: Readonly<Record<string, string>> = {
  InvalidSymbol: 'no JSON: texts need double quotes, and only true, false, null and numbers go without',
  InvalidNumberFormat: 'no JSON: a number is written wrongly',
  PropertyNameExpected: 'a key in double quotes is expected',
  ValueExpected: 'a value is expected',
  ColonExpected: 'a colon is expected',
  CommaExpected: 'a comma is expected',
  CloseBraceExpected: '} is expected',
  CloseBracketExpected: '] is expected',
  EndOfFileExpected: 'nothing more is expected after the end',
  UnexpectedEndOfComment: 'a comment is not closed',
  UnexpectedEndOfString: 'a text is not closed',
  InvalidUnicode: 'a \\u needs four hexadecimal digits',
  InvalidEscapeCharacter: 'a backslash in a text must be doubled, or escape " \\ / b f n r t u',
  InvalidCharacter: 'a text holds a control character',
};

/** What follows an error on its line mostly follows from it. */
function firstOfLine(errors: readonly string[]): string[] {
  const lineOf = (error: string): string => error.slice(0, error.indexOf(':'));
  return errors.filter((error, i) => i === 0 || lineOf(error) !== lineOf(errors[i - 1]!));
}

function syntaxWords(code: ParseErrorCode): string {
  const name = printParseErrorCode(code);
  return words[name] ?? `no JSON (${name})`;
}
