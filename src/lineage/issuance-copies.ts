import { orderBy } from '../lib/order-by.ts';
import { uuidAt } from '../lib/tables.ts';
import type { CaseFacts } from '../model/facts.ts';
import type { Adjacency } from '../model/lineage.ts';
import type { CredentialIndex } from './credentials.ts';
import { groupRows, ownersByKey } from './group-rows.ts';
import { NO_CODE } from './no-code.ts';

/**
 * Rows of issuances by the token that they mint. A cross-account call is logged in both accounts: the rows are one
 * issuance, and the caller's copy, which alone names the signing key, comes first and describes it.
 */
export function mergeIssuanceCopies(facts: CaseFacts, { credentials, positionOf }: CredentialIndex): Adjacency {
  const ownerOf = ownersByKey(facts.issuances.columns.accessKeyId, positionOf);
  adoptBySharedEvent(facts, ownerOf);
  const rows = groupRows(ownerOf, credentials.length, orderBy(facts.issuances.columns.eventTime));
  for (let position = 0; position < credentials.length; position++) {
    const start = rows.starts[position]!;
    const end = rows.starts[position + 1]!;
    if (end - start > 1) bestToFront(facts, rows.items.subarray(start, end));
    if (end > start) credentials.issuance[position] = rows.items[start]!;
  }
  return rows;
}

/** A caller's copy may lack the token where CloudTrail left the response out for its size; `sharedEventID` still ties it. */
function adoptBySharedEvent(facts: CaseFacts, ownerOf: Int32Array): void {
  const { signerAccessKeyId, sharedEventID, accessKeyId } = facts.issuances.columns;
  const waiting: number[] = [];
  for (let row = 0; row < ownerOf.length; row++) {
    if (accessKeyId[row] !== 0 || signerAccessKeyId[row] === 0) continue;
    if (uuidAt(sharedEventID, row) !== null) waiting.push(row);
  }
  if (waiting.length === 0) return;
  // Few wait, and all cross-account calls have such an id: most are told apart by the first of its words.
  const words = new Set(waiting.map((row) => sharedEventID[row * 4]!));
  const ownerBySharedEvent = new Map<string | null, number>();
  for (let row = 0; row < ownerOf.length; row++) {
    if (ownerOf[row]! < 0 || !words.has(sharedEventID[row * 4]!)) continue;
    ownerBySharedEvent.set(uuidAt(sharedEventID, row), ownerOf[row]!);
  }
  for (const row of waiting) ownerOf[row] = ownerBySharedEvent.get(uuidAt(sharedEventID, row)) ?? -1;
}

function bestToFront(facts: CaseFacts, rows: Uint32Array): void {
  const awsAccount = facts.texts.find('AWSAccount') || NO_CODE;
  const sts = facts.texts.find('sts.amazonaws.com') || NO_CODE;
  const { signerAccessKeyId, callerType, eventSource } = facts.issuances.columns;
  const rank = (row: number): number => {
    if (signerAccessKeyId[row] !== 0) return 0;
    if (callerType[row] === awsAccount) return 3;
    return eventSource[row] === sts ? 1 : 2;
  };
  let best = 0;
  for (let at = 1; at < rows.length; at++) {
    const order = rank(rows[at]!) - rank(rows[best]!);
    if (order < 0 || (order === 0 && isBefore(facts, rows[at]!, rows[best]!))) best = at;
  }
  const bestRow = rows[best]!;
  rows.copyWithin(1, 0, best);
  rows[0] = bestRow;
}

/** By time, then by `eventID`, so that it does not matter in what order the copies were read. */
function isBefore(facts: CaseFacts, row: number, other: number): boolean {
  const { eventTime, eventID } = facts.issuances.columns;
  if (eventTime[row] !== eventTime[other]) return eventTime[row]! < eventTime[other]!;
  for (let word = 0; word < 4; word++) {
    const [a, b] = [eventID[row * 4 + word]!, eventID[other * 4 + word]!];
    if (a !== b) return a < b;
  }
  return row < other;
}
