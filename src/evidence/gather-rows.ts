import { uuidFromText } from '../lib/hash.ts';
import { appendRow, createTable, parseUuid, wordsOf } from '../lib/tables.ts';
import { hourOf } from '../lib/time.ts';
import type { Columns, Table } from '../model/columns.ts';
import {
  type EventLog,
  type FactBatch,
  type FileOutcome,
  identityColumns,
  useColumns,
  useDimensions,
  volumeColumns,
} from '../model/facts.ts';
import type { QueriedHour, QueriedRow } from '../model/queried.ts';
import { createBatch } from './batch.ts';
import { extractEvent } from './extract-event.ts';
import { IDENTITY_WORDS, SLOT, SLOT_COUNT } from './slots.ts';

type Group = Extract<QueriedRow, { kind: 'group' }>;

/**
 * The facts of a query's answer: rows of single events by the extraction that files go through, groups of events as one
 * use row and one line of the event log each. `hours` are the outcomes, as files are where files are read.
 */
export async function gatherRows(rows: AsyncIterable<QueriedRow>, hours: readonly QueriedHour[]): Promise<FactBatch> {
  const batch = createBatch();
  const groups = createGroups(batch.texts);
  const fileOfHour = new Map(hours.map(({ from }, file) => [hourOf(from), file]));
  const unreadable = new Uint32Array(hours.length);
  const events = new Uint32Array(hours.length);
  for await (const row of rows) {
    const file = fileOfHour.get(hourOfRecord(row.record)) ?? 0;
    const taken = row.kind === 'event' ? batch.addRecord(row.record, file) : groups.add(row, file);
    const count = row.kind === 'event' ? 1 : row.count;
    if (taken) events[file]! += count;
    else unreadable[file]! += count;
  }
  const outcomes = hours.map(({ source, state }, file): FileOutcome => {
    const lost = unreadable[file]!;
    const reason = lost === 0 ? null : `a record lacks what every CloudTrail record has (${lost} times)`;
    const status = lost === 0 ? 'read' : 'partial';
    return { source, identity: state, status, reason, events: events[file]!, unreadable: lost };
  });
  return joined(batch.finish(outcomes), groups.freeze());
}

/** 2026-11-22T10:…: the hour is in the text; what is in no hour that was asked for counts for the first. */
function hourOfRecord(record: Readonly<Record<string, unknown>>): number {
  const time = record['eventTime'];
  return typeof time === 'string' ? hourOf(Date.parse(time) / 1000) : -1;
}

type Counted = Pick<FactBatch, 'uses' | 'identities' | 'volumes' | 'events'>;

interface Groups {
  /** False where the record cannot be understood. */
  add(group: Group, file: number): boolean;
  freeze(): Counted;
}

/** A group's row of the case is a sum like that of any batch: rows that are one are made one where batches are merged. */
function createGroups(texts: ReturnType<typeof createBatch>['texts']): Groups {
  const slots = new Uint32Array(SLOT_COUNT);
  const uses = createTable(useColumns);
  const identities = createTable(identityColumns);
  const volumes = createTable(volumeColumns);
  const listed = new Set<string>();
  const lines: EventLine[] = [];

  function addUse({ activity, last, lastEventID, count }: Group): number {
    slots[SLOT.activity] = texts.codeOf(activity);
    const row = uses.addRow();
    for (const name of useDimensions) uses.columns[name][row] = slots[SLOT[name]]!;
    uses.columns.first[row] = slots[SLOT.eventTime]!;
    uses.columns.last[row] = last;
    uses.columns.count[row] = count;
    uses.columns.errors[row] = slots[SLOT.failed]! * count;
    uses.columns.firstEventID.set(slots.subarray(SLOT.eventID, SLOT.eventID + 4), row * 4);
    uses.columns.firstEventName[row] = slots[SLOT.eventName]!;
    parseUuid(lastEventID, uses.columns.lastEventID, row * 4);
    return row;
  }

  function list(): void {
    const words = slots.subarray(0, IDENTITY_WORDS).join();
    if (listed.has(words)) return;
    listed.add(words);
    const row = identities.addRow();
    for (const [at, name] of identityNames.entries()) identities.columns[name][row] = slots[at]!;
  }

  return {
    add(group, file) {
      if (!extractEvent(group.record, slots, texts)) return false;
      const named = slots[SLOT.accessKeyId] !== 0 || slots[SLOT.principalId] !== 0;
      if (named) list();
      const isUse = slots[SLOT.accessKeyId] !== 0 || (named && slots[SLOT.sessionCreatedAt] !== 0);
      const first = slots[SLOT.eventTime]!;
      const volumeRow = appendRow(volumeColumns, volumes, { first, last: group.last, events: group.count }, texts);
      volumes.columns.recipientAccountId[volumeRow] = slots[SLOT.recipientAccountId]!;
      volumes.columns.awsRegion[volumeRow] = slots[SLOT.awsRegion]!;
      const [high, low] = uuidFromText(JSON.stringify(group));
      const useRow = isUse ? addUse(group) + 1 : 0;
      const failed = slots[SLOT.failed]!;
      lines.push({ high: high!, low: low!, eventTime: first, useRow, volumeRow, failed, file, weight: group.count });
      return true;
    },
    freeze: () => ({
      uses: uses.freeze(),
      identities: identities.freeze(),
      volumes: volumes.freeze(),
      events: logOf(lines),
    }),
  };
}

const identityNames = Object.keys(identityColumns) as (keyof typeof identityColumns)[];

/** One entry of the event log. */
interface EventLine {
  readonly high: number;
  readonly low: number;
  readonly eventTime: number;
  readonly useRow: number;
  readonly volumeRow: number;
  readonly failed: number;
  readonly file: number;
  readonly weight: number;
}

function logOf(lines: readonly EventLine[]): EventLog {
  const column = (name: keyof EventLine): Uint32Array => Uint32Array.from(lines, (line) => line[name]);
  return {
    length: lines.length,
    identity: Uint32Array.from(lines.flatMap(({ high, low }) => [high, low])),
    eventTime: column('eventTime'),
    useRow: column('useRow'),
    volumeRow: column('volumeRow'),
    failed: Uint8Array.from(lines, ({ failed }) => failed),
    file: column('file'),
    weight: column('weight'),
  };
}

/** The batch with the groups' rows behind its own. */
function joined(batch: FactBatch, groups: Counted): FactBatch {
  const a = batch.events;
  const b = groups.events;
  return {
    ...batch,
    uses: concat(useColumns, batch.uses, groups.uses),
    identities: concat(identityColumns, batch.identities, groups.identities),
    volumes: concat(volumeColumns, batch.volumes, groups.volumes),
    events: {
      length: a.length + b.length,
      identity: both(a.identity, b.identity),
      eventTime: both(a.eventTime, b.eventTime),
      useRow: both(
        a.useRow,
        b.useRow.map((row) => (row === 0 ? 0 : row + batch.uses.length)),
      ),
      volumeRow: both(
        a.volumeRow,
        b.volumeRow.map((row) => row + batch.volumes.length),
      ),
      failed: Uint8Array.from([...a.failed, ...b.failed]),
      file: both(a.file, b.file),
      weight: both(new Uint32Array(a.length).fill(1), b.weight!),
    },
  };
}

function both(a: Uint32Array, b: Uint32Array): Uint32Array {
  const all = new Uint32Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

function concat<C extends Columns>(columns: C, a: Table<C>, b: Table<C>): Table<C> {
  const table = createTable(columns);
  table.addRows(a.length + b.length);
  for (const name of Object.keys(columns)) {
    table.columns[name]!.set(a.columns[name]!);
    table.columns[name]!.set(b.columns[name]!, a.length * wordsOf(columns[name]!));
  }
  return table.freeze();
}
