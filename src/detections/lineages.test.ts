import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factsOf } from '../evidence/index.ts';
import { ancestors, buildLineage } from '../lineage/index.ts';
import { configSchema } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import type { Lineage } from '../model/lineage.ts';
import { createRandom, createWorld, shuffled, type CloudTrailRecord, type Credential } from '../synth/index.ts';
import { detect, markSuspicious } from './index.ts';

/** What holds for any forest of tokens, against the plainest way to say it. */

interface Told {
  readonly records: readonly CloudTrailRecord[];
  readonly tokens: readonly Node[];
}

/** A token as it was minted, for oracles that walk up one step after the other. */
interface Node {
  readonly id: string;
  readonly above: Node | null;
  readonly role: string | null;
}

const step = fc.record({
  by: fc.nat(40),
  role: fc.constantFrom('Red', 'Blue', 'Green'),
  does: fc.constantFrom('assume', 'assume', 'assume', 'use', 'session', 'change'),
});

/** Every step picks a credential that exists by then, and does something with it, ten minutes after the step before. */
function tell(steps: readonly { by: number; role: string; does: string }[]): Told {
  const world = createWorld({ seed: 3, start: '2026-03-01' });
  const key = world.accessKey(world.user('ci'));
  const held: { credential: Credential; node: Node }[] = [
    { credential: key, node: { id: key.accessKeyId, above: null, role: null } },
  ];
  steps.forEach(({ by, role, does }, place) => {
    const at = world.on(0, '00:00') + 600 * (place + 1);
    const { credential, node } = held[by % held.length]!;
    const hold = (minted: Credential, of: string | null): void =>
      void held.push({ credential: minted, node: { id: minted.accessKeyId, above: node, role: of } });
    if (does === 'assume') hold(credential.assumeRole(world.role(role), { at }), role);
    else if (does === 'session' && node.above === null) hold(credential.getSessionToken({ at }), null);
    else if (does === 'change') credential.iam('CreateUser', { userName: `u${place}` }, { at });
    else credential.call('s3.amazonaws.com', 'ListBuckets', { at });
  });
  return { records: world.records(), tokens: held.map(({ node }) => node) };
}

const story = fc.array(step, { maxLength: 40 }).map(tell);

function judge(records: readonly unknown[]): { lineage: Lineage; findings: Finding[] } {
  const lineage = buildLineage(factsOf(records), { asOf: Date.UTC(2026, 2, 1, 5) / 1000 });
  return { lineage, findings: inLineage(lineage) };
}

function inLineage(lineage: Lineage): Finding[] {
  return detect({ lineage, config: configSchema.parse({}), awsRanges: { date: '', lookup: () => null } });
}

const pathOf = (node: Node): Node[] => (node.above === null ? [node] : [...pathOf(node.above), node]);
const namedBy = (findings: readonly Finding[], rule: string): string[] =>
  [...new Set(findings.filter((finding) => finding.rule === rule).flatMap(({ credentials }) => credentials))].sort();

test('the order of records changes no finding', () => {
  fc.assert(
    fc.property(story, fc.nat(1000), ({ records }, seed) => {
      expect(judge(shuffled([...records, ...records.slice(0, 3)], createRandom(seed))).findings).toEqual(
        judge(records).findings,
      );
    }),
    { numRuns: 30 },
  );
});

test('every id is there once', () => {
  fc.assert(
    fc.property(story, ({ records }) => {
      const ids = judge(records).findings.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }),
    { numRuns: 30 },
  );
});

test('a credential is suspicious where a finding names it or one above it, and nowhere else', () => {
  fc.assert(
    fc.property(story, ({ records }) => {
      const { lineage, findings } = judge(records);
      const suspicious = markSuspicious(lineage, findings);
      const named = new Set(findings.flatMap(({ credentials }) => credentials));
      const keyOf = (i: number): string => lineage.facts.texts.get(lineage.credentials.accessKeyId[i]!)!;
      for (let i = 0; i < lineage.credentials.length; i++) {
        const guilty = [i, ...ancestors(lineage, i)].some((one) => named.has(keyOf(one)));
        expect(suspicious[i] === 1).toBe(guilty);
      }
    }),
    { numRuns: 30 },
  );
});

test('token-chain names a token of a key exactly where it mints, and all below it', () => {
  fc.assert(
    fc.property(story, ({ records, tokens }) => {
      const minting = new Set(tokens.map((token) => token.above).filter((above) => above?.above));
      const chained = tokens.filter((token) => token.above !== null && minting.has(pathOf(token)[1]!));
      expect(namedBy(judge(records).findings, 'token-chain')).toEqual(chained.map(({ id }) => id).sort());
    }),
    { numRuns: 60 },
  );
});

test('refresh-loop names the tokens between the first of a role and a third one below it', () => {
  fc.assert(
    fc.property(story, ({ records, tokens }) => {
      const looping = new Set<string>();
      for (const token of tokens) {
        const path = pathOf(token);
        const same = path.filter(({ role }) => role !== null && role === token.role);
        if (same.length >= 3) for (const one of path.slice(path.indexOf(same[0]!))) looping.add(one.id);
      }
      const named = namedBy(judge(records).findings, 'refresh-loop');
      expect(named).toEqual([...looping, ...betweenLoops(tokens, looping)].sort());
    }),
    { numRuns: 60 },
  );
});

/** Two loops on one path are one finding: what lies between them belongs to it as well. */
function betweenLoops(tokens: readonly Node[], looping: ReadonlySet<string>): string[] {
  const between = new Set<string>();
  for (const token of tokens) {
    const path = pathOf(token);
    const first = path.findIndex(({ id }) => looping.has(id));
    const last = path.findLastIndex(({ id }) => looping.has(id));
    for (const { id } of path.slice(first, last + 1)) if (first >= 0 && !looping.has(id)) between.add(id);
  }
  return [...between].sort();
}

test('keys that take one role a time, and command lines with MFA, give no finding', () => {
  const day = fc.record({
    mfa: fc.boolean(),
    roles: fc.array(fc.constantFrom('Dev', 'Prod', 'Deploy'), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(day, { maxLength: 6 }), (days) => {
      const world = createWorld({ seed: 5, start: '2026-03-01' });
      const alice = world.accessKey(world.user('alice'));
      const serialNumber = 'arn:aws:iam::111122223333:mfa/alice';
      days.forEach(({ mfa, roles }, place) => {
        const at = world.on(place, '08:00');
        const signer = mfa ? alice.getSessionToken({ at, serialNumber }) : alice;
        roles.forEach((role, n) => {
          const token = signer.assumeRole(world.role(role), { at: at + 60 * (n + 1) });
          token.call('ec2.amazonaws.com', 'DescribeInstances', { at: at + 60 * (n + 1) + 5 });
        });
      });
      expect(judge(world.records()).findings).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test('a loop of 5,000 generations is one finding that names them all', () => {
  const world = createWorld({ seed: 7, start: '2026-03-01' });
  const role = world.role('Admin');
  let held = world.accessKey(world.user('ci')).assumeRole(role, { at: world.on(0, '00:00') });
  const first = held.accessKeyId;
  for (let i = 1; i < 5_000; i++) held = held.assumeRole(role, { at: world.on(0, '00:00') + 540 * i });
  const { findings } = judge(world.records());
  expect(findings.map(({ rule, credential }) => [rule, credential])).toEqual([
    ['refresh-loop', first],
    ['token-chain', first],
  ]);
  for (const finding of findings) {
    expect(finding.credentials).toHaveLength(5_000);
    expect(finding.evidence).toHaveLength(50);
  }
});

test('parents in a cycle end no walk, and the findings are the same from either end', () => {
  const world = createWorld({ seed: 9, start: '2026-03-01' });
  const key = world.accessKey(world.user('ci'));
  const one = key.assumeRole(world.role('Red'), { at: world.on(0, '10:00') });
  one.assumeRole(world.role('Blue'), { at: world.on(0, '10:10') });
  const records = structuredClone(world.records()) as unknown as {
    userIdentity: { accessKeyId?: string };
    responseElements: { credentials: { accessKeyId: string } };
  }[];
  // Replayed or forged: the first token is signed by the second.
  records[0]!.userIdentity.accessKeyId = records[1]!.responseElements.credentials.accessKeyId;
  expect(judge(records).findings).toEqual(judge(records.toReversed()).findings);
});
