import { rmSync } from 'node:fs';
import type { DuckDBConnection } from './duckdb.ts';
import type { Coverage, OrganizationAccount } from '../model/coverage.ts';
import type { CaseFacts, EventLog, FactBatch } from '../model/facts.ts';
import { type CountedEvents, openCountedEvents } from './counted-events.ts';
import { readCoverage } from './coverage.ts';
import {
  begun,
  type Database,
  inTransaction,
  letGo,
  limitMemory,
  openDatabase,
  type OpenOptions,
  withRoom,
} from './database.ts';
import { listDocuments, readDocument, writeDocument } from './documents.ts';
import { explain } from './explain.ts';
import { FactStore, type SomeRows } from './fact-store.ts';
import { dropKept, type Kept, keptKey, readKept, writeKept } from './kept.ts';
import {
  enterStaged,
  entriesOf,
  everything,
  type Fate,
  filesWithRecords,
  identitiesUnder,
  type KnownFile,
  type LedgerEntry,
  type Range,
  stageEntries,
  unreadFiles,
} from './ledger.ts';
import { readMeta, writeMeta } from './meta.ts';
import { readOrganizations } from './organizations.ts';
import { takeOff } from './take-off.ts';
import { TrimWatch } from './trim-watch.ts';
import { Turns } from './turns.ts';
import { isKnownUnlisted, type Unlisted, writeUnlisted } from './unlisted.ts';

export interface Added {
  /** Counted for the first time. */
  readonly events: number;
  readonly duplicates: number;
}

/** A write costs some milliseconds however little it writes, so batches wait until they are worth one. */
const ROWS_A_WRITE = 400_000;
const TEXT_BYTES_A_WRITE = 48 << 20;
const EVENTS_A_WRITE = 1_000_000;
/** Lots of which an event waits are held whole: of accounts of one group that are read one after the other that becomes all of them. */
const IDENTITIES_HELD = 2_500_000;
const MANY_ROWS = 1_000_000;

/** The case file, opened. All its verbs throw errors that say what to do where a user can do something. */
export class Case {
  readonly path: string;
  readonly #database: Database;
  #counted: CountedEvents | null = null;
  readonly #facts: FactStore;
  #entries: LedgerEntry[] = [];
  /** Events that wait to be written. */
  #events = 0;
  readonly #trimWatch = new TrimWatch();
  #compact: boolean;
  /** A commit on its way: whoever asks the database waits for it, and whoever asks memory does not. */
  #committing: Promise<void> | null = null;
  /** What was read, as long as it is what the case holds. */
  #coverage: Omit<Coverage, 'gaps'> | null = null;
  /** Which documents there are, where that is known: most cases have none, and need not be asked for it. */
  #documents: ReadonlySet<string> | null = null;
  /** What is kept, being read before it is asked for. */
  #ahead: Promise<Kept | null> | null = null;
  /** After a write that failed, what is in memory is ahead of the file. */
  readonly #turns = new Turns((error) => explain(error, this.path));

  constructor(path: string, database: Database, { compact, manyRows }: { compact: boolean; manyRows: number }) {
    this.path = path;
    this.#database = database;
    this.#facts = new FactStore(database.connection, { casePath: path, manyRows, isNew: database.isNew });
    this.#compact = compact;
  }

  /** The files that the case has not read whole, in their present state and for all of the range. */
  unread<F extends KnownFile>(files: readonly F[], range: Range = everything): Promise<F[]> {
    return this.#run(() => unreadFiles(this.#connection, files, range));
  }

  /** Of these files, those in which records were found, in their present state. */
  withRecords<F extends KnownFile>(files: readonly F[]): Promise<F[]> {
    return this.#run(() => this.#written(() => filesWithRecords(this.#connection, files)));
  }

  /** In which state the case knows what lies under a location that has a scheme. */
  statesUnder(prefix: string, fate: Fate = 'had'): Promise<Map<string, string>> {
    return this.#run(() => this.#written(() => identitiesUnder(this.#connection, prefix, fate)));
  }

  /**
   * Adds what a worker read, each event once. Facts, counted events and the ledger of files are written together, in one
   * transaction for several batches; what still waits for it when the process is killed is read again by the next scan.
   */
  append(batch: FactBatch, range: Range = everything): Promise<Added> {
    return this.#run(async () => {
      this.#coverage = null;
      if (this.#counted === null) {
        // A case at rest has too little memory for reading whole hours.
        await limitMemory(this.#connection, 'adding');
        this.#counted = await openCountedEvents(this.#connection);
      }
      const repeated = await this.#counted.repeated(batch);
      const { facts, duplicates } = takeOff(batch, repeated);
      const events = eventsIn(batch.events) - duplicates;
      if (events > 0) await this.#facts.add(facts, batch.texts);
      this.#events += events;
      this.#entries.push(...entriesOf(batch.files, batch.events, range));
      if (this.#isWorthAWrite()) await this.#write();
      else if (this.#trimWatch.isDue()) await this.#trim();
      return { events, duplicates };
    });
  }

  /** Keeps what could not be listed of the sources of a scan: the case lacks it, as it lacks a file that was not read. */
  keepUnlisted(unlisted: Unlisted, range: Range = everything): Promise<void> {
    return this.#run(async () => {
      // So it is with nearly every scan, and a scan that adds nothing has no other transaction.
      if (await isKnownUnlisted(this.#connection, unlisted, range)) return;
      this.#coverage = null;
      await inTransaction(this.#connection, async () => {
        await writeUnlisted(this.#connection, unlisted, range);
        // As after any change of the ledger.
        await dropKept(this.#connection);
      });
    });
  }

  /**
   * Writes what waits and puts the facts in order. A case that nobody finished is finished by the next who does. The disk may
   * still be busy with it afterwards, while the facts are read from memory: what goes wrong there is told by the next verb.
   */
  finish(): Promise<void> {
    return this.#run(async () => {
      if (this.#isWaiting || !this.#compact) await this.#finish();
      this.#closeCounted();
    });
  }

  /** All facts, in columns, in the order of `factOrder`. */
  loadFacts(): Promise<CaseFacts> {
    const load = (): Promise<CaseFacts> => this.#facts.load(this.#compact);
    return this.#run(
      () => this.#written(load),
      () => (this.#facts.isLoaded && !this.#isWaiting ? load() : null),
    );
  }

  /** Facts of which only these rows of issuances and uses, all controls and all volumes are filled in: the others are zeros. */
  loadSomeFacts(rows: SomeRows): Promise<CaseFacts> {
    return this.#run(() => this.#written(() => (this.#compact ? this.#facts.loadSome(rows) : this.#facts.load(false))));
  }

  /** Whether so much is in memory that what is done with it had better leave nothing behind. */
  get isLarge(): boolean {
    return this.#facts.isLarge;
  }

  /** Keeps what was worked out from the facts as they are, in place of what was kept before. */
  keep(kept: Kept): Promise<void> {
    return this.#run(() =>
      this.#written(async () => {
        await (this.#facts.isLarge ? letGo : limitMemory)(this.#connection, 'sparing');
        await withRoom(this.#connection, () => writeKept(this.#connection, kept));
        this.#foldAfter(Promise.resolve());
      }),
    );
  }

  /** What was kept under a key from the facts as they are, else null. */
  kept(key: string): Promise<Kept | null> {
    const ahead = this.#ahead;
    if (ahead !== null) return ahead.then((kept) => (kept?.key === key ? kept : null));
    return this.#run(() =>
      this.#written(async () =>
        this.#compact && (await keptKey(this.#connection)) === key ? readKept(this.#connection) : null,
      ),
    );
  }

  /** Begins to read what is kept, beside everything else, for who will surely ask for it. Only of a case opened to be read. */
  readAhead(): void {
    if (!this.#database.readOnly || !this.#compact) return;
    this.#ahead = this.#database.beside(readKept).catch((error: unknown) => {
      throw explain(error, this.path);
    });
    this.#ahead.catch(() => undefined);
  }

  /** What was read, all scans together. */
  coverage(): Promise<Omit<Coverage, 'gaps'>> {
    return this.#run(
      () => this.#written(() => this.#readCoverage()),
      () => (this.#coverage === null ? null : Promise.resolve(this.#coverage)),
    );
  }

  async #readCoverage(): Promise<Omit<Coverage, 'gaps'>> {
    return readCoverage(this.#connection, await this.#facts.loadVolumes(this.#compact));
  }

  /** Accounts whose logs lie under an organization's id, of all scans together. */
  organizations(): Promise<OrganizationAccount[]> {
    return this.#run(() => this.#written(() => readOrganizations(this.#connection)));
  }

  /** A document kept with the case, such as an IAM snapshot, null where it is not there. */
  getDocument(name: string): Promise<string | null> {
    return this.#run(
      () => withRoom(this.#connection, () => readDocument(this.#connection, name)),
      () => (this.#documents?.has(name) === false ? Promise.resolve(null) : null),
    );
  }

  /** Names of the documents that begin with `prefix`, in their order. */
  listDocuments(prefix = ''): Promise<string[]> {
    return this.#run(() => listDocuments(this.#connection, prefix));
  }

  /** Keeps a document (text of any length, as a rule JSON) with the case, in place of the one of its name. Null removes it. */
  setDocument(name: string, document: string | null): Promise<void> {
    return this.#run(async () => {
      this.#documents = null;
      const write = (): Promise<void> => writeDocument(this.#connection, name, document);
      await withRoom(this.#connection, () => inTransaction(this.#connection, write));
    });
  }

  /** Takes a case without an event off the disk. It is locked until it is closed: nobody else has it open. */
  removeIfEmpty(): Promise<void> {
    return this.#run(() =>
      this.#written(async () => {
        if (this.path === ':memory:' || (await this.#readCoverage()).events > 0) return;
        // With nothing in the write-ahead log, closing has nothing to write any more.
        await this.#connection.run('CHECKPOINT');
        rmSync(this.#database.path, { force: true });
      }),
    );
  }

  /** Closes the file. What was appended and not finished is written, and waits for the next `finish`. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (!this.#turns.hasFailed) await this.#run(() => this.#written(() => Promise.resolve()));
    } finally {
      await this.#turns.done();
      await this.#committing?.catch(() => undefined);
      await this.#ahead?.catch(() => undefined);
      this.#database.close();
    }
  }

  get #connection(): DuckDBConnection {
    return this.#database.connection;
  }

  get #isWaiting(): boolean {
    return this.#entries.length > 0 || this.#events > 0;
  }

  #isWorthAWrite(): boolean {
    const { rows, textBytes } = this.#facts.waiting;
    const held = this.#counted?.held ?? 0;
    return (
      rows > ROWS_A_WRITE ||
      textBytes > TEXT_BYTES_A_WRITE ||
      this.#events > EVENTS_A_WRITE ||
      (this.#events > EVENTS_A_WRITE / 4 && held > IDENTITIES_HELD)
    );
  }

  async #written<T>(read: () => Promise<T>): Promise<T> {
    if (this.#isWaiting) await this.#write();
    return read();
  }

  async #write(): Promise<void> {
    const compact = this.#compact && this.#events === 0;
    await limitMemory(this.#connection, 'adding');
    const write = (): Promise<void> => this.#writeAll(false, compact);
    await withRoom(this.#connection, () => inTransaction(this.#connection, write));
    this.#settle(compact);
    await this.#trim();
  }

  /** What DuckDB keeps of what was written or looked up is hardly asked for again while more is read. */
  async #trim(): Promise<void> {
    await limitMemory(this.#connection, 'resting');
    await limitMemory(this.#connection, 'adding');
    this.#trimWatch.trimmed();
  }

  /** The same in order, but for the end: the facts are in memory then, and the commit need not be waited for. */
  async #finish(): Promise<void> {
    // A case that is not compact has many rows to read before any are written.
    await limitMemory(this.#connection, this.#compact ? 'rewriting' : 'sparing');
    const { commit } = await begun(this.#connection, async () => {
      await this.#writeAll(true, true);
      this.#coverage = await readCoverage(this.#connection, await this.#facts.loadVolumes(true));
      this.#documents = new Set(await listDocuments(this.#connection, ''));
    });
    this.#settle(true);
    this.#foldAfter(commit());
    // Beside many rows DuckDB's memory is too much: it has let it go before they are looked at.
    if (this.#facts.isLarge) await this.#committing;
  }

  /** Folds what was written into the file, which nobody waits for: at the end somebody would. */
  #foldAfter(commit: Promise<void>): void {
    this.#committing = commit.then(async () => {
      await this.#connection.run('CHECKPOINT');
      // Giving memory back takes some milliseconds: of little it pays when the case is closed.
      if (this.#facts.isLarge) await letGo(this.#connection, 'resting');
    });
    this.#committing.catch(() => undefined);
  }

  #closeCounted(): void {
    this.#counted?.close();
    this.#counted = null;
  }

  async #writeAll(finishing: boolean, compact: boolean): Promise<void> {
    await dropKept(this.#connection);
    const mergedFirst = await this.#enterFiles(() => finishing && this.#compact && this.#facts.mergeFirst());
    if (this.#events > 0) await this.#counted?.write();
    // What was counted is not asked for any more, as a rule, and takes memory that merging needs.
    if (finishing) this.#closeCounted();
    if (mergedFirst) await this.#facts.writeFirst();
    else if (finishing) await this.#facts.writeMerged(this.#compact);
    else await this.#facts.write();
    if (compact !== this.#compact) await writeMeta(this.#connection, 'compact', compact ? 'yes' : 'no');
  }

  /** Enters what was read into the ledger, and does something that asks the database nothing meanwhile. */
  async #enterFiles<T>(beside: () => T): Promise<T> {
    if (this.#entries.length === 0) return beside();
    await stageEntries(this.#connection, this.#entries);
    const entering = enterStaged(this.#connection);
    // Whatever becomes of the other.
    entering.catch(() => undefined);
    const done = beside();
    await entering;
    return done;
  }

  #settle(compact: boolean): void {
    this.#compact = compact;
    this.#facts.settle();
    this.#counted?.settle();
    this.#entries = [];
    this.#events = 0;
  }

  /** What memory answers, if it has an answer, waits for no commit. */
  #run<T>(work: () => Promise<T>, fromMemory: () => Promise<T> | null = () => null): Promise<T> {
    return this.#turns.take(async () => {
      const known = fromMemory();
      if (known !== null) return await known;
      await this.#committing;
      this.#committing = null;
      return await work();
    });
  }
}

const eventsIn = ({ length, weight }: EventLog): number => weight?.reduce((sum, one) => sum + one, 0) ?? length;

/** Opens the case at a path, `:memory:` for one that is gone when it is closed. */
export async function openCase(path: string, options: OpenOptions = {}): Promise<Case> {
  const database = await openDatabase(path, options);
  const compact = (await readMeta(database.connection, 'compact')) === 'yes';
  return new Case(path, database, { compact, manyRows: options.manyRows ?? MANY_ROWS });
}
