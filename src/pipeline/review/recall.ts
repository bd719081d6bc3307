import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { CaseFacts } from '../../model/facts.ts';
import type { Finding } from '../../model/finding.ts';
import { detectsUntil } from '../../detections/index.ts';
import type { EpochSeconds, Lineage } from '../../model/lineage.ts';
import type { ReportView } from '../../model/report-view.ts';
import type { Case } from '../../store/index.ts';
import { findGaps } from './gaps.ts';
import { loadIam, type CaseIam } from '../iam.ts';
import { judgedIam, type Judged, type JudgeOptions } from './judge.ts';
import { type KeptOutcome, packOutcome, unpackOutcome } from './kept-outcome.ts';
import { withOrganization } from '../organization.ts';
import { viewOf } from './view.ts';

/** What is shown of a case, without what only explanations need. */
export interface Recalled {
  readonly view: ReportView;
  readonly suppressed: readonly Finding[];
}

/**
 * What is shown of a case beside its counts. `no-uses`: nothing of what credentials did, no clients and no evidence of first uses. A
 * root: an origin or credential with what is below it; rows of others hold no clients, and no evidence but changes.
 */
export type Detail = 'all' | 'no-uses' | { readonly root: string };

export interface RecallOptions extends JudgeOptions {
  readonly detail?: Detail;
}

/**
 * What was kept of the same facts, judged in the same way at the same moment, or at an earlier one since which nothing became
 * another finding; null where nothing was.
 */
export async function recall(theCase: Case, options: RecallOptions): Promise<Recalled | null> {
  const coverage = await theCase.coverage();
  const iam = await loadIam(theCase);
  const kept = await theCase.kept(await keyOf(theCase, options, iam));
  if (kept === null) return null;
  const { detail = 'all', version } = options;
  const newest = coverage.to ?? 0;
  const asOf = options.asOf === 'last' ? newest : options.asOf;
  const outcome = unpackOutcome(kept);
  if (!holdsAt(outcome, asOf, newest)) return null;
  const facts = await factsFor(theCase, detail, (some) => outcome.over(some, asOf).lineage);
  const recalled = outcome.over(facts, asOf);
  const gaps = findGaps(facts, coverage.skipped);
  const judged = iam === null ? null : await judgedIam(recalled.lineage, iam);
  const view = viewOf({ ...recalled, coverage: { ...coverage, gaps }, version, iam: judged });
  return { view, suppressed: recalled.suppressed };
}

/** What comes after the moment of a judgement can be in the logs where that is not behind the newest record. */
const holdsAt = (kept: KeptOutcome, asOf: EpochSeconds, newest: EpochSeconds): boolean =>
  asOf === kept.asOf || (kept.asOf >= newest && asOf > kept.asOf && asOf < kept.until);

/** Keeps a judgement with its case, for `recall`. */
export async function remember(theCase: Case, judged: Judged, options: JudgeOptions): Promise<void> {
  const { context, view, wordings, suspicious, facts, iam } = judged;
  const { lineage, config } = context;
  const suppressed = judged.suppressed.map(({ finding }) => finding);
  const until = detectsUntil({ lineage, config, findings: [...view.findings, ...suppressed] });
  const outcome = { lineage, findings: view.findings, suppressed, suspicious, wordings, until };
  await theCase.keep(packOutcome(await keyOf(theCase, options, iam), facts, outcome));
}

/** Everything that a judgement depends on, besides facts and moment: whatever else comes to it must come in here. */
async function keyOf(theCase: Case, { config: given, version }: JudgeOptions, iam: CaseIam | null): Promise<string> {
  const config = await withOrganization(theCase, given, iam);
  // Another build may judge in another way, whatever it calls itself.
  const built = await stat(fileURLToPath(import.meta.url)).then(({ mtimeMs }) => mtimeMs);
  const ranges = config.awsIpRanges === undefined ? null : await readFile(config.awsIpRanges, 'utf8').catch(() => '');
  return createHash('sha256')
    .update(JSON.stringify({ config, version, built, ranges, iam: iam?.key ?? null }))
    .digest('hex');
}

async function factsFor(theCase: Case, detail: Detail, lineageOver: (facts: CaseFacts) => Lineage): Promise<CaseFacts> {
  if (detail === 'all') return await theCase.loadFacts();
  if (detail === 'no-uses') return await theCase.loadSomeFacts({ issuances: 'all', uses: noRows });
  const rowless = await theCase.loadSomeFacts({ issuances: noRows, uses: noRows });
  return await theCase.loadSomeFacts(rowsBelow(lineageOver(rowless), detail.root));
}

const noRows = new Uint32Array(0);

/** The rows that tell of a credential, those above and below it, or of all credentials of an origin. */
function rowsBelow(lineage: Lineage, root: string): { issuances: Uint32Array; uses: Uint32Array } {
  const positions = wanted(lineage, root);
  const rows = (list: Lineage['usesOf']): Uint32Array => {
    const parts = positions.map((i) => list.items.subarray(list.starts[i], list.starts[i + 1]));
    const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  };
  return { issuances: rows(lineage.issuancesOf), uses: rows(lineage.usesOf) };
}

function wanted({ credentials, children, origins, facts, find }: Lineage, root: string): number[] {
  const isWanted = new Uint8Array(credentials.length);
  const asked = find(root);
  // Equal texts have one code.
  const code = asked < 0 ? codeAmong(origins.id, facts.texts.matching(root)) : credentials.accessKeyId[asked]!;
  for (let i = 0; i < credentials.length; i++) if (origins.id[credentials.origin[i]!] === code) isWanted[i] = 1;
  for (let at = asked; at >= 0; at = credentials.parent[at]!) isWanted[at] = 1;
  const below = asked < 0 ? [] : [asked];
  for (let at = below.pop(); at !== undefined; at = below.pop()) {
    isWanted[at] = 1;
    for (const child of children.items.subarray(children.starts[at], children.starts[at + 1])) below.push(child);
  }
  return Array.from(isWanted.keys()).filter((i) => isWanted[i] === 1);
}

function codeAmong(codes: Uint32Array, isMeant: (code: number) => boolean): number {
  for (let i = 0; i < codes.length; i++) if (isMeant(codes[i]!)) return codes[i]!;
  return -1;
}
