import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseAwsRanges } from '../../lib/aws-ranges.ts';
import type { CloudTrailRecord } from '../records/record.ts';
import { attackNames } from './attacks/index.ts';
import { generateOrganisation } from './generate.ts';
import type { OrganisationOptions } from './options.ts';

function generate(options: OrganisationOptions) {
  const organisation = generateOrganisation(options);
  const hash = createHash('sha256');
  const records: CloudTrailRecord[] = [];
  for (const { path, bytes } of organisation) {
    hash.update(path).update(bytes);
    records.push(...(JSON.parse(new TextDecoder().decode(bytes)) as { Records: CloudTrailRecord[] }).Records);
  }
  return { hash: hash.digest('hex'), records, truth: organisation.truth() };
}

const small = { seed: 1, events: 3000, days: 1 };

test('the same seed gives the same bytes and the same truth, another seed others', () => {
  const options = { ...small, attacks: ['two-roles', 'instance-theft'] };
  const [first, again, other] = [generate(options), generate(options), generate({ ...options, seed: 2 })];
  expect(again.hash).toBe(first.hash);
  expect(again.truth).toEqual(first.truth);
  expect(other.hash).not.toBe(first.hash);
});

test('there are as many records as were asked for, and as many as the truth says', () => {
  const { records, truth } = generate({ ...small, attacks: ['cross-account'] });
  const distinct = new Set(records.map(({ eventID }) => eventID)).size;
  expect(truth.events).toBe(distinct);
  expect(distinct).toBeGreaterThanOrEqual(3000);
  expect(distinct).toBeLessThan(3030);
  expect(records.length).toBeGreaterThan(distinct);
});

test('every account and region has its files, and every record lies in those of its own', () => {
  const organisation = generateOrganisation({ ...small, accounts: 4, regions: 3 });
  const seen = new Set<string>();
  for (const { path, bytes } of organisation) {
    const [, , account, , region] = path.split('/');
    seen.add(`${account} ${region}`);
    for (const record of (JSON.parse(new TextDecoder().decode(bytes)) as { Records: CloudTrailRecord[] }).Records) {
      expect([record.recipientAccountId, record.awsRegion]).toEqual([account, region]);
    }
  }
  expect(seen.size).toBe(12);
});

test('machines speak from addresses of AWS or private ones, people from outside', () => {
  const file = new URL('../../../data/aws-ip-ranges.json', import.meta.url);
  const ranges = parseAwsRanges(JSON.parse(readFileSync(file, 'utf8')));
  const { records } = generate(small);
  const kindOf = (ip: string): string =>
    /^(?:192\.0\.2|198\.51\.100)\./.test(ip)
      ? 'people'
      : ip.startsWith('10.')
        ? 'private'
        : ranges.lookup(ip)?.ec2 === true
          ? 'ec2'
          : /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com$|^AWS Internal$/.test(ip)
            ? 'service'
            : ip;
  const kinds = new Set(records.map(({ sourceIPAddress }) => kindOf(String(sourceIPAddress))));
  expect([...kinds].toSorted()).toEqual(['ec2', 'people', 'private', 'service']);
});

describe('an attack', () => {
  test.each(attackNames)('%s is in the truth under its name', (name) => {
    const { truth } = generate({ seed: 5, events: 400, days: 0.5, attacks: [name] });
    expect(truth.attacks.map((attack) => attack.name)).toEqual([name]);
    const ids = new Set(truth.tokens.map(({ accessKeyId }) => accessKeyId));
    for (const id of truth.attacks[0]!.compromised) expect(ids).toContain(id);
    for (const id of truth.attacks[0]!.compromised) expect(truth.benign).not.toContain(id);
    expect(truth.benign.length).toBeGreaterThan(20);
  });

  test('that nobody knows is refused', () => {
    expect(() => generateOrganisation({ seed: 1, attacks: ['nonsense'] })).toThrow('nonsense');
  });
});
