import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { grantFor, grantNames, permissionsPage, policyDocument } from './permissions.ts';

test('the page holds the policies that the command prints', async () => {
  await expect(permissionsPage()).toMatchFileSnapshot('../../docs/permissions.md');
  const page = await readFile(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
  for (const name of grantNames) {
    const [, text] = new RegExp(`^## ${name}\\n[^]*?\`\`\`json\\n([^]*?)\`\`\``, 'm').exec(page) ?? [];
    expect(JSON.parse(text ?? 'null')).toEqual(policyDocument(name));
  }
});

test.each([
  ['s3://logs/AWSLogs', 's3'],
  ['cloudtrail:us-east-1', 'cloudtrail'],
  ['athena://primary/default/cloudtrail_logs', 'athena'],
  ['lake:arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/x', 'lake'],
  ['snapshot', 'snapshot'],
  ['AWSLogs/', null],
])('%s needs the policy of %s', (source, name) => {
  expect(grantFor(source)).toBe(name);
});

test('nothing in them writes but results of queries', () => {
  const actions = grantNames.flatMap((name) =>
    (policyDocument(name) as { Statement: { Action: string[] }[] }).Statement.flatMap(({ Action }) => Action),
  );
  const writes = actions.filter(
    (action) => !/:(Get|List|Describe|Lookup|Decrypt|Start.*Query|Stop.*Query|CancelQuery)/.test(action),
  );
  expect(new Set(writes)).toEqual(new Set(['s3:AbortMultipartUpload', 's3:PutObject']));
});
