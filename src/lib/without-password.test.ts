import { expect, test } from 'vitest';
import { withoutPassword } from './without-password.ts';

test.each([
  ['trino+https://ann:secret@host:8443/c/s/t', 'trino+https://host:8443/c/s/t'],
  ['trino+https://ann@host/c/s/t', 'trino+https://host/c/s/t'],
  ['TRINO://ann:se@cret@host/c/s/t', 'TRINO://host/c/s/t'],
  ['trino+https://ann:se/cret@host/c/s/t', 'trino+https://host/c/s/t'],
  ['trino+https://ann:se?cr#et@host/c/s/t', 'trino+https://host/c/s/t'],
  ['trino+https:ann:secret@host/c', 'trino+https:host/c'],
  ['trino+https://ann:se\ncret@host/c/s/t', 'trino+https://host/c/s/t'],
  ['https://ann:secret@host/logs', 'https://host/logs'],
  ['s3://id:secret@bucket/logs', 's3://bucket/logs'],
])('%j is shown as %j', (source, shown) => expect(withoutPassword(source)).toBe(shown));

test.each([
  'trino://host/c/s/t',
  's3://bucket/a@b.json',
  'lake:arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/abc',
  'athena://group/database/table?output=s3://results/a@b/',
  'cloudtrail:us-east-1,eu-west-1',
  'logs/ann:secret@host.json',
  '/mnt/a@b',
  'C:\\logs\\a@b',
  '-',
])('%j has no password', (source) => expect(withoutPassword(source)).toBe(source));
