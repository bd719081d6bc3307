import { expect, test } from 'vitest';
import type { Selector, TrailConfig, TrailSelectors } from '../../aws/index.ts';
import { assessStore, assessTrail } from './assess.ts';

const trail: TrailConfig = {
  arn: 'arn:aws:cloudtrail:us-east-1:111122223333:trail/all',
  name: 'all',
  homeRegion: 'us-east-1',
  multiRegion: true,
  organizationTrail: false,
  globalServiceEvents: true,
  logFileValidation: true,
  bucket: 'audit',
  prefix: null,
  kmsKeyId: null,
};
const state = { logging: true, lastDeliveryAt: null, deliveryError: null };
const basic = (readWrite: string, management = true): TrailSelectors => ({
  basic: [{ readWrite, management, excludedSources: ['kms.amazonaws.com'] }],
  advanced: null,
});
const field = (
  name: string,
  equals: string[] | null,
  notEquals: string[] | null = null,
): Selector['fields'][number] => ({
  field: name,
  equals,
  notEquals,
});
const advanced = (...fields: Selector['fields'][number][]): TrailSelectors => ({
  basic: null,
  advanced: [{ name: null, fields }],
});
const management = field('eventCategory', ['Management']);

test.each<[string, TrailSelectors]>([
  ['all management events', basic('All')],
  ['advanced selectors of all management events', advanced(management)],
  [
    'reads and writes by a selector each',
    { basic: [...basic('ReadOnly').basic!, ...basic('WriteOnly').basic!], advanced: null },
  ],
  ['all but KMS', advanced(management, field('eventSource', null, ['kms.amazonaws.com']))],
])('a trail of %s lacks nothing', (_, selectors) => {
  expect(assessTrail(trail, state, selectors)).toEqual([]);
});

test.each<[string, Partial<TrailConfig>, TrailSelectors, RegExp]>([
  ['of write events only', {}, basic('WriteOnly'), /read events: AssumeRole/],
  ['of read events only', {}, basic('ReadOnly'), /write events/],
  ['of data events only', {}, basic('All', false), /no management events/],
  [
    'of data events only, by advanced selectors',
    {},
    advanced(field('eventCategory', ['Data'])),
    /no management events/,
  ],
  [
    'of write events only, by advanced selectors',
    {},
    advanced(management, field('readOnly', ['false'])),
    /read events: AssumeRole/,
  ],
  ['without STS', {}, advanced(management, field('eventSource', null, ['sts.amazonaws.com'])), /event source/],
  ['of one region', { multiRegion: false }, basic('All'), /us-east-1 only/],
  ['without global services', { globalServiceEvents: false }, basic('All'), /global endpoint/],
])('a trail %s lacks that', (_, config, selectors, lacks) => {
  const missing = assessTrail({ ...trail, ...config }, state, selectors);
  expect(missing).toHaveLength(1);
  expect(missing[0]).toMatch(lacks);
});

test('a trail that is stopped, or whose deliveries fail, says so', () => {
  expect(assessTrail(trail, { ...state, logging: false, deliveryError: 'AccessDenied' }, basic('All'))).toEqual([
    'it is not logging',
    'its last delivery failed: AccessDenied',
  ]);
});

test('what could not be asked is not taken for well', () => {
  expect(assessTrail(trail, null, null)).toEqual([
    'whether it is logging is not known',
    'what it selects is not known',
  ]);
});

test('a store that is stopped, and of one region, says so', () => {
  const store = {
    arn: 'arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/x',
    name: 'lake',
    status: 'STOPPED_INGESTION',
    multiRegion: false,
    organizationEnabled: true,
    retentionDays: 90,
    selectors: advanced(management).advanced!,
  };
  expect(assessStore(store)).toEqual([
    'its status is STOPPED_INGESTION',
    'it records one region only: tokens are minted in any region',
  ]);
});
