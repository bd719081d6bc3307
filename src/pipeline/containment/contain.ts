import { assumedPlan, describeSituation, judgePlan, makePlan, type Situation } from '../../containment/index.ts';
import { nearestId } from '../../lib/did-you-mean.ts';
import { UsageError } from '../../lib/errors.ts';
import { parseTime } from '../../lib/time.ts';
import { allOrigins } from '../../lineage/index.ts';
import type { Plan, PlanTarget } from '../../model/containment.ts';
import type { Finding } from '../../model/finding.ts';
import type { DeciderOf, IamSnapshot } from '../../model/iam.ts';
import type { Lineage } from '../../model/lineage.ts';
import type { ReportView } from '../../model/report-view.ts';
import { openCase, requireRecords } from '../open-case.ts';
import { judge, type Judged, type JudgeOptions } from '../review/judge.ts';

export interface ContainmentOptions {
  readonly snapshot: IamSnapshot | null;
  /** How IAM decides; null only where there is no snapshot. */
  readonly deciderOf: DeciderOf | null;
  /** Actions of a plan to be judged in place of one of ours, as `kind:target`; null: make one. */
  readonly assume: readonly string[] | null;
  readonly prove: boolean;
}

/** A plan with what it rests on, so that parts of it can be judged. */
export interface Containment {
  readonly plan: Plan;
  readonly situation: Situation;
  readonly deciderOf: DeciderOf | null;
}

/** The plan for credentials, origins or findings, by their ids. */
export async function planContainment(
  judged: Judged,
  targets: readonly string[],
  { snapshot, deciderOf, assume, prove }: ContainmentOptions,
): Promise<Containment> {
  const { lineage } = judged.context;
  const found = targets.map((id) => findTarget(judged, id));
  const situation = describeSituation(lineage, {
    targets: found.map(({ target }) => target),
    seeds: { credentials: found.flatMap((each) => each.credentials), origins: found.flatMap((each) => each.origins) },
    snapshot,
    accounts: judged.view.coverage.accounts,
    newest: parseTime(judged.view.coverage.to) ?? lineage.asOf,
    unread: unreadOf(judged.view.coverage),
  });
  const plan = assume === null ? await makePlan(situation, deciderOf) : assumedPlan(situation, assume);
  return { plan: prove ? await judgePlan(plan, situation, deciderOf) : plan, situation, deciderOf };
}

/** The plan with some of its actions alone, judged: what is left to the attacker when nothing else is carried out. */
export async function partOfPlan(
  { plan, situation, deciderOf }: Containment,
  enabledActionIds: readonly string[],
): Promise<Plan> {
  const enabled = new Set(enabledActionIds);
  const phases = plan.phases.map((phase) => ({ ...phase, actions: phase.actions.filter(({ id }) => enabled.has(id)) }));
  const isWhole = phases.every(({ actions }, i) => actions.length === plan.phases[i]!.actions.length);
  return isWhole && plan.proof !== null ? plan : judgePlan({ ...plan, phases }, situation, deciderOf);
}

export interface CaseRequest {
  readonly targets: readonly string[];
  /** Files and folders of an IAM snapshot; none: what the case keeps, if it keeps one. */
  readonly iam: readonly string[];
  readonly assume: readonly string[] | null;
  readonly prove: boolean;
  readonly judge: JudgeOptions;
}

/** The same for a case that is on the disk. */
export async function containCase(
  casePath: string,
  { targets, iam, judge: options, ...rest }: CaseRequest,
): Promise<Containment & { readonly view: ReportView }> {
  await using theCase = await openCase(casePath, { readOnly: true });
  const judged = await judge(theCase, options);
  requireRecords(casePath, judged.view.coverage);
  return {
    ...(await planContainment(judged, targets, { ...rest, ...(await deciding(judged, iam)) })),
    view: judged.view,
  };
}

/** The proven plan against one credential, origin or finding of a case that is judged already. */
export async function planJudged(judged: Judged, target: string): Promise<Containment> {
  return planContainment(judged, [target], { assume: null, prove: true, ...(await deciding(judged, [])) });
}

/** The simulator is not light: only who has a snapshot loads it. */
async function deciding(
  { iam }: Judged,
  paths: readonly string[],
): Promise<Pick<ContainmentOptions, 'snapshot' | 'deciderOf'>> {
  if (paths.length === 0 && iam === null) return { snapshot: null, deciderOf: null };
  const { createDecider, readSnapshot } = await import('../../posture/index.ts');
  return { snapshot: paths.length === 0 ? iam!.snapshot : await readSnapshot(paths), deciderOf: createDecider };
}

const MOST_UNREAD = 5;

/** What the case does not show though it was asked to: files that could not be read, and stretches without a trail. */
function unreadOf({ skipped, gaps }: ReportView['coverage']): string[] {
  const clauses = [
    ...skipped.map(({ source, reason }) => `${source} (${reason})`),
    ...gaps.map(({ account, region, from, to, reason }) => {
      const where = [account, region].filter((each) => each !== null).join(' ');
      return `${where === '' ? 'the records' : where} from ${from ?? 'the beginning'} to ${to ?? 'the end'} (${reason})`;
    }),
  ];
  const more = clauses.length - MOST_UNREAD;
  return more > 0 ? [...clauses.slice(0, MOST_UNREAD), `${more} more, which stemma scan lists`] : clauses;
}

interface Found {
  readonly target: PlanTarget;
  readonly credentials: readonly number[];
  readonly origins: readonly number[];
}

function findTarget({ view, context: { lineage } }: Judged, id: string): Found {
  const credential = lineage.find(id);
  if (credential >= 0) return { target: { kind: 'credential', id }, credentials: [credential], origins: [] };
  const finding = view.findings.find((each) => each.id === id);
  if (finding !== undefined) {
    const named = [...new Set([finding.credential ?? [], finding.credentials].flat())];
    const credentials = named.map((each) => lineage.find(each)).filter((at) => at >= 0);
    const origins = named.length === 0 && finding.origin !== null ? originsOf(lineage, finding.origin.id) : [];
    if (credentials.length === 0 && origins.length === 0) throw namesNobody(finding);
    return { target: { kind: 'finding', id }, credentials, origins };
  }
  const origins = originsOf(lineage, id);
  if (origins.length > 0) return { target: { kind: 'origin', id }, credentials: [], origins };
  const meant = nearestId(id, [...view.knownIds(), ...view.findings.map((each) => each.id)]);
  throw new UsageError(
    `${id}: neither a credential nor an origin nor a finding of this case`,
    meant === null ? 'stemma tokens and the report list them' : `did you mean ${meant}?`,
  );
}

/** Of a role that lets too many in, and the like: a plan against nobody would be called proven. */
function namesNobody({ id, roleArn }: Finding): UsageError {
  return new UsageError(
    `${id}: this finding names no credential, so there is nobody to contain`,
    roleArn === null
      ? 'name an access key id or an origin: stemma tokens lists them'
      : `name one of the sessions of the role: stemma tokens --live --role ${roleArn} lists them`,
  );
}

const originsOf = (lineage: Lineage, id: string): number[] =>
  allOrigins(lineage).flatMap((origin, at) => (origin.id === id ? [at] : []));
