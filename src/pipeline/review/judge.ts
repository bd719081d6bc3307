import { readFile } from 'node:fs/promises';
import { detectAll, markSuspicious, type DetectionContext, type Ruling } from '../../detections/index.ts';
import { parseAwsRanges } from '../../lib/aws-ranges.ts';
import { ConfigError } from '../../lib/errors.ts';
import { packageRoot } from '../../lib/package-root.ts';
import { buildLineage } from '../../lineage/index.ts';
import type { Config } from '../../model/config.ts';
import type { CaseFacts } from '../../model/facts.ts';
import type { EpochSeconds, Lineage } from '../../model/lineage.ts';
import type { ReportView } from '../../model/report-view.ts';
import { type Case, collectGarbage } from '../../store/index.ts';
import { snapshotAddresses } from '../config-addresses.ts';
import { findGaps } from './gaps.ts';
import { loadIam, type CaseIam } from '../iam.ts';
import type { JudgedIam } from './judgement.ts';
import { withOrganization } from '../organization.ts';
import { tokenPrivileges } from './token-privileges.ts';
import { viewOf } from './view.ts';

export interface JudgeOptions {
  /** `last`: the newest record of the case. */
  readonly asOf: EpochSeconds | 'last';
  readonly config: Config;
  readonly version: string;
}

export interface Judged {
  readonly view: ReportView;
  readonly suppressed: Ruling['suppressed'];
  readonly wordings: Ruling['wordings'];
  /** 1 for each suspicious credential. */
  readonly suspicious: Uint8Array;
  readonly facts: CaseFacts;
  readonly iam: CaseIam | null;
  /** What the rules that ask for suspicion were given. */
  readonly context: DetectionContext;
}

/** From the facts of a case to what is known of every credential: lineage, findings, and how far they can be trusted. */
export async function judge(theCase: Case, { asOf, config: given, version }: JudgeOptions): Promise<Judged> {
  const facts = await theCase.loadFacts();
  const coverage = await theCase.coverage();
  const lineage = buildLineage(facts, { asOf: asOf === 'last' ? (coverage.to ?? 0) : asOf });
  if (theCase.isLarge) collectGarbage();
  const awsRanges = await loadAwsRanges(given);
  const kept = await loadIam(theCase);
  const config = await withOrganization(theCase, withAddresses(given, kept), kept);
  const iam = kept === null ? null : await judgedIam(lineage, kept);
  const { findings, suppressed, wordings, suspicious: suspected } = detectAll({ lineage, config, awsRanges, iam });
  if (theCase.isLarge) collectGarbage();
  const suspicious = markSuspicious(lineage, findings);
  const view = viewOf({
    lineage,
    findings,
    suspicious,
    coverage: { ...coverage, gaps: findGaps(facts, coverage.skipped) },
    version,
    iam,
  });
  const context = { lineage, config, awsRanges, suspicious: suspected, iam };
  return { view, suppressed, wordings, suspicious, facts, iam: kept, context };
}

/** A snapshot says from where instances speak, as the configuration may. */
function withAddresses(config: Config, iam: CaseIam | null): Config {
  const found = iam === null ? [] : snapshotAddresses(iam.snapshot);
  return found.length === 0 ? config : { ...config, instanceAddresses: [...config.instanceAddresses, ...found] };
}

export async function judgedIam(lineage: Lineage, kept: CaseIam): Promise<JudgedIam> {
  return { posture: kept.posture, privilegesOf: await tokenPrivileges(lineage, kept) };
}

const shippedRanges = new URL('data/aws-ip-ranges.json', packageRoot);

/** The address ranges of AWS that the configuration names, else those that came with stemma. */
export async function loadAwsRanges(config: Config): Promise<ReturnType<typeof parseAwsRanges>> {
  const file = config.awsIpRanges ?? shippedRanges;
  try {
    return parseAwsRanges(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new ConfigError(`${String(file)}: not a file of AWS address ranges`, {
      hint: "awsIpRanges names a copy of AWS's ip-ranges.json",
      cause,
    });
  }
}
