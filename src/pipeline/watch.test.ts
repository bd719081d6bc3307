import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { configSchema } from '../model/config.ts';
import type { Severity } from '../model/finding.ts';
import { watch, type Look, type WatchRequest } from './watch.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stemma-watch-'));
  await mkdir(join(folder, 'logs'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function requestOf(signal: AbortSignal, severity?: Severity): WatchRequest {
  const rules = severity === undefined ? {} : { 'trail-tampering': { severity } };
  return {
    sources: [join(folder, 'logs')],
    casePath: join(folder, 'stemma.db'),
    config: configSchema.parse({ rules }),
    since: null,
    until: null,
    workers: 0,
    version: '0',
    aws: { profile: null, region: null, endpointUrl: null, requestPayer: false },
    issuancesOnly: false,
    verify: null,
    stdin: process.stdin,
    env: {},
    maxScanBytes: null,
    onNotice: () => undefined,
    signal,
    onProgress: () => undefined,
    everySeconds: 0,
    alertOn: 'medium',
    now: () => Date.UTC(2026, 10, 1) / 1000,
  };
}

/** The first looks of a watch; `between` runs before each look but the first. */
async function looks(count: number, between: (look: number) => Promise<unknown>, severity?: Severity): Promise<Look[]> {
  const end = new AbortController();
  const seen: Look[] = [];
  for await (const look of watch(requestOf(end.signal, severity))) {
    seen.push(look);
    if (seen.length === count) end.abort();
    else await between(seen.length);
  }
  return seen;
}

/** A rule case that fires, as a delivered file. */
async function deliver(): Promise<void> {
  const cases = new URL(
    '../../test/cases/rules/trail-tampering/fires-role-token-stops-the-trail.json',
    import.meta.url,
  );
  const { records } = JSON.parse(await readFile(cases, 'utf8')) as { records: unknown };
  await writeFile(join(folder, 'logs/1.json'), JSON.stringify({ Records: records }));
}

const alertsOf = (look: Look): string[] =>
  look.kind === 'looked' ? look.alerts.map(({ rule, severity }) => `${severity} ${rule}`) : [];

test('a source that has nothing yet is looked at again', async () => {
  const [first, second] = await looks(2, deliver);
  expect(first).toMatchObject({ kind: 'failed', error: { exitCode: 3 } });
  expect(second!.kind).toBe('looked');
  expect(alertsOf(second!)).toContain('critical trail-tampering');
});

test('a finding is told once, and again only when it is worse', async () => {
  await deliver();
  const nothing = (): Promise<void> => Promise.resolve();
  const mild = await looks(2, nothing, 'medium');
  expect(mild.map(alertsOf).map((alerts) => alerts.filter((alert) => alert.endsWith('trail-tampering')))).toEqual([
    ['medium trail-tampering'],
    [],
  ]);
  const [worse] = await looks(1, nothing, 'critical');
  expect(alertsOf(worse!)).toEqual(['critical trail-tampering']);
  const [better] = await looks(1, nothing, 'low');
  expect(alertsOf(better!)).toEqual([]);
});
