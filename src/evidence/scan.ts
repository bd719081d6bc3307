import { RECORD_LIMIT_BYTES } from './read-limits.ts';
import {
  CLOSE_LIST,
  CLOSE_OBJECT,
  COMMA,
  OPEN_LIST,
  OPEN_OBJECT,
  createLooseSkip,
  skipDamaged,
  skipName,
  skipSpace,
  skipValue,
} from './scan-json.ts';

/** Who is told what a file holds, in the order of the file. */
export interface ScanSink {
  /**
   * An object begins where a record may stand. The position behind it where all was read of it, 0 where it is to be found
   * out in full and handed to `object`.
   */
  glance(bytes: Buffer, start: number): number;
  /**
   * What should be a JSON object, between two positions: an element of a list of records, or a document of its own. Its
   * grammar may be broken inside.
   */
  object(bytes: Buffer, start: number, end: number): void;
  /** Something stands where a record should, and is none. */
  unreadable(reason: string): void;
  /** Reading goes on or ends for a reason that concerns the file. */
  fault(reason: string): void;
  /** The file does not begin like JSON. */
  notJson(bytes: Buffer, at: number): void;
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

const LINE_FEED = 0x0a;
const LIST_NAMES = ['"Records"', '"Events"'].map((name) => Buffer.from(name));
const CUT = 'JSON is cut off';
const TOO_LARGE = 'a record of more than 16 MB';
const SYNTAX = 'JSON syntax error between records';
const MORE = -1;

/**
 * A file is a run of documents: `{"Records": [...]}`, answers of LookupEvents, bare lists, single records, one or one a
 * line. Lists are walked an element at a time, so that a file of gigabytes on one line needs a window, not itself.
 */
export function createScanner(sink: ScanSink): Scanner {
  type Step = (bytes: Buffer, at: number, end: number, last: boolean) => number;
  let step: Step = document;
  let listInObject = false;
  let needComma = false;
  let documents = 0;
  let withoutList = false;
  let stopped = false;

  function document(bytes: Buffer, at: number, end: number, last: boolean): number {
    const c = bytes[at]!;
    if (c === OPEN_LIST) return enterList(at, false);
    if (c !== OPEN_OBJECT) return noDocument(bytes, at, end);
    const nameEnd = listName(bytes, skipSpace(bytes, at + 1), end);
    if (nameEnd === MORE && !last && end - at < RECORD_LIMIT_BYTES) return MORE;
    if (nameEnd !== 0 && nameEnd !== MORE) {
      enterMembers();
      return at + 1;
    }
    return object(bytes, at, end, last);
  }

  function noDocument(bytes: Buffer, at: number, end: number): number {
    if (documents === 0) {
      sink.notJson(bytes, at);
      return stop();
    }
    if (bytes[at] === 0 && bytes.subarray(at, end).every((byte) => byte === 0)) {
      sink.fault('NUL bytes after the JSON');
      return end;
    }
    sink.unreadable('text between the records is not JSON');
    step = line;
    return at;
  }

  /** The rest of a line that is not JSON. */
  function line(bytes: Buffer, at: number, end: number, last: boolean): number {
    const found = bytes.subarray(at, end).indexOf(LINE_FEED);
    if (found === -1) return end;
    const next = skipSpace(bytes, at + found);
    if (next >= end && !last) return at + found;
    if (bytes[next] === OPEN_OBJECT) step = document;
    return next;
  }

  function members(bytes: Buffer, at: number, end: number, last: boolean): number {
    const c = bytes[at]!;
    if (c === CLOSE_OBJECT) {
      if (withoutList) sink.unreadable(TOO_LARGE);
      withoutList = false;
      step = document;
      return at + 1;
    }
    if (needComma) return c === COMMA ? separated(at) : broken(at);
    const value = skipName(bytes, at);
    if (value < 0) return ~value >= end ? unfinished(at, end, last) : broken(at);
    if (bytes[value] === OPEN_LIST && listName(bytes, at, end) > 0) return enterList(value, true);
    const next = skipValue(bytes, value);
    if (next >= 0 && (next < end || last)) {
      needComma = true;
      return next;
    }
    return next >= 0 || ~next >= end ? unfinished(value, end, last) : broken(at);
  }

  function elements(bytes: Buffer, at: number, end: number, last: boolean): number {
    const c = bytes[at]!;
    if (c === CLOSE_LIST) {
      step = listInObject ? members : document;
      needComma = true;
      return at + 1;
    }
    if (needComma) return c === COMMA ? separated(at) : broken(at);
    if (c === OPEN_OBJECT) return object(bytes, at, end, last);
    const next = skipValue(bytes, at);
    if (next < 0 && ~next < end) return broken(at);
    if (next < 0 || (next === end && !last)) return unfinished(at, end, last);
    sink.unreadable('an element of the list is not a record');
    needComma = true;
    return next;
  }

  function object(bytes: Buffer, at: number, end: number, last: boolean): number {
    const glanced = sink.glance(bytes, at);
    if (glanced !== 0) return counted(glanced);
    const next = skipValue(bytes, at);
    if (next >= 0) return give(bytes, at, next);
    if (~next >= end) return unfinished(at, end, last);
    const looseEnd = skipDamaged(bytes, at, end);
    const lineEnd = step === document ? at + bytes.subarray(at, end).indexOf(LINE_FEED) : at;
    if (lineEnd > at && (looseEnd < 0 || looseEnd > lineEnd)) {
      sink.unreadable('a record is not valid JSON');
      step = line;
      documents++;
      return lineEnd;
    }
    if (looseEnd >= 0) return give(bytes, at, looseEnd);
    return last ? broken(at) : unfinished(at, end, last);
  }

  function give(bytes: Buffer, at: number, next: number): number {
    sink.object(bytes, at, next);
    return counted(next);
  }

  function counted(next: number): number {
    if (step === document) documents++;
    needComma = true;
    return next;
  }

  function enterList(at: number, inObject: boolean): number {
    sink.list();
    withoutList = false;
    if (!inObject) documents++;
    listInObject = inObject;
    needComma = false;
    step = elements;
    return at + 1;
  }

  function separated(at: number): number {
    needComma = false;
    return at + 1;
  }

  /** The value at `at` goes on beyond the window. */
  function unfinished(at: number, end: number, last: boolean): number {
    if (last) {
      sink.fault(CUT);
      return stop();
    }
    if (end - at < RECORD_LIMIT_BYTES) return MORE;
    if (step === document) {
      // It may still be a list of records that begins with another member.
      withoutList = true;
      enterMembers();
      return at + 1;
    }
    if (step === elements) sink.unreadable(TOO_LARGE);
    step = discard(step);
    return at;
  }

  function discard(after: Step): Step {
    const loose = createLooseSkip();
    return (bytes, at, end) => {
      const next = loose(bytes, at, end);
      if (next === -1) return end;
      step = after;
      needComma = true;
      return next;
    };
  }

  function enterMembers(): void {
    step = members;
    needComma = false;
    documents++;
  }

  function broken(at: number): number {
    sink.fault(SYNTAX);
    step = line;
    return at;
  }

  function stop(): number {
    stopped = true;
    return MORE;
  }

  function feed(bytes: Buffer, end: number, last: boolean): number {
    let at = 0;
    while (!stopped) {
      if (step !== line) at = skipSpace(bytes, at);
      if (at >= end) break;
      const next = step(bytes, at, end, last);
      if (next === MORE) return stopped ? end : at;
      at = next;
    }
    if (last && !stopped && step !== document && step !== line) sink.fault(CUT);
    return at;
  }

  return {
    feed,
    get stopped() {
      return stopped;
    },
  };
}

/** Behind the name of a list of records that stands at `at`, 0 for another name, MORE where the bytes end before one can tell. */
function listName(bytes: Buffer, at: number, end: number): number {
  for (const name of LIST_NAMES) {
    const shared = Math.min(name.length, end - at);
    if (bytes.compare(name, 0, shared, at, at + shared) !== 0) continue;
    return shared < name.length ? MORE : at + name.length;
  }
  return 0;
}
