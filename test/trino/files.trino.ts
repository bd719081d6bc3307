import { beforeAll, expect, test } from 'vitest';
import { factsOf, mergeBatches } from '../../src/evidence/index.ts';
import { attackNames, generateOrganisation } from '../../src/synth/index.ts';
import { type FiledTrail, fileTrail, parquetTable, projectedTable, putFile } from './file-table.ts';
import { hoursAround, type Json, queried, spanOf, timesOf, told } from './queried.ts';

/** Tables over files of this machine, in partitions: the same facts, and nothing read that was not asked for. */

const text = new TextDecoder();
const records = [
  ...generateOrganisation({
    days: 3,
    seed: 11,
    events: 1_500,
    attacks: attackNames.filter((name) => !name.includes('/')),
  }),
].flatMap(({ bytes }) => (JSON.parse(text.decode(bytes)) as { Records: Json[] }).Records);
const tables = ['projected', 'parquet', 'calendar'];
let trail: FiledTrail;

beforeAll(async () => {
  trail = await fileTrail('trail', records);
  await projectedTable(trail, 'hive.security.projected');
  await parquetTable('hive.security.parquet', { from: 'hive.security.projected', by: 'day' });
  await parquetTable('hive.security.calendar', { from: 'hive.security.projected', by: 'calendar' });
});

test.each(tables)('%s: the facts are the scanner’s', async (table) => {
  const facts = mergeBatches(await queried(`hive/security/${table}`, hoursAround(spanOf(records))));
  expect(told(facts)).toEqual(told(factsOf(records)));
});

/** A day of one account and region, from midnight to midnight. */
function someDay(): { day: string; since: number; until: number; account: string; region: string } {
  const day = trail.days[1]!;
  const since = Date.parse(day.replaceAll('/', '-')) / 1000;
  return { day, since, until: since + 86_400, account: trail.accounts[0]!, region: trail.regions[0]! };
}

test.each(tables)('%s: a day of one account and region has the facts of its records', async (table) => {
  const { account, region, since, until } = someDay();
  const filters = `?account=${account}&region=${region}`;
  const asked = records.filter((record) => {
    const [time] = timesOf([record]);
    return (
      time! >= since && time! < until && record['recipientAccountId'] === account && record['awsRegion'] === region
    );
  });
  expect(asked.length).toBeGreaterThan(0);
  const facts = mergeBatches(await queried(`hive/security/${table}${filters}`, { since, until }));
  expect(told(facts)).toEqual(told(factsOf(asked)));
});

test('partitions that were not asked for are not opened', async () => {
  const { account, region, day, since, until } = someDay();
  await fileTrail('guarded', records);
  await projectedTable({ ...trail, name: 'guarded' }, 'hive.security.guarded');
  // Whoever opens one of these fails.
  const next = trail.days[trail.days.indexOf(day) + 1];
  const mayBeRead = new Set([`${account}/${region}/${day}`, `${account}/${region}/${next}`]);
  const others = trail.accounts.flatMap((a) =>
    trail.regions.flatMap((r) => trail.days.map((d) => `${a}/${r}/${d}`).filter((key) => !mayBeRead.has(key))),
  );
  expect(others.length).toBeGreaterThan(4);
  for (const partition of others) await putFile('guarded', partition, 'no gzip');
  const asked = { since, until };
  const path = 'hive/security/guarded';
  await expect(queried(`${path}?account=${account}&region=${region}`, asked)).resolves.not.toEqual([]);
  for (const filters of ['', `?account=${account}`, `?region=${region}`]) {
    await expect(queried(`${path}${filters}`, asked)).rejects.toThrow(/query failed/);
  }
  const before = { since: since - 86_400, until };
  await expect(queried(`${path}?account=${account}&region=${region}`, before)).rejects.toThrow(/query failed/);
});
