import { expect, test } from 'vitest';
import { NotThereError, StemmaError } from '../lib/errors.ts';
import type { HourState, QueriedRow, QueriedWindow } from '../model/queried.ts';
import { openCase, type Case } from '../store/index.ts';
import { type QueryItem, readQueries } from './read-queries.ts';

/** 2026-11-01T10:00:00Z. */
const TEN = Date.UTC(2026, 10, 1, 10) / 1000;
const PREFIX = 'trino://host/c/s/t#';
const userIdentity = { type: 'IAMUser', principalId: 'AIDAIOSFODNN7EXAMPLE', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' };
const iso = (hour: number): string => new Date((TEN + hour * 3600) * 1000).toISOString().replace('.000', '');

const recordOf = (hour: number) => ({
  eventTime: iso(hour),
  eventID: `00000000-0000-4000-8000-00000000000${hour}`,
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  awsRegion: 'us-east-1',
  recipientAccountId: '111122223333',
  userIdentity,
});
const group = (hour: number, count: number): QueriedRow => ({
  kind: 'group',
  record: recordOf(hour),
  activity: 'data',
  last: TEN + hour * 3600 + 60,
  lastEventID: '00000000-0000-4000-8000-0000000000ff',
  count,
});

function windowOf(hour: number, rows: readonly QueriedRow[], state: HourState = 'groups'): QueriedWindow {
  const hours = [{ source: `${PREFIX}${iso(hour).slice(0, 13)}`, from: TEN + hour * 3600, state }];
  async function* asked(): AsyncGenerator<QueriedRow> {
    yield* rows;
  }
  return { hours, rows: asked() };
}

function itemOf(windows: readonly QueriedWindow[], failure?: Error): QueryItem & { known: string[] } {
  const known: string[] = [];
  return {
    kind: 'query',
    source: 'trino://host/c/s/t',
    prefix: PREFIX,
    from: TEN,
    known,
    async *windows(states) {
      known.push(...[...states].map((entry) => entry.join(' ')));
      yield* windows;
      if (failure !== undefined) throw failure;
    },
  };
}

const signal = new AbortController().signal;
const read = (theCase: Case, item: QueryItem) => readQueries(theCase, [item], { signal, since: null, until: null });

test('counts of groups are counted as events, and the case knows the hour', async () => {
  await using theCase = await openCase(':memory:', { create: true });
  expect(await read(theCase, itemOf([windowOf(0, [group(0, 40)])]))).toMatchObject({ added: 40, skipped: [] });
  await theCase.finish();
  expect(await theCase.coverage()).toMatchObject({ events: 40, duplicates: 0, accounts: ['111122223333'] });
  const next = itemOf([]);
  await read(theCase, next);
  expect(next.known).toEqual([`${PREFIX}2026-11-01T10 groups`]);
});

test('the same group again adds nothing', async () => {
  await using theCase = await openCase(':memory:', { create: true });
  await read(theCase, itemOf([windowOf(0, [group(0, 40)])]));
  expect((await read(theCase, itemOf([windowOf(0, [group(0, 40)])]))).added).toBe(0);
  await theCase.finish();
  expect((await theCase.coverage()).events).toBe(40);
});

test('an hour that grows is read event by event, each once', async () => {
  await using theCase = await openCase(':memory:', { create: true });
  const event = (hour: number): QueriedRow => ({ kind: 'event', record: recordOf(hour) });
  await read(theCase, itemOf([windowOf(1, [event(1)], 'events, open')]));
  const late = { kind: 'event', record: { ...recordOf(1), eventID: '00000000-0000-4000-8000-0000000000aa' } } as const;
  const again = itemOf([windowOf(1, [event(1), late], 'events')]);
  expect((await read(theCase, again)).added).toBe(1);
  expect(again.known).toEqual([`${PREFIX}2026-11-01T11 events, open`]);
});

test('what windows gave before one failed stays, and the failure is told with what helps', async () => {
  await using theCase = await openCase(':memory:', { create: true });
  const failure = new StemmaError('the query failed', { exitCode: 3, hint: 'ask for less' });
  const { added, unopened } = await read(theCase, itemOf([windowOf(0, [group(0, 40)])], failure));
  expect([added, unopened]).toMatchObject([
    40,
    [{ source: 'trino://host/c/s/t', reason: 'the query failed', hint: 'ask for less' }],
  ]);
});

test('the case lacks the rest of a table that failed until the table is read', async () => {
  await using theCase = await openCase(':memory:', { create: true });
  const lacked = async () => (await theCase.coverage()).skipped;
  await read(theCase, itemOf([windowOf(0, [group(0, 40)])], new StemmaError('the query failed', { exitCode: 3 })));
  expect(await lacked()).toEqual([{ source: 'trino://host/c/s/t', reason: 'the query failed' }]);
  await read(theCase, itemOf([], new StemmaError('the query was cancelled', { exitCode: 3 })));
  expect(await lacked()).toEqual([{ source: 'trino://host/c/s/t', reason: 'the query was cancelled' }]);
  await read(theCase, itemOf([windowOf(1, [group(1, 2)])]));
  expect(await lacked()).toEqual([]);
});

test('the case lacks nothing of a table that is not there', async () => {
  await using theCase = await openCase(':memory:', { create: true });
  const { unopened } = await read(theCase, itemOf([], new NotThereError('no such table', { exitCode: 3 })));
  expect(unopened).toMatchObject([{ reason: 'no such table' }]);
  expect((await theCase.coverage()).skipped).toEqual([]);
});

test('a row without what every record has is counted as unreadable', async () => {
  await using theCase = await openCase(':memory:', { create: true });
  const { eventSource: _, ...nameless } = recordOf(0);
  const { added, skipped } = await read(theCase, itemOf([windowOf(0, [{ kind: 'event', record: nameless }])]));
  expect(added).toBe(0);
  expect(skipped).toMatchObject([{ reason: expect.stringContaining('lacks what every CloudTrail record has') }]);
});

test('a limit that forbids the first statement ends the scan as wrong usage; later on, what was read stays', async () => {
  await using theCase = await openCase(':memory:', { create: true });
  const refused = new StemmaError('would read 2 TB, more than --max-scan-gb', { exitCode: 2 });
  await expect(read(theCase, itemOf([], refused))).rejects.toBe(refused);
  expect(await read(theCase, itemOf([windowOf(0, [group(0, 3)])], refused))).toMatchObject({
    added: 3,
    unopened: [{ reason: 'would read 2 TB, more than --max-scan-gb' }],
  });
});
