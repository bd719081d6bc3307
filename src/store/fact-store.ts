import type { DuckDBConnection } from './duckdb.ts';
import type { OpenTexts } from '../lib/text-pool.ts';
import { freeArrays } from '../lib/free-arrays.ts';
import type { CaseFacts, FactBatch, FactKind, FactTables } from '../model/facts.ts';
import { readTexts, writeTexts } from './dictionary.ts';
import type { IdsElsewhere, Values } from '../model/columns.ts';
import { letGo, limitMemory } from './database.ts';
import { putIdsAway } from './ids-file.ts';
import { mergeRows } from './merge-rows.ts';
import { readRows, readSomeRows } from './read-rows.ts';
import { recode } from './recode.ts';
import { countRows, fullColumns, joinRows, narrowRows, noRows, type Rows } from './rows.ts';
import { createFacts, factKinds } from './schema.ts';
import { appendRows } from './write-rows.ts';

type Kinds = Record<FactKind, Rows>;

const emptyKinds = Object.fromEntries(factKinds.map((kind) => [kind, noRows])) as Kinds;

/** One kind after the other is merged, uses, which are most, first: what the others take is not in memory yet then. */
const mostFirst = factKinds.toSorted((a, b) => Number(b === 'uses') - Number(a === 'uses'));

/** By their numbers. */
export interface SomeRows {
  readonly issuances: Uint32Array | 'all';
  readonly uses: Uint32Array | 'all';
}

interface StoreOptions {
  readonly casePath: string;
  /** See `OpenOptions`. */
  readonly manyRows: number;
  /** Whether the tables were made just now. */
  readonly isNew: boolean;
}

/** The facts of a case: those in its tables, and those that wait to be written. Reads nothing until it is asked to. */
export class FactStore {
  readonly #connection: DuckDBConnection;
  #texts: OpenTexts | null = null;
  #writtenTexts = 0;
  #lots: Partial<Kinds>[] = [];
  #waitingRows = 0;
  /** The facts as the tables hold them, as long as nothing was added since. */
  #merged: Kinds | null = null;
  /** Of very many rows the columns of `#merged.uses` that are not in memory as the tables hold them. */
  #slim: Record<string, IdsElsewhere | Values> | null = null;
  /** Kinds of few rows, read beside some rows of the others, as long as nothing was added since. */
  #few: Pick<Kinds, 'controls' | 'volumes'> | null = null;
  /** Whether the tables are as they were made. */
  #isEmpty: boolean;
  readonly #options: StoreOptions;

  constructor(connection: DuckDBConnection, options: StoreOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#isEmpty = options.isNew;
  }

  /** Rows and bytes of text that wait. */
  get waiting(): { readonly rows: number; readonly textBytes: number } {
    const texts = this.#texts?.peek();
    const written = this.#writtenTexts === 0 ? 0 : texts!.ends[this.#writtenTexts - 1]!;
    return { rows: this.#waitingRows, textBytes: texts === undefined ? 0 : texts.bytes.length - written };
  }

  /** Whether all facts are in memory, in order. */
  get isLoaded(): boolean {
    return this.#merged !== null;
  }

  /** Whether so many rows are in memory as the tables hold them that memory is what counts. */
  get isLarge(): boolean {
    return this.#merged !== null && countRows(Object.values(this.#merged)) > this.#options.manyRows;
  }

  async add(tables: FactTables, packed: FactBatch['texts']): Promise<void> {
    const lot = recode(tables, packed, await this.#pool());
    this.#takeMerged();
    this.#lots.push(lot);
    for (const { length } of Object.values(lot)) this.#waitingRows += length;
  }

  /** Adds what waits to the tables, as it is. Belongs into a transaction, as `writeMerged` does. */
  async write(): Promise<void> {
    await this.#writeTexts();
    for (const kind of factKinds) {
      for (const rows of this.#lotsOf(kind)) await appendRows(this.#connection, kind, rows);
    }
  }

  /**
   * Merges what waits, for `load` and `writeFirst`, where there is nothing else to merge it with, and not very much of it; false
   * elsewhere. Asks the database nothing.
   */
  mergeFirst(): boolean {
    const texts = this.#texts;
    if (!this.#isEmpty || texts === null || this.#waitingRows > this.#options.manyRows) return false;
    const joined = factKinds.map((kind) => [kind, joinRows(kind, this.#takeLots(kind))] as const);
    this.#merged = mergeRows(Object.fromEntries(joined), texts.peek()) as Kinds;
    return true;
  }

  /** Writes what was merged first into the tables, which are empty. Belongs into a transaction, as the others do. */
  async writeFirst(): Promise<void> {
    await this.#writeTexts();
    for (const kind of mostFirst) await appendRows(this.#connection, kind, this.#merged![kind]);
  }

  /** Merges what waits with what the tables hold, which may not be `compact` itself, and keeps the result for `load`. */
  async writeMerged(compact: boolean): Promise<void> {
    const before = this.#takeMerged();
    await this.#writeTexts();
    const merged: Partial<Kinds> = {};
    for (const kind of mostFirst) {
      const lots = this.#takeLots(kind);
      const known = before?.[kind];
      const isChanged = !compact || countRows(lots) > 0;
      const joined = known ?? (await this.#read(kind, lots, compact));
      merged[kind] = joined;
      if (!isChanged) continue;
      // What DuckDB read it from is not asked for again: sorting is done before it needs its memory to write.
      const isLarge = joined.length > this.#options.manyRows;
      if (isLarge) await letGo(this.#connection, 'resting');
      // What is known already is in order: nothing was added since, or it would not be known.
      const rows = known ?? mergeRows({ [kind]: joined }, this.#texts!.peek())[kind]!;
      merged[kind] = rows;
      if (isLarge || !compact) await limitMemory(this.#connection, 'rewriting');
      await this.#connection.run(createFacts(kind));
      await appendRows(this.#connection, kind, rows);
      if (kind === 'uses') this.#slimDown(rows);
    }
    this.#merged = merged as Kinds;
  }

  async #writeTexts(): Promise<void> {
    await writeTexts(this.#connection, await this.#pool(), this.#writtenTexts);
  }

  #takeLots(kind: FactKind): Rows[] {
    const lots = this.#lotsOf(kind);
    for (const lot of this.#lots) delete lot[kind];
    return lots;
  }

  async #read(kind: FactKind, lots: readonly Rows[], compact: boolean): Promise<Rows> {
    // Of a table to which rows were added as they came there are many; what was waiting has died, and gives way to them.
    if (!compact) await letGo(this.#connection, 'reading');
    return await readRows(this.#connection, kind, lots);
  }

  /** What was merged, as far as it is in memory as the tables hold it: the rest has to be read again. */
  #takeMerged(): Partial<Kinds> | null {
    const taken: Partial<Kinds> | null = this.#merged === null ? null : { ...this.#merged };
    if (this.#slim !== null) delete taken?.uses;
    this.#merged = null;
    this.#slim = null;
    this.#few = null;
    return taken;
  }

  #slimDown(uses: Rows): void {
    const { manyRows, casePath } = this.#options;
    if (uses.length <= manyRows) return;
    this.#slim = { ...putIdsAway(uses, ['firstEventID', 'lastEventID'], casePath), ...narrowRows('uses', uses) };
  }

  /** Called when that transaction is through. */
  settle(): void {
    this.#writtenTexts = this.#texts?.size ?? 0;
    freeArrays(this.#lots.flatMap((lot) => Object.values(lot).flatMap(({ columns }) => Object.values(columns))));
    this.#lots = [];
    this.#waitingRows = 0;
    this.#isEmpty = false;
  }

  /** All facts, in the order of `factOrder`. Nothing may be waiting. */
  async load(compact: boolean): Promise<CaseFacts> {
    const texts = await this.#pool();
    if (this.#merged === null) {
      const held = await this.#readAll();
      this.#merged = compact ? held : { ...held, ...mergeRows(held, texts.peek()) };
      this.#slimDown(this.#merged.uses);
    }
    const { uses, ...others } = fullColumns(this.#merged);
    const columns = { ...uses.columns, ...this.#slim };
    return { ...others, uses: { ...uses, columns }, texts } as unknown as CaseFacts;
  }

  /**
   * The facts with only some rows of `issuances` and `uses` filled, by their numbers, and all controls and volumes. The
   * tables must be compact.
   */
  async loadSome(rows: SomeRows): Promise<CaseFacts> {
    const texts = await this.#pool();
    const kinds: Kinds = {
      issuances: await this.#readSome('issuances', rows.issuances),
      uses: await this.#readSome('uses', rows.uses),
      ...(await this.#readFew()),
      identities: noRows,
      placements: noRows,
    };
    return { ...fullColumns(kinds), texts } as unknown as CaseFacts;
  }

  /** How much was read, and of when: all of it is known without the other facts. */
  async loadVolumes(compact: boolean): Promise<Pick<CaseFacts, 'volumes' | 'texts'>> {
    if (this.#merged !== null || !compact) return this.load(compact);
    const { volumes } = await this.#readFew();
    const full = fullColumns({ ...emptyKinds, volumes });
    return { ...full, texts: await this.#pool() } as unknown as Pick<CaseFacts, 'volumes' | 'texts'>;
  }

  #lotsOf(kind: FactKind): Rows[] {
    return this.#lots.flatMap((lot) => lot[kind] ?? []);
  }

  async #pool(): Promise<OpenTexts> {
    if (this.#texts === null) {
      this.#texts = await readTexts(this.#connection);
      this.#writtenTexts = this.#texts.size;
    }
    return this.#texts;
  }

  async #readFew(): Promise<Pick<Kinds, 'controls' | 'volumes'>> {
    return (this.#few ??= {
      controls: await readRows(this.#connection, 'controls'),
      volumes: await readRows(this.#connection, 'volumes'),
    });
  }

  #readSome(kind: FactKind, rows: SomeRows['uses']): Promise<Rows> {
    return rows === 'all' ? readRows(this.#connection, kind) : readSomeRows(this.#connection, kind, rows);
  }

  async #readAll(): Promise<Kinds> {
    const kinds: Partial<Kinds> = {};
    for (const kind of factKinds) kinds[kind] = await readRows(this.#connection, kind);
    return kinds as Kinds;
  }
}
