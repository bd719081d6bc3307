import type { ColumnType, Columns } from '../model/columns.ts';
import { factColumns, type FactKind } from '../model/facts.ts';
import { views } from './views.ts';

/** Raised whenever a case that an older stemma wrote would be misread. */
export const SCHEMA_VERSION = 7;

export const factKinds = Object.keys(factColumns) as FactKind[];

/** The columns of one kind of facts, in the order in which its table has them. */
export function columnsOf(kind: FactKind): [name: string, type: ColumnType][] {
  return Object.entries(factColumns[kind] as Columns);
}

/** A column or table name of ours in SQL. Never called with what a user or a log says. */
export const quoted = (name: string): string => `"${name}"`;

/** The table that holds the facts of one kind as `model/columns.ts` says: texts as codes, 0 for null. */
export const tableOf = (kind: FactKind): string => `coded_${kind}`;

/** How a column is held, and how its view shows it. */
const sqlTypes: Record<ColumnType, { held: string; shown: (column: string) => string }> = {
  text: { held: 'UINTEGER', shown: (column) => `d.texts[${column}]` },
  time: { held: 'UINTEGER', shown: (column) => `make_timestamp(nullif(${column}, 0)::BIGINT * 1000000)` },
  count: { held: 'UINTEGER', shown: (column) => column },
  flag: { held: 'UTINYINT', shown: (column) => `(nullif(${column}, 0) - 1)::BOOLEAN` },
  uuid: { held: 'UUID', shown: (column) => `nullif(${column}, '00000000-0000-0000-0000-000000000000'::UUID)` },
};

/** The statement that makes the table of one kind, in place of the one that is there. */
export function createFacts(kind: FactKind): string {
  const columns = columnsOf(kind).map(([name, type]) => `${quoted(name)} ${sqlTypes[type].held}`);
  return `CREATE OR REPLACE TABLE ${tableOf(kind)} (${columns.join(', ')})`;
}

/** The facts of one kind in plain values. */
function factView(kind: FactKind): string {
  const columns = columnsOf(kind).map(([name, type]) => `${sqlTypes[type].shown(quoted(name))} AS ${quoted(name)}`);
  return `CREATE VIEW ${quoted(kind)} AS SELECT ${columns.join(', ')} FROM ${tableOf(kind)}, dictionary AS d`;
}

/** Where `kept` has its numbers. */
export const keptColumns = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;

/** What the case keeps beside the facts. `since` and `until` are the range that a file was read for, null without bound. */
const bookkeeping: Record<string, Record<string, string>> = {
  meta: { name: 'VARCHAR', value: 'VARCHAR' },
  documents: { name: 'VARCHAR', document: 'VARCHAR' },
  // Texts by code, as bytes one behind the other: a string a row costs many times as much to write and to read. `ends` says where each
  // ends, in words of four bytes; SQL reads no numbers out of bytes, so that spans say it again.
  text_pages: { page: 'UINTEGER', begin: 'UINTEGER', bytes: 'BLOB', ends: 'BLOB' },
  text_spans: { code: 'UINTEGER', page: 'UINTEGER', begin: 'UINTEGER', end: 'UINTEGER' },
  files: {
    location: 'VARCHAR',
    source: 'VARCHAR',
    identity: 'VARCHAR',
    since: 'TIMESTAMP',
    until: 'TIMESTAMP',
    status: 'VARCHAR',
    reason: 'VARCHAR',
    events: 'UINTEGER',
    unreadable: 'UINTEGER',
  },
  // Numbers in rows, never many in one value: DuckDB writes a part of a table again with every commit that adds to it, and such
  // parts have very many rows, so that long values are written, and held in its memory, over and over.
  seen_events: { lot: 'UINTEGER', identity: 'UBIGINT' },
  kept: { name: 'VARCHAR', bytes: 'BLOB' },
  kept_words: Object.fromEntries(keptColumns.map((column) => [column, 'UHUGEINT'])),
};

function createTable(name: string, columns: readonly (readonly [name: string, sqlType: string])[]): string {
  return `CREATE TABLE ${quoted(name)} (${columns.map(([column, type]) => `${quoted(column)} ${type}`).join(', ')})`;
}

/** Texts by code; and all of them in one list, in which a code is looked up many times as fast as by a join. */
const textViews = [
  `CREATE VIEW texts AS
     SELECT s.code AS code, decode(array_slice(p.bytes, s."begin" - p."begin" + 1, s."end" - p."begin")) AS text
     FROM text_spans s JOIN text_pages p ON s.page = p.page`,
  'CREATE VIEW dictionary AS SELECT list(text ORDER BY code) AS texts FROM texts',
];

/** The statements that make an empty case: a table for each kind of facts, the bookkeeping, the views for people. */
export function schemaStatements(): string[] {
  return [
    ...factKinds.map(createFacts),
    ...Object.entries(bookkeeping).map(([name, columns]) => createTable(name, Object.entries(columns))),
    ...textViews,
    ...factKinds.map(factView),
    ...views,
    `INSERT INTO meta VALUES ('schema', '${SCHEMA_VERSION}'), ('compact', 'yes')`,
  ];
}
