/**
 * Facts travel and are held in columns: one typed array a column, texts as codes into one pool. Objects per fact would
 * not fit an organisation's ninety days into a laptop's memory, nor cross a thread boundary without a copy.
 */
export type ColumnType =
  /** Code into the pool of texts; 0 is null. */
  | 'text'
  /** Epoch seconds, UTC; 0 is null. */
  | 'time'
  | 'count'
  /** `FLAG_UNKNOWN`, `FLAG_FALSE` or `FLAG_TRUE`. */
  | 'flag'
  /** Four big-endian words a row; all zero is null. CloudTrail's `eventID`, `sharedEventID`; `requestID` where it is one. */
  | 'uuid';

export type Columns = Readonly<Record<string, ColumnType>>;

export const FLAG_UNKNOWN = 0;
export const FLAG_FALSE = 1;
export const FLAG_TRUE = 2;

export type ColumnArray<Type extends ColumnType> = Type extends 'flag' ? Uint8Array : Uint32Array;

/** A `uuid` column that does not lie in memory: its ids are read one by one, for what is shown. */
export interface IdsElsewhere {
  /** The four words of a row. Good until the next are asked for. */
  wordsOf(row: number): Uint32Array;
}

/** A `uuid` column, wherever it lies. */
export type Ids = Uint8Array | Uint32Array | IdsElsewhere;

/** Rows of one kind in columns. A `uuid` column has four elements a row, every other column one. */
export interface Table<C extends Columns> {
  readonly length: number;
  readonly columns: { readonly [Name in keyof C]: ColumnArray<C[Name]> };
}

/** Values that are not ids: in as few bytes each as the greatest of them needs, where there are very many. */
export type Values = Uint8Array | Uint16Array | Uint32Array;

/** The same for who looks at single rows, and need not know where ids lie or how wide values are. */
export interface RowSource<C extends Columns> {
  readonly length: number;
  readonly columns: { readonly [Name in keyof C]: C[Name] extends 'uuid' ? Ids : Values };
}

/** One row as a plain object, for tests, for the few rows that are shown, and for writing a table row by row. */
export type Row<C extends Columns> = { readonly [Name in keyof C]: RowValue<C[Name]> };

export type RowValue<Type extends ColumnType> = Type extends 'flag'
  ? boolean | null
  : Type extends 'count'
    ? number
    : Type extends 'time'
      ? number | null
      : string | null;

/** Texts by code. Code 0 is null in every pool. */
export interface TextPool {
  /** Codes run from 1 to `size`. */
  readonly size: number;
  get(code: number): string | null;
  /** The code of a text, 0 if the pool has it not. */
  find(text: string): number;
  /** Whether a code is that of a text: where one is looked for among many, and the pool is not asked for another. */
  matching(text: string): (code: number) => boolean;
  /** Codes, none of them 0, in the order of the UTF-8 bytes of their texts. */
  inOrder(codes: Uint32Array): Uint32Array;
}

/** A pool as it crosses a thread: text `c` is `bytes` from `ends[c - 2]` (0 for the first) to `ends[c - 1]`, UTF-8. */
export interface PackedTexts {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}
