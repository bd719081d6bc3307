import { isUtf8 } from 'node:buffer';
import type { FileOutcome } from '../model/facts.ts';
import { asObject, foreignReasons, recognise, whyNotJson, type JsonObject } from './recognise.ts';
import { createScanner, type ScanSink } from './scan.ts';
import { type Content, unwrap } from './unwrap.ts';
import type { WindowReader } from './read-file.ts';

/** Where records go. */
export interface RecordTaker {
  /** Takes a parsed record. False: it could not be understood. Null: it lies outside the time that was asked for. */
  take(record: JsonObject): boolean | null;
  /** Shows the window that `scan` reads; false where it cannot be read that way. */
  load(bytes: Buffer): boolean;
  /**
   * Takes the record at a position of the window from its bytes, and, with `many`, those behind it in a list. The position
   * behind the last one taken; 0 where the first has to be parsed.
   */
  scan(start: number, many: boolean): number;
  /** How many records the last scan counted. */
  readonly counted: number;
}

/** Reads one file's windows into records and keeps account of what was in it. */
export interface RecordReader extends WindowReader {
  /** What became of the file, after its last window. `fault` is what was wrong with the bytes themselves. */
  outcome(fault: string | null): Omit<FileOutcome, 'source' | 'identity'>;
}

type ForeignKind = keyof typeof foreignReasons;

/** What was found in a file so far. */
interface Account {
  readonly taker: RecordTaker;
  /** What is not ours, in the order in which it was met first. */
  readonly foreign: Set<ForeignKind>;
  /** What was wrong, and how often. */
  readonly reasons: Map<string, number>;
  events: number;
  unreadable: number;
  /** Whether the file is CloudTrail's, if only by an empty list. */
  recognised: boolean;
  notJson: string | null;
  empty: boolean;
  /** Whether the window can be read from its bytes: it is UTF-8 throughout, so that equal bytes and equal texts mean the same. */
  scanned: boolean;
}

/** A reader for one file. */
export function createRecordReader(taker: RecordTaker): RecordReader {
  const account: Account = {
    taker,
    foreign: new Set(),
    reasons: new Map(),
    events: 0,
    unreadable: 0,
    recognised: false,
    notJson: null,
    empty: true,
    scanned: true,
  };
  const scanner = createScanner(sinkInto(account));
  return {
    feed(bytes, end, last) {
      if (end > 0) account.empty = false;
      const sound = isUtf8(bytes.subarray(0, last ? end : wholeCharacters(bytes, end)));
      account.scanned = sound && taker.load(bytes.subarray(0, end));
      const used = scanner.feed(bytes, end, last);
      if (account.notJson === null && !sound) account.reasons.set('invalid UTF-8, read with replacements', 1);
      return used;
    },
    get stopped() {
      return scanner.stopped;
    },
    outcome(fault) {
      if (fault !== null) account.reasons.set(fault, 1);
      const { status, reason } = judge(account);
      return { status, reason, events: account.events, unreadable: account.unreadable };
    },
  };
}

function sinkInto(account: Account): ScanSink {
  const { taker } = account;
  return {
    glance(start, many) {
      if (!account.scanned) return 0;
      const end = taker.scan(start, many);
      if (end === 0) return 0;
      account.recognised = true;
      account.events += taker.counted;
      return end;
    },
    object(bytes, start, end) {
      const value = parse(bytes.toString('utf8', start, end));
      if (value === undefined) refuse(account, NOT_JSON);
      else takeObject(account, value);
    },
    text(bytes, start, end) {
      const text: unknown = parse(bytes.toString('utf8', start, end));
      // A list of names is somebody else's, or damage; a text of JSON is a record as LookupEvents gives it.
      if (typeof text === 'string' && text.trimStart().startsWith('{')) takeText(account, text);
      else refuse(account, NOT_RECORD);
    },
    unreadable: (reason) => refuse(account, reason),
    fault: (reason) => void account.reasons.set(reason, 1),
    notJson(bytes) {
      account.notJson = whyNotJson(bytes);
    },
    list() {
      account.recognised = true;
    },
  };
}

const NOT_JSON = 'a record is not valid JSON';
const NOT_RECORD = 'an element of the list is not a record';
const LACKING = 'a record lacks what every CloudTrail record has';

function refuse(account: Account, reason: string): void {
  account.unreadable++;
  account.reasons.set(reason, (account.reasons.get(reason) ?? 0) + 1);
}

function takeObject(account: Account, value: unknown): void {
  const object = asObject(value);
  const kind = object === null ? null : recognise(object);
  if (object === null || kind === null) refuse(account, NOT_RECORD);
  else if (kind === 'record') takeRecord(account, object);
  else if (kind === 'lookup') takeText(account, object['CloudTrailEvent'] as string);
  else if (kind === 'records') takeList(account, object['Records'] as unknown[]);
  else if (kind === 'lookups') takeList(account, object['Events'] as unknown[]);
  else if (kind === 'foreign') takeForeign(account, object, 0);
  else account.foreign.add(kind);
}

/** Wrappers stand in wrappers: a search answers a list of documents, of which each holds its record as a text. */
const DEEPEST = 3;

/** What is no record may be a wrapper around some. What else stands in one is somebody else's. */
function takeForeign(account: Account, object: JsonObject, depth: number): void {
  const content = depth < DEEPEST ? unwrap(object) : null;
  if (content === null) account.foreign.add('foreign');
  else if ('unreadable' in content) refuse(account, content.unreadable);
  else for (const one of content) takeContent(account, one, depth + 1);
}

function takeContent(account: Account, content: Content, depth: number): void {
  const object = asObject(typeof content === 'string' ? parse(content) : content);
  const kind = object === null ? 'foreign' : recognise(object);
  if (object !== null && kind === 'record') takeRecord(account, object);
  else if (object !== null && kind === 'foreign') takeForeign(account, object, depth);
  else account.foreign.add(kind === 'insight' || kind === 'aggregated' ? kind : 'foreign');
}

function takeRecord(account: Account, record: JsonObject): void {
  account.recognised = true;
  const taken = account.taker.take(record);
  if (taken === true) account.events++;
  else if (taken === false) refuse(account, LACKING);
}

function takeList(account: Account, list: readonly unknown[]): void {
  account.recognised = true;
  for (const element of list) {
    // Lists inside lists are nobody's format, and would be the attacker's way into our call stack.
    const kind = recognise(asObject(element) ?? {});
    if (kind === 'records' || kind === 'lookups') refuse(account, NOT_RECORD);
    else takeObject(account, element);
  }
}

/** `CloudTrailEvent` of LookupEvents: the record as a JSON text. */
function takeText(account: Account, text: string): void {
  account.recognised = true;
  const value = parse(text);
  const record = asObject(value);
  const kind = record === null ? null : recognise(record);
  if (value === undefined) refuse(account, NOT_JSON);
  else if (record !== null && kind === 'record') takeRecord(account, record);
  else if (kind === 'insight' || kind === 'aggregated') account.foreign.add(kind);
  else refuse(account, NOT_RECORD);
}

function judge({
  reasons,
  notJson,
  events,
  empty,
  foreign,
  recognised,
}: Account): Pick<FileOutcome, 'status' | 'reason'> {
  if (notJson !== null) reasons.set(notJson, 1);
  if (reasons.size > 0)
    return { status: events > 0 ? 'partial' : 'skipped', reason: [...reasons].map(counted).join('; ') };
  if (events > 0) return { status: 'read', reason: null };
  const [kind] = foreign;
  if (empty) return { status: 'foreign', reason: 'empty file' };
  if (kind !== undefined) return { status: 'foreign', reason: foreignReasons[kind] };
  return recognised ? { status: 'read', reason: null } : { status: 'foreign', reason: foreignReasons.foreign };
}

/** A record that cannot be understood is counted and shown: whoever reads the line must see whether it was one or all. */
const counted = ([reason, times]: readonly [string, number]): string =>
  times > 1 ? `${reason} (${times} times)` : reason;

/** The end of the last character that is whole, in a window that may end inside one. */
function wholeCharacters(bytes: Buffer, end: number): number {
  for (let back = 1; back <= 3 && back <= end; back++) {
    const byte = bytes[end - back]!;
    if (byte >= 0xc0) return end - back;
    if (byte < 0x80) return end;
  }
  return end;
}

/** `undefined` is no JSON value, so it says "not JSON". */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
