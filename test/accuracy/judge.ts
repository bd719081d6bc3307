import { readFileSync } from 'node:fs';
import { detect, markSuspicious } from '../../src/detections/index.ts';
import { factsOf } from '../../src/evidence/index.ts';
import { parseAwsRanges } from '../../src/lib/aws-ranges.ts';
import { buildLineage, originOf } from '../../src/lineage/index.ts';
import { configSchema } from '../../src/model/config.ts';
import { severities } from '../../src/model/finding.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Lineage } from '../../src/model/lineage.ts';
import { parentBases } from '../../src/model/lineage.ts';
import { liveAt } from '../../src/synth/index.ts';
import type { CloudTrailRecord, Told, TrueAttack, TrueToken, Truth } from '../../src/synth/index.ts';

const ranges = new URL('../../data/aws-ip-ranges.json', import.meta.url);
const awsRanges = parseAwsRanges(JSON.parse(readFileSync(ranges, 'utf8')));

export interface Judged {
  readonly lineage: Lineage;
  readonly findings: readonly Finding[];
  readonly suspicious: ReadonlySet<string>;
}

/** One world, or several read together. */
export interface ToldCase extends Omit<Told, 'world'> {
  readonly world: Pick<Told['world'], 'records' | 'truth'>;
}

/** From records to findings, by the rooms' doors alone. */
export function judge(told: ToldCase, records: readonly CloudTrailRecord[] = told.world.records()): Judged {
  const lineage = buildLineage(factsOf(records), { asOf: told.asOf });
  const findings = detect({ lineage, config: configSchema.parse(told.config), awsRanges });
  const marks = markSuspicious(lineage, findings);
  const suspicious = new Set([...marks.keys()].filter((i) => marks[i] === 1).map((i) => nameOf(lineage, i)));
  return { lineage, findings, suspicious };
}

/** Several worlds of one organisation read as one case, as of the moment of the last one. */
export function combine(told: readonly Told[]): ToldCase {
  const truths = told.map(({ world }) => world.truth());
  const all = <Name extends keyof Truth>(name: Name): Truth[Name][number][] =>
    truths.flatMap((truth) => [...truth[name]]);
  const tokens = all('tokens').toSorted((a, b) => (a.accessKeyId < b.accessKeyId ? -1 : 1));
  return {
    asOf: told.at(-1)!.asOf,
    config: {
      knownAccounts: [...new Set(told.flatMap(({ config }) => config.knownAccounts ?? []))],
      allowedChains: told.flatMap(({ config }) => config.allowedChains ?? []),
      forbiddenRoles: told.flatMap(({ config }) => config.forbiddenRoles ?? []),
    },
    world: {
      records: () => told.flatMap(({ world }) => world.records()),
      truth: () => ({ tokens, attacks: all('attacks'), benign: all('benign') }),
    },
  };
}

/** What a lineage says of each credential, in the words of the truth. */
export function tokensOf(lineage: Lineage): object[] {
  const { credentials } = lineage;
  return Array.from({ length: credentials.length }, (_, i) => {
    const origin = originOf(lineage, i);
    const temporary = credentials.temporary[i] === 1;
    const parent = credentials.parent[i]!;
    return {
      accessKeyId: nameOf(lineage, i),
      kind: temporary ? 'temporary' : 'long-term',
      issuedBy: issuedBy(lineage, i),
      parent: parent < 0 ? null : nameOf(lineage, parent),
      parentBasis: parentBases[credentials.parentBasis[i]!],
      origin: `${origin.kind} ${origin.id}`,
      forwarded: credentials.forwarded[i] === 1,
      issuedAt: temporary ? known(credentials.issuedAt[i]!) : null,
      expiresAt: known(credentials.expiresAt[i]!),
      live: credentials.live[i] === 1,
    };
  });
}

/** The truth in the same words. */
export function trueTokens(tokens: readonly TrueToken[], asOf: number): object[] {
  return tokens.map((token) => ({
    accessKeyId: token.accessKeyId,
    kind: token.kind,
    issuedBy: token.issuedBy,
    parent: token.parent,
    parentBasis: token.parentBasis,
    origin: `${token.origin.kind} ${token.origin.id}`,
    forwarded: token.forwarded,
    issuedAt: token.kind === 'temporary' ? token.issuedAt : null,
    expiresAt: token.expiresAt,
    live: liveAt(token, asOf),
  }));
}

export const isSerious = (finding: Finding): boolean =>
  severities.indexOf(finding.severity) >= severities.indexOf('medium');

/** What was expected and not found, in words. */
export function missing(attack: TrueAttack, findings: readonly Finding[]): string[] {
  return attack.findings
    .filter(({ rule, severity, credential }) => {
      const named = (finding: Finding): boolean => credential === undefined || finding.credentials.includes(credential);
      return !findings.some((finding) => finding.rule === rule && finding.severity === severity && named(finding));
    })
    .map(({ rule, severity, credential }) => `${rule} (${severity}) naming ${credential ?? 'anything'}`);
}

/** Benign credentials that a serious finding names, and by which rule. */
export function slandered(told: ToldCase, findings: readonly Finding[]): string[] {
  const benign = new Set(told.world.truth().benign);
  return findings
    .filter(isSerious)
    .flatMap((finding) =>
      finding.credentials.filter((id) => benign.has(id)).map((id) => `${finding.rule} (${finding.severity}) ${id}`),
    );
}

function nameOf(lineage: Lineage, credential: number): string {
  return lineage.facts.texts.get(lineage.credentials.accessKeyId[credential]!)!;
}

function issuedBy(lineage: Lineage, credential: number): string | null {
  const row = lineage.credentials.issuance[credential]!;
  return row < 0 ? null : lineage.facts.texts.get(lineage.facts.issuances.columns.eventName[row]!);
}

const known = (time: number): number | null => (time === 0 ? null : time);
