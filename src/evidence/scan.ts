import { RECORD_LIMIT_BYTES } from './read-limits.ts';
import {
  BACKSLASH,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COMMA,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
  createLooseSkip,
  skipDamaged,
  skipName,
  skipSpace,
  skipString,
  skipValue,
} from './scan-json.ts';

/** Who is told what a file holds, in the order of the file. */
export interface ScanSink {
  /**
   * An object begins where a record may stand. The position behind it, and, with `many`, behind others that follow it in the
   * list, where all was read of them; 0 where it is to be found out in full and handed to `object`.
   */
  glance(start: number, many: boolean): number;
  /**
   * What should be a JSON object, between two positions: an element of a list of records, or a document of its own. Its
   * grammar may be broken inside.
   */
  object(bytes: Buffer, start: number, end: number): void;
  /** A JSON string where a record may stand, between two positions: what a query of LookupEvents for one field answers. */
  text(bytes: Buffer, start: number, end: number): void;
  /** Something stands where a record should, and is none. */
  unreadable(reason: string): void;
  /** Reading goes on or ends for a reason that concerns the file. */
  fault(reason: string): void;
  /** The file does not begin like JSON. */
  notJson(bytes: Buffer): void;
  /** A list of records began, however many it holds. */
  list(): void;
}

/** Finds the records of a file, a window at a time. */
export interface Scanner {
  /**
   * Reads what is whole in the first `end` bytes, behind which a NUL stands, and gives the position of what is not; the next
   * window begins with that. `last` says that nothing follows.
   */
  feed(bytes: Buffer, end: number, last: boolean): number;
  /** Whether the rest of the file need not be read. */
  readonly stopped: boolean;
}

/** A window, up to `end`; `last` says that nothing follows. */
interface Window {
  readonly bytes: Buffer;
  readonly end: number;
  readonly last: boolean;
}

/** Reads on from a position and gives the one that it came to; MORE where the window ends too early. */
type Step = (scan: Scan, window: Window, at: number) => number;

interface Scan {
  readonly sink: ScanSink;
  step: Step;
  /** Whether the list being read is a member of an object. */
  listInObject: boolean;
  needComma: boolean;
  /** Documents begun so far. */
  documents: number;
  /** Inside an object too large to be parsed in which no list of records was met yet. */
  withoutList: boolean;
  stopped: boolean;
}

const LINE_FEED = 0x0a;
const LIST_NAMES = ['"Records"', '"Events"'].map((name) => Buffer.from(name));
/** Lists of what wraps a record each (see `unwrap.ts`), for a document too large to be parsed: elsewhere such a name says little. */
const WRAPPED_NAMES = ['"events"', '"logEvents"', '"results"', '"data"'].map((name) => Buffer.from(name));
const CUT = 'JSON is cut off';
const TOO_LARGE = 'a record of more than 16 MB';
const SYNTAX = 'JSON syntax error between records';
const MORE = -1;

/**
 * A file is a run of documents: `{"Records": [...]}`, answers of LookupEvents, bare lists, single records, one or one a
 * line. Lists are walked an element at a time, so that a file of gigabytes on one line needs a window, not itself.
 */
export function createScanner(sink: ScanSink): Scanner {
  const scan: Scan = {
    sink,
    step: readDocument,
    listInObject: false,
    needComma: false,
    documents: 0,
    withoutList: false,
    stopped: false,
  };
  return {
    feed: (bytes, end, last) => feed(scan, { bytes, end, last }),
    get stopped() {
      return scan.stopped;
    },
  };
}

function feed(scan: Scan, window: Window): number {
  const { bytes, end, last } = window;
  let at = 0;
  while (!scan.stopped) {
    if (scan.step !== readLine) at = skipSpace(bytes, at);
    if (at >= end) break;
    const next = scan.step(scan, window, at);
    if (next === MORE) return scan.stopped ? end : at;
    at = next;
  }
  if (last && !scan.stopped && !betweenDocuments.has(scan.step)) scan.sink.fault(CUT);
  return at;
}

const betweenDocuments: ReadonlySet<Step> = new Set([readDocument, readLine, readLineStart]);

function readDocument(scan: Scan, window: Window, at: number): number {
  const { bytes, end, last } = window;
  const c = bytes[at]!;
  if (c === OPEN_LIST) return enterList(scan, at, false);
  if (c !== OPEN_OBJECT || (scan.documents === 0 && bytes[at + 1] === 0 && at + 1 < end)) {
    return noDocument(scan, window, at);
  }
  const name = listName(bytes, skipSpace(bytes, at + 1), end);
  if (name === MORE && !last && end - at < RECORD_LIMIT_BYTES) return MORE;
  if (name <= 0) return readObject(scan, window, at);
  enterMembers(scan);
  return at + 1;
}

function noDocument(scan: Scan, window: Window, at: number): number {
  const { bytes, end } = window;
  const behindTime = lineOfTime(window, at);
  if (behindTime !== 0) return behindTime;
  if (isText(window, at)) return readText(scan, window, at);
  if (scan.documents === 0) {
    scan.sink.notJson(bytes.subarray(at, end));
    return stop(scan);
  }
  if (bytes[at] === 0 && bytes.subarray(at, end).every((byte) => byte === 0)) {
    scan.sink.fault('NUL bytes after the JSON');
    return end;
  }
  scan.sink.unreadable('text between the records is not JSON');
  scan.step = readLine;
  return at;
}

/** A line of what CloudWatch Logs exports to S3: a time, then the record. Where that begins, 0 for any other, MORE where one cannot tell. */
function lineOfTime({ bytes, end, last }: Window, at: number): number {
  const head = bytes.toString('latin1', at, Math.min(end, at + LINE_TIME_LENGTH + 1));
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \{$/.test(head)) return at + LINE_TIME_LENGTH;
  return head.length <= LINE_TIME_LENGTH && !last && /^\d/.test(head) ? MORE : 0;
}

/** `2026-10-01T12:00:00.000Z `. */
const LINE_TIME_LENGTH = 25;

/** Whether a JSON string begins that holds JSON itself. */
const isText = ({ bytes }: Window, at: number): boolean =>
  bytes[at] === QUOTE && bytes[at + 1] === OPEN_OBJECT && bytes[at + 2] === BACKSLASH;

/** A line that is such a string: what `jq .CloudTrailEvent` writes. */
function readText(scan: Scan, window: Window, at: number): number {
  const { bytes, end } = window;
  const next = skipString(bytes, at);
  if (next < 0) return ~next >= end ? unfinished(scan, window, at) : broken(scan, at);
  scan.sink.text(bytes, at, next);
  scan.documents++;
  return next;
}

/** The rest of a line that is not JSON. */
function readLine(scan: Scan, { bytes, end }: Window, at: number): number {
  const found = bytes.subarray(at, end).indexOf(LINE_FEED);
  if (found === -1) return end;
  scan.step = readLineStart;
  return at + found;
}

/** Lines that do not begin an object belong to what was given up before. */
function readLineStart(scan: Scan, window: Window, at: number): number {
  const isObject = window.bytes[at] === OPEN_OBJECT;
  const behindTime = isObject ? 0 : lineOfTime(window, at);
  if (behindTime === MORE) return MORE;
  scan.step = isObject || behindTime > 0 || isText(window, at) ? readDocument : readLine;
  return at;
}

function readMembers(scan: Scan, window: Window, at: number): number {
  const { bytes, end, last } = window;
  if (bytes[at] === CLOSE_OBJECT) return leaveMembers(scan, at);
  if (scan.needComma) return readComma(scan, window, at);
  const value = skipName(bytes, at);
  if (value < 0) return ~value >= end ? unfinished(scan, window, at) : broken(scan, at);
  const names = scan.withoutList ? [...LIST_NAMES, ...WRAPPED_NAMES] : LIST_NAMES;
  if (bytes[value] === OPEN_LIST && listName(bytes, at, end, names) > 0) return enterList(scan, value, true);
  const next = skipValue(bytes, value);
  if (isCut(next, end, last)) return unfinished(scan, window, value);
  if (next < 0) return broken(scan, at);
  scan.needComma = true;
  return next;
}

function readElements(scan: Scan, window: Window, at: number): number {
  const { bytes, end, last } = window;
  if (bytes[at] === OPEN_OBJECT && !scan.needComma) return readObject(scan, window, at);
  if (bytes[at] === CLOSE_LIST) {
    scan.step = scan.listInObject ? readMembers : readDocument;
    scan.needComma = true;
    return at + 1;
  }
  if (scan.needComma) return readComma(scan, window, at);
  const next = skipValue(bytes, at);
  if (isCut(next, end, last)) return unfinished(scan, window, at);
  if (next < 0) return broken(scan, at);
  if (bytes[at] === QUOTE) scan.sink.text(bytes, at, next);
  else scan.sink.unreadable('an element of the list is not a record');
  scan.needComma = true;
  return next;
}

/** Whether a value goes on, or, being a number, may go on, behind the window. */
function isCut(next: number, end: number, last: boolean): boolean {
  return next < 0 ? ~next >= end : next === end && !last;
}

function readComma(scan: Scan, { bytes }: Window, at: number): number {
  if (bytes[at] !== COMMA) return broken(scan, at);
  scan.needComma = false;
  return at + 1;
}

function readObject(scan: Scan, window: Window, at: number): number {
  const { bytes, end } = window;
  const glanced = scan.sink.glance(at, scan.step === readElements);
  if (glanced !== 0) return counted(scan, glanced);
  const next = skipValue(bytes, at);
  if (next < 0) return ~next >= end ? unfinished(scan, window, at) : readDamaged(scan, window, at);
  scan.sink.object(bytes, at, next);
  return counted(scan, next);
}

/** An object whose grammar is broken ends with its line, where every record has one, or else where its brackets close. */
function readDamaged(scan: Scan, window: Window, at: number): number {
  const { bytes, end, last } = window;
  const closed = skipDamaged(bytes, at, end);
  const line = scan.step === readDocument ? bytes.subarray(at, end).indexOf(LINE_FEED) : -1;
  if (line > 0 && (closed < 0 || closed > at + line)) {
    scan.sink.unreadable('a record is not valid JSON');
    scan.step = readLine;
    scan.documents++;
    return at + line;
  }
  if (closed < 0) return last ? broken(scan, at) : unfinished(scan, window, at);
  scan.sink.object(bytes, at, closed);
  return counted(scan, closed);
}

function counted(scan: Scan, next: number): number {
  if (scan.step === readDocument) scan.documents++;
  scan.needComma = true;
  return next;
}

function enterList(scan: Scan, at: number, inObject: boolean): number {
  scan.sink.list();
  scan.withoutList = false;
  if (!inObject) scan.documents++;
  scan.listInObject = inObject;
  scan.needComma = false;
  scan.step = readElements;
  return at + 1;
}

function enterMembers(scan: Scan): void {
  scan.step = readMembers;
  scan.needComma = false;
  scan.documents++;
}

function leaveMembers(scan: Scan, at: number): number {
  if (scan.withoutList) scan.sink.unreadable(TOO_LARGE);
  scan.withoutList = false;
  scan.step = readDocument;
  return at + 1;
}

/** The value at `at` goes on beyond the window. */
function unfinished(scan: Scan, { end, last }: Window, at: number): number {
  if (last) {
    scan.sink.fault(CUT);
    return stop(scan);
  }
  if (end - at < RECORD_LIMIT_BYTES) return MORE;
  if (scan.step === readDocument) {
    // It may still be a list of records that begins with another member.
    scan.withoutList = true;
    enterMembers(scan);
    return at + 1;
  }
  if (scan.step === readElements) scan.sink.unreadable(TOO_LARGE);
  scan.step = discardThen(scan.step);
  return at;
}

/** Skips one value over as many windows as it has. */
function discardThen(after: Step): Step {
  const skip = createLooseSkip();
  return (scan, { bytes, end }, at) => {
    const next = skip(bytes, at, end);
    if (next === -1) return end;
    scan.step = after;
    scan.needComma = true;
    return next;
  };
}

function broken(scan: Scan, at: number): number {
  scan.sink.fault(SYNTAX);
  scan.step = readLine;
  return at;
}

function stop(scan: Scan): number {
  scan.stopped = true;
  return MORE;
}

/** Behind the name of a list of records that stands at `at`, 0 for another name, MORE where the bytes end before one can tell. */
function listName(bytes: Buffer, at: number, end: number, names: readonly Buffer[] = LIST_NAMES): number {
  for (const name of names) {
    const shared = Math.min(name.length, Math.max(0, end - at));
    let same = 0;
    while (same < shared && bytes[at + same] === name[same]) same++;
    if (same < shared) continue;
    return shared < name.length ? MORE : at + name.length;
  }
  return 0;
}
