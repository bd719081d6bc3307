import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  detect,
  detectAll,
  detectsUntil,
  explainCredential,
  rules,
  say,
  type DetectionContext,
} from '../../src/detections/index.ts';
import { factsOf } from '../../src/evidence/index.ts';
import { parseAwsRanges } from '../../src/lib/aws-ranges.ts';
import { parseTime } from '../../src/lib/time.ts';
import { buildLineage, laterLineage } from '../../src/lineage/index.ts';
import { configSchema } from '../../src/model/config.ts';
import type { Lineage } from '../../src/model/lineage.ts';
import { judgedIam } from '../../src/pipeline/review/judge.ts';
import { posture } from '../../src/posture/index.ts';
import { readAuthorizationDetails } from '../../src/posture/read/authorization-details.ts';
import { severities, type Finding } from '../../src/model/finding.ts';

/** A few records and what must be found in them. Of other rules' findings only those are listed that matter to the story. */
const caseSchema = z.strictObject({
  about: z.string(),
  asOf: z.string(),
  config: configSchema.default(configSchema.parse({})),
  /** The IAM of the account, as get-account-authorization-details gives it. */
  iam: z.record(z.string(), z.unknown()).optional(),
  records: z.array(z.record(z.string(), z.unknown())),
  findings: z.array(
    z.strictObject({
      rule: z.string(),
      severity: z.enum(severities),
      credential: z.string().nullable(),
      /** Left out where the story says nothing of them. */
      credentials: z.array(z.string()).optional(),
    }),
  ),
});
type Case = z.infer<typeof caseSchema>;
type Expected = Case['findings'][number];

const folder = fileURLToPath(new URL('rules', import.meta.url));
const awsRanges = parseAwsRanges(
  JSON.parse(readFileSync(new URL('../../data/aws-ip-ranges.json', import.meta.url), 'utf8')),
);
const casesOf = (rule: string): string[] => readdirSync(`${folder}/${rule}`).sort();

/** Names of roles that begin with a small letter. */
const roleNames = ({ records }: Case): Set<string> =>
  new Set(Array.from(JSON.stringify(records).matchAll(/:role\/(?:[^"\s]*\/)?([a-z][\w+=,.@-]*)"/g), ([, name]) => name!));

test('every rule has a case in which it fires and one in which it is quiet', () => {
  expect(readdirSync(folder).sort()).toEqual(rules.map((rule) => rule.id).sort());
  const kinds = (rule: string): string[] => [...new Set(casesOf(rule).map((name) => name.split('-')[0]!))].sort();
  expect(Object.fromEntries(rules.map(({ id }) => [id, kinds(id)]))).toEqual(
    Object.fromEntries(rules.map(({ id }) => [id, ['fires', 'quiet']])),
  );
});

describe.each(readdirSync(folder).sort())('%s', (rule) => {
  test.each(casesOf(rule))('%s', async (name) => {
    const story = caseSchema.parse(JSON.parse(readFileSync(`${folder}/${rule}/${name}`, 'utf8')));
    const found = await detectIn(story, story.records);
    const expected = story.findings.map(sorted);
    const own = found.filter((finding) => finding.rule === rule);
    expect(own.map((finding) => shapeOf(finding, expected))).toEqual(
      inAnyOrderAs(own, expected.filter((finding) => finding.rule === rule)),
    );
    expect(name.startsWith('fires-')).toBe(own.length > 0);
    const others = found.filter((finding) => finding.rule !== rule).map((finding) => shapeOf(finding, expected));
    for (const other of expected.filter((finding) => finding.rule !== rule)) expect(others).toContainEqual(other);
    for (const { reason } of found) {
      // A moment is no stretch of time, and one thing is not many.
      expect(reason).not.toMatch(/\bfrom (\d\S+Z) (?:until|to) \1/);
      expect(reason).not.toMatch(/^user |\bRole user /);
      expect(reason).not.toMatch(/\b1 (?:token|key) that (?:go|are|were)\b/);
      // A name stays as it is, also at the beginning of a sentence.
      for (const name of roleNames(story)) expect(reason).not.toContain(`${name[0]!.toUpperCase()}${name.slice(1)} `);
    }
  });

  test.each(casesOf(rule))('%s says the same of its records in another order', async (name) => {
    const story = caseSchema.parse(JSON.parse(readFileSync(`${folder}/${rule}/${name}`, 'utf8')));
    expect(await detectIn(story, [...story.records].reverse())).toEqual(await detectIn(story, story.records));
  });
});

describe.each(readdirSync(folder).sort())('%s when all keys are deleted', (rule) => {
  test.each(casesOf(rule).filter((name) => name.startsWith('fires-')))('%s: nobody is told to end one', async (name) => {
    const story = caseSchema.parse(JSON.parse(readFileSync(`${folder}/${rule}/${name}`, 'utf8')));
    const findings = await detectIn(story, [...story.records, ...deletionsOf(story)]);
    for (const { rule: by, next } of findings) {
      const ending = next.match(/(?:deactivate|delete|cut off)[^.;:]*(?:AKIA\w+| key\b)|update-access-key/gi);
      expect({ by, ending }).toEqual({ by, ending: null });
    }
  });
});

/** Every long-term key of a story, deleted at its end. */
function deletionsOf({ records, asOf }: Case): Case['records'] {
  const template = records[0]!;
  const keys = new Set(Array.from(JSON.stringify(records).matchAll(/"(AKIA\w+)"/g), ([, key]) => key!));
  return [...keys].map((accessKeyId, i) => ({
    ...template,
    eventTime: asOf,
    eventID: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    eventSource: 'iam.amazonaws.com',
    eventName: 'DeleteAccessKey',
    userIdentity: { type: 'IAMUser', principalId: 'AIDABOSSEXAMPLE', arn: 'arn:aws:iam::111122223333:user/boss', accountId: '111122223333', accessKeyId: 'ASIABOSSEXAMPLE', userName: 'boss' },
    errorCode: undefined,
    requestParameters: { accessKeyId },
    responseElements: null,
  }));
}

describe.each(readdirSync(folder).sort())('%s as time goes by', (rule) => {
  test.each(casesOf(rule))('%s: the findings stay, in words of the moment, as long as it is said', async (name) => {
    const story = caseSchema.parse(JSON.parse(readFileSync(`${folder}/${rule}/${name}`, 'utf8')));
    const newest = Math.max(...story.records.map(({ eventTime }) => parseTime(String(eventTime))!));
    const asOf = Math.max(newest, parseTime(story.asOf)!);
    const context = await contextOf(story, story.records, asOf);
    const { findings, suppressed, wordings } = detectAll(context);
    const all = [...findings, ...suppressed.map(({ finding }) => finding)];
    const until = detectsUntil({ ...context, findings: all });
    expect(until).toBeGreaterThan(asOf);
    const ends = context.lineage.credentials.expiresAt.filter((end) => end > asOf);
    for (const moment of [...ends, asOf + 37 * 3600].flatMap((end) => [end - 1, end]).filter((one) => one < until)) {
      const later = laterLineage(context.lineage, moment);
      const said = findings.map((finding) => ({ ...finding, reason: say(later, wordings.get(finding) ?? finding.reason) }));
      expect(said).toEqual(detect(await contextOf(story, story.records, moment)));
    }
  });
});

describe.each(readdirSync(folder).sort())('%s answers for itself', (id) => {
  const rule = rules.find((one) => one.id === id)!;
  test.each(casesOf(id))('%s: a credential meets all that is asked exactly where it is named', async (name) => {
    const story = caseSchema.parse(JSON.parse(readFileSync(`${folder}/${id}/${name}`, 'utf8')));
    const base = await contextOf(story, story.records);
    const context = { ...base, suspicious: detectAll(base).suspicious };
    const named = new Set(Array.from(rule.detect(context), ({ credentials }) => credentials).flat());
    for (let one = 0; one < context.lineage.credentials.length; one++) {
      const checks = explainCredential(rule, context, one);
      expect({ checks, named: checks.every(({ met }) => met) }).toEqual({ checks, named: named.has(one) });
    }
  });
});

async function detectIn(story: Case, records: Case['records']): Promise<Finding[]> {
  return detect(await contextOf(story, records));
}

async function contextOf(
  { asOf, config, iam }: Case,
  records: Case['records'],
  moment = parseTime(asOf)!,
): Promise<Omit<DetectionContext, 'suspicious'>> {
  const lineage = buildLineage(factsOf(records), { asOf: moment });
  return { lineage, config, awsRanges, iam: iam === undefined ? null : await judged(lineage, iam) };
}

async function judged(lineage: Lineage, details: Record<string, unknown>): ReturnType<typeof judgedIam> {
  const snapshot = readAuthorizationDetails([details], null);
  return judgedIam(lineage, { snapshot, posture: await posture(snapshot), key: '' });
}

function sorted(finding: Expected): Expected {
  return finding.credentials === undefined ? finding : { ...finding, credentials: [...finding.credentials].sort() };
}

/** A finding as a case would write it down, with its credentials where the case that it matches has them. */
function shapeOf({ rule, severity, credential, credentials }: Finding, expected: readonly Expected[]): Expected {
  const match = expected.find((one) => one.rule === rule && one.credential === credential);
  const shape = { rule, severity, credential };
  return match !== undefined && match.credentials === undefined ? shape : sorted({ ...shape, credentials: [...credentials] });
}

/** Expected findings in the order of those found, so that a difference is shown finding by finding. */
function inAnyOrderAs(found: readonly Finding[], expected: readonly Expected[]): Expected[] {
  const place = (one: Expected): number => found.findIndex((finding) => finding.credential === one.credential);
  return [...expected].sort((a, b) => place(a) - place(b));
}
