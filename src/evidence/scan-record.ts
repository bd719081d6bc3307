import { FLAG_FALSE, FLAG_TRUE, FLAG_UNKNOWN } from '../model/columns.ts';
import { parseTimeBytes } from '../lib/time.ts';
import type { Batch } from './batch.ts';
import { type Identities, createIdentities } from './scan-identity.ts';
import { CLOSE_OBJECT, COLON, COMMA, PLAIN, QUOTE, SMALL_N, skipSpace, skipString, skipValue } from './scan-json.ts';
import { FIELD, OTHER, STRANGE, fieldOf } from './scan-record-names.ts';
import { mayMint, skipResponse } from './scan-response.ts';
import { CALL_RUN, CLIENT_RUN, NO_RUN, type Run, type Runs, TAIL_RUN, callKey, createRuns } from './scan-runs.ts';
import { parseUuidBytes } from './scan-uuid.ts';
import { SLOT } from './slots.ts';

/** The record has to be parsed: unusual, unfinished, or no JSON. */
export const UNUSUAL = 0;

/** Reads records into the slots of a batch; what it remembers of them makes the next ones cheap. */
export interface RecordScan {
  readonly slots: Uint32Array;
  readonly texts: Batch['texts'];
  readonly identities: Identities;
  readonly runs: readonly [never: null, call: Runs, client: Runs, tail: Runs];
  readonly calls: Batch['calls'];
  /** The number of the record's identity, 0 where it has none. */
  identity: number;
  /** Bits of the fields met in the record. */
  seen: number;
  /** Whether the record may say more than its being there. */
  told: boolean;
  /** The run that is being read for the first time, where it began, and the fields met before it. */
  run: number;
  runStart: number;
  runSeen: number;
  runKey: number;
}

/** A scan into a batch. */
export function createRecordScan(batch: Batch): RecordScan {
  const runs = [null, createRuns(), createRuns(), createRuns()] as unknown as RecordScan['runs'];
  const { slots, texts, calls } = batch;
  const identities = createIdentities(batch);
  return {
    slots,
    texts,
    identities,
    runs,
    calls,
    identity: 0,
    seen: 0,
    told: false,
    run: NO_RUN,
    runStart: 0,
    runSeen: 0,
    runKey: 0,
  };
}

/** The slot of a text field, -1 for fields that are more than a text. */
const SLOT_OF = new Int8Array(FIELD.count).fill(-1);
for (const name of [
  'eventSource',
  'eventName',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'recipientAccountId',
  'vpcEndpointId',
  'vpcEndpointAccountId',
] as const) {
  SLOT_OF[FIELD[name]] = SLOT[name];
}

const bit = (field: number): number => 1 << field;
const NEEDED = bit(FIELD.eventTime) | bit(FIELD.eventSource) | bit(FIELD.eventName) | bit(FIELD.eventID);
/** Fields that differ from record to record, or whose meaning is not in a slot: no run may have them inside. */
const CHANGING =
  bit(FIELD.eventTime) |
  bit(FIELD.eventID) |
  bit(FIELD.userIdentity) |
  bit(FIELD.errorCode) |
  bit(FIELD.errorMessage) |
  bit(FIELD.responseElements) |
  bit(FIELD.resources);

const CALL_FIELDS = bit(FIELD.eventSource) | bit(FIELD.eventName);

/**
 * Reads the record that begins at `start` into the slots and gives the position behind it, the complement where the call
 * may say more than its being there. `UNUSUAL` where anything is not as CloudTrail writes it: an escape in a name or a
 * needed text, a name twice, a value of another type, anything that is no JSON. All else is checked against JSON's grammar
 * on the way. Hot.
 */
export function scanRecord(scan: RecordScan, bytes: Buffer, start: number): number {
  scan.slots.fill(0);
  scan.identity = 0;
  scan.seen = 0;
  scan.told = false;
  scan.run = NO_RUN;
  let next = NO_RUN;
  let at = skipSpace(bytes, start + 1);
  for (;;) {
    const run = next === NO_RUN ? null : knownRun(scan, next, bytes, at);
    at = run === null ? readMember(scan, bytes, at) : at + run.bytes.length;
    if (at === UNUSUAL) return UNUSUAL;
    if (run !== null && next === TAIL_RUN) return judge(scan, at);
    if (bytes[at] !== COMMA) at = skipSpace(bytes, at);
    if (bytes[at] === CLOSE_OBJECT) return close(scan, bytes, at + 1);
    if (bytes[at] !== COMMA) return UNUSUAL;
    at = skipSpace(bytes, at + 1);
    next = runAfter(lastField);
  }
}

/** Second result of `readMember` and `knownRun`: the field that was read last. */
let lastField = OTHER;

function runAfter(field: number): number {
  if (field === FIELD.eventTime) return CALL_RUN;
  if (field === FIELD.awsRegion) return CLIENT_RUN;
  return field === FIELD.eventID || field === FIELD.resources ? TAIL_RUN : NO_RUN;
}

function close(scan: RecordScan, bytes: Buffer, end: number): number {
  if (scan.run === TAIL_RUN) learnRun(scan, bytes, end);
  return judge(scan, end);
}

function judge(scan: RecordScan, end: number): number {
  const { slots, seen } = scan;
  if ((seen & NEEDED) !== NEEDED || slots[SLOT.eventSource] === 0 || slots[SLOT.eventName] === 0) return UNUSUAL;
  if (slots[SLOT.activity] === 0) {
    const call = scan.calls(slots[SLOT.eventSource]!, slots[SLOT.eventName]!);
    slots[SLOT.activity] = call.activity;
    if (call.isTold) scan.told = true;
  }
  return scan.told && slots[SLOT.failed] === 0 ? ~end : end;
}

/** The run at `at`, its values put into the slots; null, and learning begun, where it is new. */
function knownRun(scan: RecordScan, kind: number, bytes: Buffer, at: number): Run | null {
  const { slots } = scan;
  let key = 0;
  if (kind === CALL_RUN) key = callKey(bytes, at);
  else if (kind === CLIENT_RUN) key = scan.identities.current;
  else key = slots[SLOT.eventSource]! * 31 + slots[SLOT.accountId]!;
  const run = scan.runs[kind]!.find(key, bytes, at);
  if (run === null || (run.fields & scan.seen) !== 0) {
    scan.run = kind;
    scan.runStart = at;
    scan.runSeen = scan.seen;
    scan.runKey = key;
    return null;
  }
  const { values } = run;
  for (let i = 0; i < values.length; i += 2) slots[values[i]!] = values[i + 1]!;
  scan.seen |= run.fields;
  scan.run = NO_RUN;
  lastField = kind === CALL_RUN ? FIELD.awsRegion : FIELD.userAgent;
  return run;
}

/** Remembers the run that ends here. */
function learnRun(scan: RecordScan, bytes: Buffer, end: number): void {
  const kind = scan.run;
  scan.run = NO_RUN;
  const fields = scan.seen & ~scan.runSeen;
  const values: number[] = [];
  for (let field = 0; field < FIELD.count; field++) {
    if ((fields & bit(field)) === 0) continue;
    const slot = field === FIELD.sessionCredentialFromConsole ? SLOT.fromConsole : SLOT_OF[field]!;
    if (slot !== -1) values.push(slot, scan.slots[slot]!);
  }
  if (kind === CALL_RUN) {
    const call = scan.calls(scan.slots[SLOT.eventSource]!, scan.slots[SLOT.eventName]!);
    if ((fields & CALL_FIELDS) !== CALL_FIELDS) return;
    // A call that tells more is to be looked up at the end of every record.
    if (!call.isTold) values.push(SLOT.activity, call.activity);
  }
  const run = { bytes: bytes.subarray(scan.runStart, end), fields, values: Uint32Array.from(values) };
  scan.runs[kind]!.learn(scan.runKey, run);
}

function readMember(scan: RecordScan, bytes: Buffer, start: number): number {
  if (bytes[start] !== QUOTE) return UNUSUAL;
  let at = start + 1;
  while (PLAIN[bytes[at]!] === 1) at++;
  if (bytes[at] !== QUOTE) return UNUSUAL;
  const field = fieldOf(bytes, start + 1, at);
  lastField = field;
  at++;
  if (bytes[at] !== COLON) at = skipSpace(bytes, at);
  if (bytes[at] !== COLON) return UNUSUAL;
  at = skipSpace(bytes, at + 1);
  at = field === OTHER ? skipValue(bytes, at) : readKnown(scan, bytes, at, field);
  return at < 0 ? UNUSUAL : at;
}

function readKnown(scan: RecordScan, bytes: Buffer, start: number, field: number): number {
  if (field === STRANGE || (scan.seen & bit(field)) !== 0) return UNUSUAL;
  scan.seen |= bit(field);
  if ((bit(field) & CHANGING) !== 0) scan.run = NO_RUN;
  // Nothing is read from the resources: they are known by name so that no run has them inside.
  const at = field === FIELD.resources ? skipValue(bytes, start) : readField(scan, bytes, start, field);
  if (at > 0 && endsRun(scan.run, field)) learnRun(scan, bytes, at);
  return at;
}

function endsRun(run: number, field: number): boolean {
  return (run === CALL_RUN && field === FIELD.awsRegion) || (run === CLIENT_RUN && field === FIELD.userAgent);
}

function readField(scan: RecordScan, bytes: Buffer, start: number, field: number): number {
  if (bytes[start] === SMALL_N && (bit(field) & NEEDED) === 0) return skipValue(bytes, start);
  if (field === FIELD.userIdentity) return readIdentity(scan, bytes, start);
  if (field === FIELD.responseElements) return readResponse(scan, bytes, start);
  if (bytes[start] !== QUOTE) return UNUSUAL;
  if (field === FIELD.errorMessage || field === FIELD.errorCode) return readError(scan, bytes, start);
  let at = start + 1;
  while (PLAIN[bytes[at]!] === 1) at++;
  if (bytes[at] !== QUOTE) return UNUSUAL;
  const slot = SLOT_OF[field]!;
  if (slot === -1) return readSpecial(scan, bytes, start + 1, at, field) ? at + 1 : UNUSUAL;
  scan.slots[slot] = scan.texts.codeOfBytes(bytes, start + 1, at);
  return at + 1;
}

function readIdentity(scan: RecordScan, bytes: Buffer, start: number): number {
  const end = scan.identities.read(bytes, start);
  scan.identity = scan.identities.current;
  return end;
}

function readResponse(scan: RecordScan, bytes: Buffer, start: number): number {
  const end = skipResponse(bytes, start);
  scan.told ||= mayMint;
  return end;
}

/** Of errors only their being there is asked, so their text may have escapes. */
function readError(scan: RecordScan, bytes: Buffer, start: number): number {
  const end = skipString(bytes, start);
  if (end - start > 2) scan.slots[SLOT.failed] = 1;
  return end;
}

const UUID_LENGTH = 36;
const INSIGHT_LENGTH = 'AwsCloudTrailInsight'.length;
const AGGREGATED_LENGTH = 'AwsAggregatedEvent'.length;
const CAPITAL_A = 0x41;
const CAPITAL_I = 0x49;

function readSpecial(scan: RecordScan, bytes: Buffer, start: number, end: number, field: number): boolean {
  const { slots } = scan;
  switch (field) {
    case FIELD.eventTime:
      slots[SLOT.eventTime] = parseTimeBytes(bytes, start, end);
      return slots[SLOT.eventTime] !== 0;
    case FIELD.eventID:
      return end - start === UUID_LENGTH && parseUuidBytes(bytes, start, slots, SLOT.eventID);
    case FIELD.sessionCredentialFromConsole:
      slots[SLOT.fromConsole] = flagOf(bytes, start, end);
      return true;
    // Insights and aggregated events are no records; what is as long as their types is for the parser to tell from them.
    case FIELD.eventType:
      return end - start !== INSIGHT_LENGTH && end - start !== AGGREGATED_LENGTH;
    case FIELD.eventCategory:
      return bytes[start] !== CAPITAL_A && bytes[start] !== CAPITAL_I;
    default:
      return false;
  }
}

function flagOf(bytes: Buffer, start: number, end: number): number {
  const text = bytes.toString('latin1', start, end);
  return text === 'true' ? FLAG_TRUE : text === 'false' ? FLAG_FALSE : FLAG_UNKNOWN;
}
