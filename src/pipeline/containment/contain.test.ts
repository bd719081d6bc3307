import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { createDecider, readSnapshot } from '../../posture/index.ts';
import { openCase } from '../../store/index.ts';
import { defaultAwsOptions } from '../../model/aws.ts';
import { scan } from '../index.ts';
import { partOfPlan, planContainment, type Containment } from './index.ts';
import { judge, type Judged } from '../review/judge.ts';
import { loadConfig } from '../config.ts';

const example = (name: string, file = ''): string =>
  new URL(`../../../examples/${name}/${file}`, import.meta.url).pathname;

async function judgedExample(name: string): Promise<{ judged: Judged; key: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'stemma-contain-'));
  const casePath = join(folder, 'case.db');
  const config = await loadConfig(null);
  const options = { asOf: 'last', config, version: '0' } as const;
  await scan({
    ...options,
    sources: [example(name)],
    casePath,
    since: null,
    until: null,
    workers: 0,
    explain: null,
    issuancesOnly: false,
    aws: defaultAwsOptions,
    env: {},
    now: () => 0,
    maxScanBytes: null,
    onNotice: () => {},
    stdin: Readable.from([]),
    outputs: [],
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  await using theCase = await openCase(casePath, { readOnly: true });
  const judged = await judge(theCase, options);
  const truth = JSON.parse(await readFile(example(name, 'truth.json'), 'utf8')) as {
    attacks: { compromised: string[] }[];
  };
  await rm(folder, { recursive: true });
  return { judged, key: truth.attacks[0]!.compromised[0]! };
}

describe.each([
  { name: 'leaked-key', role: 'Admin', kinds: ['deny-role', 'revoke-role-sessions'] },
  { name: 'support-user', role: 'SupportDataReader', kinds: ['deny-user-tokens', 'revoke-role-sessions'] },
])('the trail of the $name', ({ name, role, kinds }) => {
  let judged: Judged;
  let key: string;
  let options: Parameters<typeof planContainment>[2];
  let found: Containment;
  beforeAll(async () => {
    ({ judged, key } = await judgedExample(name));
    const snapshot = await readSnapshot([example(name, 'iam.json')]);
    options = { snapshot, deciderOf: createDecider, assume: null, prove: true };
    found = await planContainment(judged, [key], options);
  }, 60_000);

  test('is ended by a short plan that is proven, and the user lives', () => {
    expect(found.plan.proof).toMatchObject({ result: 'evicted', remaining: [] });
    const actions = found.plan.phases.flatMap((phase) => phase.actions);
    expect(actions.map(({ kind }) => kind)).toEqual(kinds);
  });

  test('is not ended by deactivating the key, nor by revoking the role once after that', async () => {
    const off = `deactivate-access-key:${key}`;
    const revoke = `revoke-role-sessions:arn:aws:iam::111122223333:role/${role}`;
    for (const assume of [[off], [off, revoke]]) {
      const { plan } = await planContainment(judged, [key], { ...options, assume });
      expect(plan.proof!.result).toBe('survives');
      expect(plan.proof!.remaining[0]!.because).not.toBe('');
    }
  });

  test('survives each action of the plan that is left out', async () => {
    const ids = found.plan.phases.flatMap((phase) => phase.actions.map(({ id }) => id));
    expect((await partOfPlan(found, ids)).proof).toEqual(found.plan.proof);
    expect((await partOfPlan(found, ids.slice(1))).proof!.result).toBe('survives');
    expect((await partOfPlan(found, [])).proof!.result).toBe('survives');
  });

  test('is planned for without a snapshot too, and then nothing is called proven', async () => {
    const { plan } = await planContainment(judged, [key], { ...options, snapshot: null, deciderOf: null });
    expect(plan.proof!.result).toBe('not-proven');
    expect(plan.phases.flatMap((phase) => phase.actions).map(({ kind }) => kind)).toEqual(kinds);
  });
});
