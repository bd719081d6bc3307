import { expect, test } from 'vitest';
import { KEY, account, bySec, iam, needOf, needed, planAgainst } from '../../../test/support/attacker-of-ci.ts';
import { clock, type Json } from '../../../test/support/raw-records.ts';
import type { IamSnapshot } from '../../model/iam.ts';

const SLEEPING = 'AKIASLEEPINGEXAMPLE';
const switched = (at: string, status: string, more: Json = {}): Json =>
  iam(at, 'UpdateAccessKey', { userName: 'ci', accessKeyId: SLEEPING, status }, more);

/** Of a time, with the key inactive. */
const takenAt = (time: string | null, isFileTime?: true): IamSnapshot => {
  const { accounts, problems } = account();
  const keys = [
    { accessKeyId: KEY, userName: 'ci', active: true, createdAt: null },
    { accessKeyId: SLEEPING, userName: 'ci', active: false, createdAt: null },
  ];
  const at = time === null ? null : clock(time);
  const ofFile = isFileTime === true ? { isFileTime } : {};
  return { accounts: accounts.map((each) => ({ ...each, takenAt: at, ...ofFile, accessKeys: keys })), problems };
};

test.each<[string, string | null, true | undefined]>([
  ['since the snapshot', '10:00:00', undefined],
  ['at a time that the snapshot does not tell', null, undefined],
  ['before the file of the snapshot was copied', '11:00:00', true],
])('a key that was switched on %s is switched off', async (_, time, isFileTime) => {
  const told = await planAgainst([switched('10:30:00', 'Active')], takenAt(time, isFileTime));
  expect(await needOf(`deactivate-access-key:${SLEEPING}`, told)).toEqual(needed);
});

test.each([
  ['before the snapshot', [switched('10:30:00', 'Active')], '11:00:00'],
  ['and off again', [switched('10:30:00', 'Active'), switched('10:40:00', 'Inactive', bySec)], '10:00:00'],
])('a key that was switched on %s is left alone', async (_, records, time) => {
  const told = await planAgainst(records, takenAt(time));
  expect(await needOf(`deactivate-access-key:${SLEEPING}`, told)).toMatchObject({
    isPlanned: false,
    result: 'evicted',
  });
});
