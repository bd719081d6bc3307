import { isUtf8 } from 'node:buffer';
import type { FileOutcome } from '../model/facts.ts';
import { asObject, foreignReasons, recognise, whyNotJson, type JsonObject } from './recognise.ts';
import { createScanner } from './scan.ts';
import type { WindowReader } from './read-file.ts';

/** Where records go. */
export interface RecordTaker {
  /** Takes a parsed record. False: it could not be understood. Null: it lies outside the time that was asked for. */
  take(record: JsonObject): boolean | null;
  /** Takes a record from its bytes and gives the position behind it; 0 where it wants to see it parsed. */
  takePlain(bytes: Buffer, start: number): number;
  /** Whether the record that `takePlain` took last was counted. */
  readonly counted: boolean;
}

/** Reads one file's windows into records and keeps account of what was in it. */
export interface RecordReader extends WindowReader {
  /** What became of the file, after its last window. `fault` is what was wrong with the bytes themselves. */
  outcome(fault: string | null): Omit<FileOutcome, 'source' | 'identity'>;
}

type ForeignKind = keyof typeof foreignReasons;

/** A reader for one file. */
export function createRecordReader(taker: RecordTaker): RecordReader {
  const foreign = new Map<ForeignKind, number>();
  const reasons = new Set<string>();
  let events = 0;
  let unreadable = 0;
  let recognised = false;
  let notJson: string | null = null;
  let empty = true;
  /** Whether the window is UTF-8 throughout: only then do equal bytes and equal texts mean the same. */
  let sound = true;

  const scanner = createScanner({
    glance(bytes, start) {
      if (!sound) return 0;
      const end = taker.takePlain(bytes, start);
      if (end !== 0) {
        recognised = true;
        if (taker.counted) events++;
      }
      return end;
    },
    object(bytes, start, end) {
      const value = parse(bytes, start, end);
      if (value === undefined) refuse('a record is not valid JSON');
      else takeObject(value);
    },
    unreadable: refuse,
    fault: (reason) => void reasons.add(reason),
    notJson(bytes, at) {
      notJson = whyNotJson(bytes.subarray(at));
    },
    list() {
      recognised = true;
    },
  });

  function refuse(reason: string): void {
    unreadable++;
    reasons.add(reason);
  }

  function takeObject(value: unknown): void {
    const object = asObject(value);
    if (object === null) return refuse('an element of the list is not a record');
    const kind = recognise(object);
    if (kind === 'record') return takeRecord(object);
    if (kind === 'lookup') return takeText(object['CloudTrailEvent'] as string);
    if (kind === 'records') return takeList(object['Records'] as unknown[]);
    if (kind === 'lookups') return takeList(object['Events'] as unknown[]);
    foreign.set(kind === 'empty' ? 'foreign' : kind, (foreign.get(kind === 'empty' ? 'foreign' : kind) ?? 0) + 1);
  }

  function takeRecord(record: JsonObject): void {
    recognised = true;
    const taken = taker.take(record);
    if (taken === true) events++;
    else if (taken === false) refuse('a record lacks what every CloudTrail record has');
  }

  function takeList(list: readonly unknown[]): void {
    recognised = true;
    for (const element of list) {
      // Lists inside lists are nobody's format, and would be the attacker's way into our call stack.
      const kind = recognise(asObject(element) ?? {});
      if (kind === 'records' || kind === 'lookups') refuse('an element of the list is not a record');
      else takeObject(element);
    }
  }

  /** `CloudTrailEvent` of LookupEvents: the record as a JSON text. */
  function takeText(text: string): void {
    recognised = true;
    try {
      const record = asObject(JSON.parse(text));
      if (record === null) refuse('an element of the list is not a record');
      else if (recognise(record) === 'record') takeRecord(record);
      else foreign.set('foreign', (foreign.get('foreign') ?? 0) + 1);
    } catch {
      refuse('a record is not valid JSON');
    }
  }

  return {
    feed(bytes, end, last) {
      if (end > 0) empty = false;
      sound = isUtf8(bytes.subarray(0, last ? end : wholeCharacters(bytes, end)));
      const used = scanner.feed(bytes, end, last);
      if (notJson === null && !sound) reasons.add('invalid UTF-8, read with replacements');
      return used;
    },
    get stopped() {
      return scanner.stopped;
    },
    outcome(fault) {
      if (fault !== null) reasons.add(fault);
      return { ...judge(), events, unreadable };
    },
  };

  function judge(): Pick<FileOutcome, 'status' | 'reason'> {
    const said = [...reasons].join('; ');
    if (notJson !== null) return { status: 'skipped', reason: said === '' ? notJson : `${said}; ${notJson}` };
    if (said !== '') return { status: events > 0 ? 'partial' : 'skipped', reason: said };
    if (events > 0) return { status: 'read', reason: null };
    if (empty) return { status: 'foreign', reason: 'empty file' };
    const [kind] = foreign.keys();
    if (kind !== undefined) return { status: 'foreign', reason: foreignReasons[kind] };
    return recognised ? { status: 'read', reason: null } : { status: 'foreign', reason: foreignReasons.foreign };
  }
}

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
function parse(bytes: Buffer, start: number, end: number): unknown {
  try {
    return JSON.parse(bytes.toString('utf8', start, end));
  } catch {
    return undefined;
  }
}
