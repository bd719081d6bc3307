import { detect, markSuspicious } from '../../src/detections/index.ts';
import { factsOf } from '../../src/evidence/index.ts';
import { harden, type HardenRequest } from '../../src/hardening/index.ts';
import { parseAwsRanges } from '../../src/lib/aws-ranges.ts';
import { buildLineage } from '../../src/lineage/index.ts';
import type { Advice } from '../../src/model/advice.ts';
import { configSchema } from '../../src/model/config.ts';
import type { IamAccount, IamRole, IamSnapshot, IamUser } from '../../src/model/iam.ts';
import type { Posture } from '../../src/model/posture.ts';
import { createWorld, type Credential, type World } from '../../src/synth/index.ts';

export const ACCOUNT = '111122223333';
export const FOREIGN = '444455556666';
export const arn = (name: string, account = ACCOUNT): string => `arn:aws:iam::${account}:${name}`;
const aws = parseAwsRanges({ date: '2026-01-01', regions: { 'us-east-1': { ec2: '54.0.0.0/8', other: '' } } });

export function ask(records: readonly unknown[], more: Partial<HardenRequest> = {}): Advice[] {
  const lineage = buildLineage(factsOf(records), { asOf: Date.UTC(2026, 2, 20) / 1000 });
  const config = more.config ?? configSchema.parse({});
  const findings = detect({ lineage, config, awsRanges: aws });
  const coverage = {
    from: Date.UTC(2026, 2, 1) / 1000,
    to: Date.UTC(2026, 2, 20) / 1000,
    files: 1,
    events: records.length,
    duplicates: 0,
    accounts: [ACCOUNT],
    regions: ['us-east-1'],
    skipped: [],
    gaps: [],
  };
  const suspicious = markSuspicious(lineage, findings);
  return harden({ lineage, config, awsRanges: aws, suspicious, coverage, iam: null, posture: null, ...more });
}

export const of = (advice: readonly Advice[], check: string): Advice[] => advice.filter((one) => one.check === check);

export function story(tell: (world: World) => void): readonly unknown[] {
  const world = createWorld({ seed: 7, start: '2026-03-01' });
  tell(world);
  return world.records();
}

export const role = (name: string, trust: unknown, more: Partial<IamRole> = {}): IamRole => ({
  arn: arn(`role/${name}`),
  name,
  path: '/',
  roleId: `AROA${name.toUpperCase()}EXAMPLE`,
  accountId: ACCOUNT,
  trust: { Version: '2012-10-17', Statement: trust },
  policies: [],
  boundary: null,
  tags: {},
  maxSessionSeconds: 3600,
  createdAt: null,
  lastUsedAt: null,
  ...more,
});

export const user = (name: string, more: Partial<IamUser> = {}): IamUser => ({
  arn: arn(`user/${name}`),
  name,
  path: '/',
  userId: `AIDA${name.toUpperCase()}EXAMPLE`,
  accountId: ACCOUNT,
  policies: [],
  groups: [],
  boundary: null,
  tags: {},
  createdAt: null,
  hasLoginProfile: false,
  mfaDevices: [],
  ...more,
});

export const snapshot = (account: Partial<IamAccount>): IamSnapshot => ({
  accounts: [
    {
      accountId: ACCOUNT,
      aliases: [],
      takenAt: null,
      users: [],
      roles: [],
      providers: [],
      accessKeys: [],
      instanceProfiles: [],
      organization: null,
      ...account,
    },
  ],
  problems: [],
});

export const trusting = (...principals: string[]): object => ({
  Effect: 'Allow',
  Principal: { AWS: principals },
  Action: 'sts:AssumeRole',
});
export const clean = (world: World, name: string): Credential => world.accessKey(world.user(name));

export const posture = (edges: readonly [string, string][]): Posture => ({
  takenAt: null,
  principals: [...new Set(edges.flat())].map((name) => ({
    arn: name,
    accountId: ACCOUNT,
    kind: 'role',
    level: 'limited',
    why: [],
    exploitable: true,
    cycle: null,
    cycleConditions: [],
    open: null,
    openTo: [],
    maxSessionSeconds: 3600,
    assumesAll: false,
    breaksOutTo: [],
  })),
  edges: edges.map(([from, to]) => ({ from, to, decision: 'allowed', conditions: [], basis: 'trust policy' })),
  problems: [],
});
