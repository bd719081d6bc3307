import { joinTexts } from '../../lib/join-texts.ts';
import { createTexts, unpackTexts } from '../../lib/text-pool.ts';
import type { TextPool } from '../../model/columns.ts';
import type { CaseFacts } from '../../model/facts.ts';
import type { Finding } from '../../model/finding.ts';
import { say, type Wording } from '../../detections/index.ts';
import { laterLineage } from '../../lineage/index.ts';
import type { Adjacency, CredentialTable, EpochSeconds, Lineage, OriginTable } from '../../model/lineage.ts';
import type { Kept, KeptArray } from '../../store/index.ts';

/** What rules and lineage made of the facts of a case at one moment, under one configuration. */
export interface Outcome {
  readonly lineage: Lineage;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  /** 1 for each suspicious credential. */
  readonly suspicious: Uint8Array;
}

/** An outcome, with what it takes to say it again at a later moment. */
export interface LastingOutcome extends Outcome {
  readonly wordings: ReadonlyMap<Finding, Wording>;
  /** The moment before which the findings are the same, whatever their words. */
  readonly until: EpochSeconds;
}

type KeptFinding = Omit<Finding, 'reason'> & { readonly reason: Wording };

/** The part of an outcome that is no array of numbers. */
interface KeptDocument {
  readonly asOf: EpochSeconds;
  /** Null where the findings stay as they are. */
  readonly until: EpochSeconds | null;
  /** How many there are. */
  readonly credentials: number;
  readonly origins: number;
  /** Texts of the case; lineage counts its own on from there. */
  readonly texts: number;
  readonly findings: readonly KeptFinding[];
  readonly suppressed: readonly KeptFinding[];
}

const adjacencies = ['children', 'issuancesOf', 'usesOf', 'identitiesOf', 'controlsBy'] as const;

/** An outcome in the form in which a case keeps it. `facts` are those that the lineage was built from. */
export function packOutcome(key: string, facts: CaseFacts, outcome: LastingOutcome): Kept {
  const { lineage, findings, suppressed, suspicious, wordings, until } = outcome;
  const kept = (finding: Finding): KeptFinding => ({ ...finding, reason: wordings.get(finding) ?? finding.reason });
  const arrays: Record<string, KeptArray> = {
    suspicious,
    topDown: lineage.topDown,
    ...columnsOf('credentials', lineage.credentials),
    ...columnsOf('origins', lineage.origins),
  };
  for (const name of adjacencies) {
    arrays[`${name}.starts`] = lineage[name].starts;
    arrays[`${name}.items`] = lineage[name].items;
  }
  const derived = createTexts();
  for (let code = facts.texts.size + 1; code <= lineage.facts.texts.size; code++) {
    derived.codeOf(lineage.facts.texts.get(code));
  }
  const { bytes, ends } = derived.pack();
  const document: KeptDocument = {
    asOf: lineage.asOf,
    until: until === Infinity ? null : until,
    credentials: lineage.credentials.length,
    origins: lineage.origins.length,
    texts: facts.texts.size,
    findings: findings.map(kept),
    suppressed: suppressed.map(kept),
  };
  return { key, document: JSON.stringify(document), arrays: { ...arrays, 'texts.bytes': bytes, 'texts.ends': ends } };
}

/** What `packOutcome` made, read so far that facts and a moment can be given to it. */
export interface KeptOutcome {
  readonly asOf: EpochSeconds;
  readonly until: EpochSeconds;
  /** Over facts of which those that are asked for must be filled in. A later moment must be before `until`. */
  over(facts: CaseFacts, asOf: EpochSeconds): Outcome;
}

export function unpackOutcome({ document, arrays }: Kept): KeptOutcome {
  const kept = JSON.parse(document) as KeptDocument;
  const until = kept.until ?? Infinity;
  return {
    asOf: kept.asOf,
    until,
    over(facts, asOf) {
      const same = lineageOver(facts, kept, arrays);
      const lineage = asOf === same.asOf ? same : laterLineage(same, asOf);
      const said = (finding: KeptFinding): Finding => ({ ...finding, reason: say(lineage, finding.reason) });
      return {
        lineage,
        findings: kept.findings.map(said),
        suppressed: kept.suppressed.map(said),
        suspicious: arrays['suspicious'] as Uint8Array,
      };
    },
  };
}

function lineageOver(facts: CaseFacts, kept: KeptDocument, arrays: Kept['arrays']): Lineage {
  const list = (name: string): Adjacency => ({
    starts: arrays[`${name}.starts`] as Uint32Array,
    items: arrays[`${name}.items`] as Uint32Array,
  });
  const derived = unpackTexts({
    bytes: arrays['texts.bytes'] as Uint8Array,
    ends: arrays['texts.ends'] as Uint32Array,
  });
  const texts = joinTexts(facts.texts, kept.texts, derived);
  const credentials = {
    length: kept.credentials,
    ...columnsIn('credentials', arrays),
  } as unknown as CredentialTable;
  return {
    asOf: kept.asOf,
    facts: { ...facts, texts },
    credentials,
    origins: { length: kept.origins, ...columnsIn('origins', arrays) } as unknown as OriginTable,
    ...(Object.fromEntries(adjacencies.map((name) => [name, list(name)])) as Pick<
      Lineage,
      (typeof adjacencies)[number]
    >),
    topDown: arrays['topDown'] as Uint32Array,
    find: finder(credentials, texts),
  };
}

function columnsOf(name: string, table: CredentialTable | OriginTable): Record<string, KeptArray> {
  const columns = Object.entries(table).filter(([column]) => column !== 'length') as [string, KeptArray][];
  return Object.fromEntries(columns.map(([column, array]) => [`${name}.${column}`, array]));
}

function columnsIn(table: string, arrays: Kept['arrays']): Record<string, KeptArray> {
  const prefix = `${table}.`;
  const own = Object.entries(arrays).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, column]) => [name.slice(prefix.length), column]));
}

/** Credentials are in the order of their ids' bytes: no table of all texts is needed to find one. */
function finder({ length, accessKeyId }: CredentialTable, texts: TextPool): (id: string) => number {
  return (id) => {
    const bytes = Buffer.from(id);
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (bytes.compare(Buffer.from(texts.get(accessKeyId[middle]!)!)) > 0) low = middle + 1;
      else high = middle;
    }
    return low < length && texts.get(accessKeyId[low]!) === id ? low : -1;
  };
}
