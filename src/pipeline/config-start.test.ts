import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileTexts } from '../../test/support/hostile.ts';
import { detectAll, markSuspicious, type DetectionContext } from '../detections/index.ts';
import { factsOf } from '../evidence/index.ts';
import { holds, parseAddress, parseRange } from '../lib/addresses.ts';
import { parseAwsRanges } from '../lib/aws-ranges.ts';
import { buildLineage, rowsOf } from '../lineage/index.ts';
import { configSchema, type Config } from '../model/config.ts';
import type { ReportView } from '../model/report-view.ts';
import { attackScenarios, benignScenarios, type Told } from '../synth/index.ts';
import { loadConfig } from './config.ts';
import { configStart } from './config-start.ts';
import { surveyCase, type CaseSurvey } from './config-survey.ts';
import { viewOf } from './review/view.ts';

const awsRanges = parseAwsRanges(
  JSON.parse(readFileSync(new URL('../../data/aws-ip-ranges.json', import.meta.url), 'utf8')),
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stemma-start-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(text: string): Promise<Config> {
  const file = join(folder, 'stemma.config.json');
  await writeFile(file, text);
  return loadConfig(file);
}

function judged({ world, asOf }: Told): { context: DetectionContext; view: ReportView } {
  const facts = factsOf(world.records());
  const base = { lineage: buildLineage(facts, { asOf }), awsRanges, config: configSchema.parse({}) };
  const { findings, suspicious } = detectAll(base);
  const accounts = [...new Set(facts.volumes.columns.recipientAccountId)].flatMap(
    (code) => facts.texts.get(code) ?? [],
  );
  const view = viewOf({
    lineage: base.lineage,
    findings,
    suspicious: markSuspicious(base.lineage, findings),
    coverage: {
      from: null,
      to: null,
      files: 1,
      events: 1,
      duplicates: 0,
      accounts,
      regions: [],
      skipped: [],
      gaps: [],
    },
    version: '',
  });
  return { context: { ...base, suspicious }, view };
}

/** The configuration of somebody who takes the slashes from every suggestion, files left out: there are none. */
const trusting = (text: string): string => text.replaceAll(/^(\s*)\/\/ (?=[{"](?!.*"file":).*[}"],)/gm, '$1');

const nothing: Partial<Config> = { trustedNetworks: [], allowedChains: [], forbiddenRoles: [], instanceAddresses: [] };

test('a start from nothing is a configuration that trusts nothing, and its examples are right', async () => {
  const text = configStart(null, null);
  expect(await read(text)).toEqual({
    ...nothing,
    knownAccounts: [],
    rules: {},
    suppressions: [],
  });
  const all = await read(trusting(text));
  expect(all.trustedNetworks).toHaveLength(1);
  expect(all.allowedChains).toHaveLength(1);
  expect(all.knownAccounts).toHaveLength(1);
  expect(all.suppressions).toHaveLength(1);
  expect(all.rules['refresh-loop']?.thresholds).toEqual({ refreshes: 2 });
});

describe.each(Object.entries({ ...benignScenarios, ...attackScenarios }))('%s', (_, tell) => {
  test('a start trusts nothing but the accounts that were read, and all that it suggests is valid', async () => {
    const { context, view } = judged(tell(5));
    const survey = surveyCase(context, view);
    const text = configStart(survey, 'stemma.db');
    expect(await read(text)).toMatchObject({ ...nothing, knownAccounts: survey.ownAccounts });
    const { trustedNetworks } = await read(trusting(text));
    expect(trustedNetworks.map(({ cidr }) => cidr)).toEqual(
      survey.networks.length === 0 ? ['203.0.113.0/24'] : survey.networks.slice(0, 20).map(({ cidr }) => cidr),
    );
  });

  test('no address, chain or account is suggested that a finding speaks of', () => {
    const { context, view } = judged(tell(5));
    const survey = surveyCase(context, view);
    const { lineage } = context;
    const { sourceIPAddress, invokedBy } = lineage.facts.uses.columns;
    const suggested = [...survey.networks.map(({ cidr }) => cidr), ...survey.gateways.map(({ address }) => address)];
    const ranges = suggested.map((text) => parseRange(text)!);
    const bad = markSuspicious(lineage, view.findings);
    const used = Array.from(bad.keys())
      .filter((i) => bad[i] === 1)
      .flatMap((i) => [...rowsOf(lineage.usesOf, i)])
      .filter((row) => invokedBy[row] === 0)
      .flatMap((row) => parseAddress(lineage.facts.texts.get(sourceIPAddress[row]!) ?? '') ?? []);
    expect(used.filter((address) => holds(ranges, address))).toEqual([]);

    const said = JSON.stringify(view.findings);
    const accounts = survey.foreignAccounts.filter(({ rules }) => rules.length === 0);
    expect(accounts.filter(({ account }) => said.includes(account))).toEqual([]);
    const chained = new Set(
      view.findings.filter(({ rule }) => rule === 'token-chain').flatMap((one) => one.credentials),
    );
    const roles = [...chained].map((key) => view.credential(key)!).filter(({ depth }) => depth > 1);
    const dubious = new Set(roles.map(({ roleArn, parent }) => `${view.credential(parent!)?.roleArn} ${roleArn}`));
    expect(survey.chains.filter(({ from, to }) => dubious.has(`${from} ${to}`))).toEqual([]);
  });
});

test('networks of people, chains and shared addresses of an honest organisation are suggested with their counts', () => {
  const surveyOf = (name: string): CaseSurvey => {
    const { context, view } = judged(benignScenarios[name]!(5));
    return surveyCase(context, view);
  };
  const people = surveyOf('people through SAML and Identity Center');
  expect(people.networks.length).toBeGreaterThan(0);
  expect(people.networks.every(({ calls, credentials, first, last }) => calls >= credentials && first <= last)).toBe(
    true,
  );
  expect(surveyOf('instances behind NAT').gateways).toHaveLength(1);
});

describe.each(Object.entries(hostileTexts))('%s in a role name', (_, hostile) => {
  test('stays inside its comment, and trusts nothing', async () => {
    const arn = `arn:aws:iam::111122223333:role/${hostile.slice(0, 1000)}`;
    const survey: CaseSurvey = {
      organizations: ['o-exampleorgid'],
      ownAccounts: ['111122223333'],
      foreignAccounts: [],
      networks: [],
      chains: [{ from: arn, to: arn, tokens: 1 }],
      gateways: [],
      doubtful: { networks: 0, chains: [{ from: arn, to: arn }] },
    };
    const text = configStart(survey, hostile.slice(0, 1000));
    expect(text).toMatch(/^[ -~\n]*$/);
    expect(await read(text)).toMatchObject({
      ...nothing,
      knownAccounts: ['111122223333'],
      rules: {},
      suppressions: [],
    });
    expect((await read(trusting(text))).allowedChains).toEqual([{ from: arn, to: arn }]);
  });
});
