import { readFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import fc from 'fast-check';
import type { EventHistory, LookupEventsRequest } from '../../aws/index.ts';
import type { SourceItem } from '../source.ts';
import { createSpool } from '../spool.ts';
import { firstLook, mintingCalls } from './first-look.ts';
import { nameOfStretch } from './stretches.ts';

const NOW = Date.parse('2026-11-20T12:30:00Z') / 1000;
const DAY = 86_400;
const QUARTER = { from: NOW - 90 * DAY, to: NOW };
const regions = Array.from({ length: 17 }, (_, i) => `region-${i}`);

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

const record = (call: string, time: number, id = ''): string =>
  JSON.stringify({ eventID: `${call} ${time} ${id}`, eventTime: new Date(time * 1000).toISOString() });

/** Regions that answer as CloudTrail does: newest first, fifty events a page, two pages a second each. */
class Account {
  readonly requests = new Map<string, number>();
  readonly pageSize: number;
  /** Records of a call within a time, newest first. */
  readonly recordsOf: (request: LookupEventsRequest, region: string) => Generator<string>;

  constructor(recordsOf: Account['recordsOf'], pageSize = 50) {
    this.recordsOf = recordsOf;
    this.pageSize = pageSize;
  }

  /** Of the region that was asked most: the others waited beside it. */
  clock = (): number => Math.max(0, ...this.requests.values()) * 500;

  history = (region: string): EventHistory => ({
    lookup: (request) => this.#pages(region, request),
  });

  async *#pages(region: string, request: LookupEventsRequest): AsyncGenerator<string[]> {
    let page: string[] = [];
    const ask = (): string[] => {
      this.requests.set(region, (this.requests.get(region) ?? 0) + 1);
      return page;
    };
    for (const one of this.recordsOf(request, region)) {
      if (page.length === this.pageSize) {
        yield ask();
        page = [];
      }
      page.push(one);
    }
    yield ask();
  }
}

interface Looked {
  readonly records: string[];
  readonly sources: Map<string, string>;
  readonly gaps: Extract<SourceItem, { kind: 'gap' }>['gap'][];
  readonly skipped: string[];
}

interface LookOptions {
  readonly seconds?: number | null;
  readonly range?: { readonly from: number; readonly to: number };
  readonly known?: ReadonlyMap<string, string>;
  readonly places?: readonly string[];
}

async function look(account: Account, options: LookOptions = {}): Promise<Looked> {
  const { signal } = new AbortController();
  const spool = createSpool((cleanUp) => cleanUps.push(cleanUp));
  const { seconds = 45, range = QUARTER, known = new Map<string, string>(), places = regions } = options;
  const out: Looked = { records: [], sources: new Map(), gaps: [], skipped: [] };
  const items = firstLook({
    accountId: '111122223333',
    asked: 'cloudtrail:111122223333',
    places: places.map((region) => ({ region, history: account.history(region) })),
    range,
    now: NOW,
    seconds,
    statesUnder: async (prefix) => new Map([...known].filter(([name]) => name.startsWith(prefix))),
    spool,
    signal,
    clock: account.clock,
  });
  for await (const item of items) {
    if (item.kind === 'gap') out.gaps.push(item.gap);
    if (item.kind === 'skipped') out.skipped.push(`${item.source}: ${item.reason}`);
    if (item.kind !== 'file') continue;
    out.sources.set(item.source, item.identity);
    const fetched = await item.fetch!(signal);
    if ('reason' in fetched) throw new Error(fetched.reason);
    const text = 'path' in fetched ? await readFile(fetched.path, 'utf8') : Buffer.from(fetched.bytes).toString();
    out.records.push(...text.split('\n').filter((line) => line !== ''));
  }
  return out;
}

/** So many calls of one name at even distances, newest first. */
const every = (distance: number, call = 'AssumeRole'): Account['recordsOf'] =>
  function* ({ from, to, eventName }, region) {
    if (eventName !== call) return;
    for (let time = Math.floor((to - 1) / distance) * distance; time >= from; time -= distance) {
      yield record(call, time, region);
    }
  };

test('an account in which little happens is known whole in seconds, all its regions side by side', async () => {
  const account = new Account(every(DAY));
  const { records, gaps, skipped } = await look(account);
  expect(records).toHaveLength(90 * regions.length);
  expect([gaps, skipped]).toEqual([[], []]);
  // The hour in which events may still come is asked for by itself; ninety events are a page more.
  expect(account.clock() / 1000).toBeLessThanOrEqual((2 * mintingCalls.length + 1) / 2);
});

test('in a busy account it stops in time, says from when on nothing is missing, and that is so', async () => {
  const account = new Account(every(1));
  const { records, gaps, skipped } = await look(account);
  expect(account.clock() / 1000).toBeLessThanOrEqual(45 + 1.5);
  expect(gaps.map(({ region }) => region)).toEqual(regions);
  for (const { region, from, to, reason } of gaps) {
    expect(from).toBe(QUARTER.from);
    expect(reason).toContain('stopped after 45 seconds');
    const times = records.filter((one) => one.includes(`${region}"`)).map((one) => Number(one.split(' ')[1]));
    const wanted = Array.from({ length: NOW - to! }, (_, i) => NOW - 1 - i);
    expect(times.filter((time) => time >= to!)).toEqual(wanted);
    // Of the ninety requests of the region that was ahead; ten are for calls that nobody made.
    expect(wanted.length).toBeGreaterThan(50 * 50);
  }
  expect(skipped).toHaveLength(1);
  expect(skipped[0]).toContain('the same command goes on from there');
});

test('a later look asks only for what the earlier ones lack, until all is there', async () => {
  const known = new Map<string, string>();
  const range = { from: NOW - 6 * 3600, to: NOW };
  const records = new Set<string>();
  const account = new Account(every(2));
  let looks = 0;
  for (; looks < 20; looks++) {
    const looked = await look(account, { known, range, places: ['us-east-1'] });
    for (const one of looked.records) records.add(one);
    for (const [source, identity] of looked.sources) known.set(source, identity);
    if (looked.gaps.length === 0) break;
    account.requests.clear();
  }
  expect(looks).toBeGreaterThan(0);
  expect(records.size).toBe(3 * 3600);
  // Settled stretches are asked for once; the last hour again by each look.
  account.requests.clear();
  await look(account, { known, range, places: ['us-east-1'] });
  expect(account.clock() / 500).toBeLessThanOrEqual(36 + 2 * mintingCalls.length);
});

test('whatever the times, looks that are cut off lose nothing and have nothing twice but of the last hour', async () => {
  const times = fc.array(fc.tuple(fc.nat(40), fc.constantFrom(...mintingCalls)), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(
      times,
      fc.integer({ min: 3, max: 6 }),
      fc.integer({ min: 12, max: 20 }),
      async (made, pageSize, seconds) => {
        const range = { from: NOW - 7200, to: NOW };
        const all = made.map(([minute, call], i) => ({ time: NOW - 1 - minute * 180, call, id: i }));
        const account = new Account(function* ({ from, to, eventName }) {
          const some = all.filter(({ time, call }) => call === eventName && time >= from && time < to);
          for (const { time, call, id } of some.toSorted((a, b) => b.time - a.time)) yield record(call, time, `${id}`);
        }, pageSize);
        const known = new Map<string, string>();
        const got: string[] = [];
        for (let looks = 0; looks < 200; looks++) {
          account.requests.clear();
          const looked = await look(account, { known, range, places: ['us-east-1'], seconds });
          got.push(...looked.records);
          for (const [source, identity] of looked.sources) known.set(source, identity);
          if (looked.gaps.length === 0) break;
        }
        const wanted = all.filter(({ time }) => time >= range.from);
        expect(new Set(got)).toEqual(new Set(wanted.map(({ time, call, id }) => record(call, time, `${id}`))));
        const settled = got.filter((one) => Number(one.split(' ')[1]) < NOW - 3600);
        expect(new Set(settled).size).toBe(settled.length);
      },
    ),
    { numRuns: 60 },
  );
});

test('looks that cannot have a whole hour of an account get beyond it all the same', async () => {
  const known = new Map<string, string>();
  const range = { from: NOW - 2 * 3600, to: NOW };
  const account = new Account(every(1));
  const covered: number[] = [];
  for (let looks = 0; looks < 12; looks++) {
    account.requests.clear();
    const { sources, gaps } = await look(account, { known, range, places: ['us-east-1'], seconds: 10 });
    for (const [source, identity] of sources) known.set(source, identity);
    const never = gaps.filter(({ from }) => from === range.from);
    covered.push(NOW - (never[0]?.to ?? range.from));
    if (never.length > 0) continue;
    // All was asked for; of the last hour, into which events may have come since, not all again.
    expect(gaps.every(({ reason }) => reason.includes('may have come late'))).toBe(true);
  }
  expect(covered.toSorted((a, b) => a - b)).toEqual(covered);
  expect(covered.at(-1)).toBe(7200);
});

test('a region that may not be asked is told, and the others are known', async () => {
  const denied = 'User: x is not authorized to perform: cloudtrail:LookupEvents';
  const account = new Account(every(DAY));
  const { history } = account;
  const refuse = async function* (): AsyncGenerator<string[]> {
    yield [];
    throw Object.assign(new Error(denied), { name: 'AccessDeniedException' });
  };
  account.history = (region) => (region === 'region-3' ? { lookup: refuse } : history(region));
  const { records, skipped } = await look(account);
  expect(records).toHaveLength(90 * (regions.length - 1));
  expect(skipped).toEqual(['cloudtrail:111122223333/region-3: access denied (cloudtrail:LookupEvents)']);
});

test('what is known of one call is asked for of the others', async () => {
  const range = { from: NOW - 10 * 3600, to: NOW - 5 * 3600 };
  const account = new Account(every(600, 'GetSessionToken'));
  const known = new Map([[`cloudtrail:111122223333/us-east-1/${nameOfStretch(range)}/AssumeRole`, 'closed']]);
  const { records, sources } = await look(account, { known, range, places: ['us-east-1'] });
  expect(records).toHaveLength(30);
  expect([...sources.keys()]).toContain(`cloudtrail:111122223333/us-east-1/${nameOfStretch(range)}/GetSessionToken`);
});
