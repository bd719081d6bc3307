import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEvidence } from '../evidence/index.ts';
import { configSchema } from '../model/config.ts';
import type { IamAccount } from '../model/iam.ts';
import { openCase } from '../store/index.ts';
import { attackScenarios } from '../synth/index.ts';
import type { CaseIam } from './iam.ts';
import { judge } from './review/judge.ts';
import { withOrganization } from './organization.ts';
import { recall, remember } from './review/recall.ts';

const OURS = 'o-exampleorgid';
const THEIRS = 'o-othersorgid';
const [HERE, THERE] = ['111122223333', '999988887777'];

const folder = mkdtempSync(join(tmpdir(), 'stemma-organization-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const casePath = join(folder, 'case.db');

const keyOf = (organizationId: string, account: string): string =>
  `copy/AWSLogs/${organizationId}/${account}/CloudTrail/us-east-1/2026/03/01/${account}_CloudTrail_us-east-1.json`;

/** A lineage goes into another account, of whose logs the folder has one file that cannot be read. */
beforeAll(async () => {
  const { records } = attackScenarios['chain to an unknown account']!(1).world;
  const contents = {
    [keyOf(OURS, HERE)]: JSON.stringify({ Records: records() }),
    [keyOf(OURS, THERE)]: '{"Records":[{',
  };
  const files = Object.entries(contents).map(([name, text]) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return { source: path, path, size: text.length, identity: 'first' };
  });
  await using theCase = await openCase(casePath, { create: true });
  for await (const batch of readEvidence(files, { workers: 0 })) await theCase.append(batch);
  await theCase.finish();
});

async function externalIn(config: Record<string, unknown>): Promise<number> {
  await using theCase = await openCase(casePath, { readOnly: true });
  const { view } = await judge(theCase, { asOf: 'last', config: configSchema.parse(config), version: '' });
  return view.findings.filter(({ rule }) => rule === 'external-chain').length;
}

describe('an account whose logs lie under the id of an organization', () => {
  test('is known to the case from then on, whether they could be read or not', async () => {
    await using theCase = await openCase(casePath, { readOnly: true });
    expect(await theCase.organizations()).toEqual([
      { organizationId: OURS, accountId: HERE },
      { organizationId: OURS, accountId: THERE },
    ]);
  });

  test('is external unless the configuration names that organization', async () => {
    expect(await externalIn({})).toBe(1);
    expect(await externalIn({ organizationId: THEIRS })).toBe(1);
    expect(await externalIn({ organizationId: OURS })).toBe(0);
  });

  test('is in what a judgement is kept by: with another organization it is judged anew', async () => {
    const optionsFor = (organizationId: string) =>
      ({ asOf: 'last', config: configSchema.parse({ organizationId }), version: '' }) as const;
    await using theCase = await openCase(casePath);
    await remember(theCase, await judge(theCase, optionsFor(OURS)), optionsFor(OURS));
    expect(await recall(theCase, optionsFor(THEIRS))).toBeNull();
    const recalled = await recall(theCase, optionsFor(OURS));
    expect(recalled!.view.findings.map(({ rule }) => rule)).not.toContain('external-chain');
  });
});

describe('a snapshot', () => {
  const [MANAGING, LISTED] = ['222233334444', '555566667777'];
  const accountIn = (accountId: string, organizationId: string | null): IamAccount => ({
    accountId,
    aliases: [],
    takenAt: null,
    users: [],
    roles: [],
    providers: null,
    accessKeys: null,
    instanceProfiles: null,
    organization:
      organizationId === null ? null : { organizationId, managementAccountId: MANAGING, scps: null, rcps: null },
  });
  const knownWith = async (accounts: readonly IamAccount[]): Promise<readonly string[]> => {
    const organizationAccounts = [{ accountId: LISTED, name: null, status: 'ACTIVE' }];
    const iam = { snapshot: { accounts, problems: [], organizationAccounts }, posture: {}, key: '' };
    await using theCase = await openCase(':memory:');
    const config = configSchema.parse({ organizationId: OURS, knownAccounts: [HERE] });
    return (await withOrganization(theCase, config, iam as unknown as CaseIam)).knownAccounts;
  };

  test('of the organization adds its account, the managing one and those that are listed', async () => {
    expect(await knownWith([accountIn(THERE, OURS)])).toEqual([HERE, THERE, MANAGING, LISTED]);
  });

  test.each([
    ['another organization', THEIRS],
    ['none that is known', null],
  ])('of %s adds nothing', async (_, organizationId) => {
    expect(await knownWith([accountIn(THERE, organizationId)])).toEqual([HERE]);
  });

  test('of two organizations does not say whose accounts are listed', async () => {
    const known = await knownWith([accountIn(THERE, OURS), accountIn('888899990000', THEIRS)]);
    expect(known).toEqual([HERE, THERE, MANAGING]);
  });
});
