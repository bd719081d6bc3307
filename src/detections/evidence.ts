import { uuidAt } from '../lib/tables.ts';
import { rowsOf } from '../lineage/index.ts';
import type { Ids } from '../model/columns.ts';
import type { Lineage } from '../model/lineage.ts';

const MOST = 50;

/** The `eventID` of a row, null in a record that has none. */
function eventIDOf(table: { readonly columns: { readonly eventID: Ids } }, row: number): string | null {
  return uuidAt(table.columns.eventID, row);
}

/** The `eventID`s of some rows of one table. */
export function eventIDs(table: { readonly columns: { readonly eventID: Ids } }, rows: Iterable<number>): string[] {
  return Array.from(rows, (row) => eventIDOf(table, row)).filter((id) => id !== null);
}

/** `eventID`s of all records of the issuance of these credentials, by time; of very many the first and the last ones. */
export function issuanceEvidence(lineage: Lineage, credentials: readonly number[]): string[] {
  const { issuances } = lineage.facts;
  const rows: number[] = [];
  for (const credential of firstAndLast(lineage, credentials)) rows.push(...rowsOf(lineage.issuancesOf, credential));
  return eventIDs(issuances, rows);
}

function firstAndLast(lineage: Lineage, credentials: readonly number[]): readonly number[] {
  if (credentials.length <= MOST) return credentials;
  const { issuedAt } = lineage.credentials;
  const byTime = [...credentials].sort((a, b) => issuedAt[a]! - issuedAt[b]! || a - b);
  return [...byTime.slice(0, MOST / 2), ...byTime.slice(-MOST / 2)];
}
