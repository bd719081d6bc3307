import { expect, test } from 'vitest';
import { UsageError } from '../../lib/errors.ts';
import { type NewTable, tableStatement } from './table-statement.ts';

const table: NewTable = {
  database: 'security',
  table: 'cloudtrail_logs',
  trail: 's3://org-trail/logs/',
  organization: 'o-abcdefghij',
  accounts: ['111122223333', '444455556666'],
  regions: ['eu-west-1', 'us-east-1'],
  since: Date.UTC(2026, 0, 15) / 1000,
};

test('an organisation trail is projected by account, region and day', () => {
  const sql = tableStatement(table);
  expect(sql).toContain('CREATE EXTERNAL TABLE IF NOT EXISTS `security`.`cloudtrail_logs`');
  expect(sql).toContain('PARTITIONED BY (account STRING, region STRING, `timestamp` STRING)');
  expect(sql).toContain(`'projection.account.values' = '111122223333,444455556666'`);
  expect(sql).toContain(`'projection.timestamp.range' = '2026/01/15,NOW'`);
  expect(sql).toContain(`'s3://org-trail/logs/AWSLogs/o-abcdefghij/\${account}/CloudTrail/\${region}/\${timestamp}'`);
});

test('an account trail has no organisation in its path', () => {
  const sql = tableStatement({ ...table, organization: null, trail: 's3://my-trail' });
  expect(sql).toContain(`LOCATION 's3://my-trail/AWSLogs/'`);
});

test('regions of every partition are regions', () => {
  const regions = ['us-gov-west-1', 'cn-north-1', 'eusc-de-east-1'];
  expect(tableStatement({ ...table, regions })).toContain(`'projection.region.values' = '${regions.join(',')}'`);
});

test.each(['s3://my-trail/logs', 's3://my-trail/logs/AWSLogs', 's3://my-trail/logs/AWSLogs/'])(
  'the logs of %s lie in AWSLogs once',
  (trail) => {
    const sql = tableStatement({ ...table, organization: null, trail });
    expect(sql).toContain(`LOCATION 's3://my-trail/logs/AWSLogs/'`);
  },
);

test.each<[string, Partial<NewTable>]>([
  ['a trail that ends the text', { trail: `s3://x/'; DROP TABLE y; --` }],
  ['a trail that is no bucket', { trail: '/var/log' }],
  ['an account of letters', { accounts: [`1'1`] }],
  ['no account', { accounts: [] }],
  ['a region that is none', { regions: ['*'] }],
  ['an organisation that is none', { organization: 'x' }],
  ['a table with a quote', { table: 'x`' }],
])('%s is wrong usage', (_, wrong) => {
  expect(() => tableStatement({ ...table, ...wrong })).toThrow(UsageError);
});
