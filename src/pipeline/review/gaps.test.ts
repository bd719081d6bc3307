import { expect, test } from 'vitest';
import { record, user, type Json } from '../../../test/support/raw-records.ts';
import { factsOf } from '../../evidence/index.ts';
import { findGaps } from './gaps.ts';

const boss = user('boss', 'AKIABOSSEXAMPLE');
const call = (at: string, awsRegion = 'us-east-1'): Json => record({ at, userIdentity: boss, awsRegion });
const trail = (at: string, eventName: string): Json =>
  record({
    at,
    userIdentity: boss,
    eventSource: 'cloudtrail.amazonaws.com',
    eventName,
    requestParameters: { name: 'main' },
  });

test.each<[string, Json[], (string | null)[]]>([
  ['nothing comes after', [call('09:00:00'), trail('10:00:00', 'StopLogging')], [null]],
  ['what comes after was on its way', [call('09:00:00'), trail('10:00:00', 'StopLogging'), call('10:02:00')], [null]],
  ['another trail goes on', [call('09:00:00'), trail('10:00:00', 'DeleteTrail'), call('10:30:00')], []],
  [
    'it is started again, and nothing lies between',
    [call('09:00:00'), trail('10:00:00', 'StopLogging'), trail('11:00:00', 'StartLogging'), call('11:30:00')],
    [null],
  ],
  [
    'it is started again, and another one went on in between',
    [call('09:00:00'), trail('10:00:00', 'StopLogging'), call('10:30:00'), trail('11:00:00', 'StartLogging')],
    [],
  ],
  [
    'a region falls silent with it',
    [call('09:00:00'), call('09:00:00', 'eu-west-1'), trail('10:00:00', 'StopLogging'), call('10:30:00')],
    ['eu-west-1'],
  ],
])('a trail that is stopped leaves a gap where records do not go on: %s', (_, records, regions) => {
  expect(findGaps(factsOf(records), []).map(({ region }) => region)).toEqual(regions);
});
