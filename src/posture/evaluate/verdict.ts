import type { RequestAnalysis } from '@cloud-copilot/iam-simulate';
import type { Places } from './assemble.ts';
import type { Relevant } from './relevant.ts';
import type { Group, Trial, Verdict } from './trial.ts';
import { conditionsInWords } from './words.ts';

/** A verdict, and the Allows that hang on something unknown; null where that would not change the answer. */
export type Outcome = Verdict & { readonly doubtfulAllows: ReadonlySet<Relevant> | null };

export const failed = (message: string): Outcome => ({
  decision: 'error',
  unknown: [message],
  conditions: [],
  deniedBy: null,
  missing: null,
  boundaryAllows: true,
  doubtfulAllows: null,
});

interface Results {
  readonly analyses: readonly RequestAnalysis[];
  readonly allowed: boolean;
  readonly places: Places;
  readonly doubts: ReadonlyMap<Relevant, readonly string[]>;
  readonly dropped: ReadonlySet<string>;
}

/** What the simulator's answer says: denied is sure, because the run took every unknown for the best; allowed is sure where none was met. */
export function judge(trial: Trial, results: Results): Outcome {
  const { analyses, allowed } = results;
  const boundaryAllows = analyses.every(
    ({ permissionBoundaryAnalysis: boundary }) => boundary === undefined || boundary.result === 'Allowed',
  );
  if (!allowed) {
    return {
      ...failed(''),
      decision: 'denied',
      unknown: [],
      boundaryAllows,
      ...whyDenied(analyses[0], results.places),
    };
  }
  // An answer for a pattern is yes where it is yes for one of the resources.
  const judged = analyses
    .filter(({ result }) => result === 'Allowed')
    .map((analysis) => doubtsOf(trial, analysis, results));
  const best = judged.find(({ unknown }) => unknown.length === 0) ?? judged[0]!;
  const unknown = [...new Set([...best.unknown, ...trial.doubts])];
  return {
    ...failed(''),
    boundaryAllows,
    decision: unknown.length === 0 ? 'allowed' : 'depends',
    unknown,
    conditions: unknown.length === 0 ? [] : best.conditions,
    doubtfulAllows: best.doubtfulAllows,
  };
}

type StatementAnalyses = NonNullable<RequestAnalysis['identityAnalysis']>['allowStatements'];

function* analysesOf(analysis: RequestAnalysis): Generator<
  [
    Group,
    {
      allowStatements: StatementAnalyses;
      denyStatements: StatementAnalyses;
      unmatchedStatements: StatementAnalyses;
      result: string;
    },
  ]
> {
  const { identityAnalysis, permissionBoundaryAnalysis, sessionAnalysis, resourceAnalysis, scpAnalysis, rcpAnalysis } =
    analysis;
  if (sessionAnalysis !== undefined) yield ['session', sessionAnalysis];
  if (identityAnalysis !== undefined) yield ['identity', identityAnalysis];
  if (permissionBoundaryAnalysis !== undefined) yield ['boundary', permissionBoundaryAnalysis];
  for (const level of scpAnalysis?.ouAnalysis ?? []) yield ['scp', level];
  for (const level of rcpAnalysis?.ouAnalysis ?? []) yield ['rcp', level];
  if (resourceAnalysis !== undefined) yield ['trust', resourceAnalysis];
}

type OneAnalysis = StatementAnalyses[number];

/** The statement of ours that an analysis is of; the session's are told apart by their order. */
function placeOf(group: Group, one: OneAnalysis, places: Places): ReturnType<Places['get']> {
  if (group === 'trust') return places.get(`trust/0/${(one.statement.sid() ?? '').slice(1)}`);
  return places.get(one.policyId);
}

interface Doubts {
  readonly unknown: readonly string[];
  readonly conditions: readonly string[];
  readonly doubtfulAllows: ReadonlySet<Relevant> | null;
}

function doubtsOf(trial: Trial, analysis: RequestAnalysis, { places, doubts, dropped }: Results): Doubts {
  const isKnown = (key: string): boolean => trial.known.has(key) && !dropped.has(key);
  const doubtfulAllows = new Set<Relevant>();
  const ofAllows: string[] = [];
  const groups = [...analysesOf(analysis)];
  for (const [group, { allowStatements }] of groups) {
    for (const one of allowStatements) {
      const place = placeOf(group, one, places);
      const open = [...openKeys(one, isKnown), ...((place && doubts.get(place.relevant)) ?? [])];
      ofAllows.push(...open);
      if (open.length > 0 && place !== undefined) doubtfulAllows.add(place.relevant);
    }
  }
  const ofDenies = groups.flatMap(([, { unmatchedStatements, denyStatements }]) =>
    [...unmatchedStatements, ...denyStatements].filter((one) => !one.statement.isAllow()).flatMap(passedOver),
  );
  // A Deny that was left out is in no analysis.
  for (const [{ statement }, keys] of doubts) if (statement.effect === 'Deny') ofDenies.push(...keys);
  return {
    unknown: [...new Set([...ofAllows, ...ofDenies])],
    conditions: conditionsInWords(analysis.conditions, analysis.ignoredConditions),
    // Statements of session policies are not told apart: there is no run without some of them.
    doubtfulAllows: trial.session === null && ofDenies.length === 0 ? doubtfulAllows : null,
  };
}

/** Keys that the simulator passed over in a statement that otherwise matches. */
function passedOver(one: OneAnalysis): string[] {
  const keys = (one.ignoredConditions ?? []).map((condition) => condition.conditionKey());
  const byName = one.ignoredRoleSessionName === true && one.actionMatch && one.resourceMatch;
  return byName ? [...keys, 'sts:RoleSessionName'] : keys;
}

/** Keys that an Allow which matched hangs on: what the simulator passed over, and what it takes for met without saying so. */
function openKeys(one: OneAnalysis, isKnown: (key: string) => boolean): string[] {
  const silent = one.statement
    .conditions()
    .filter((condition) => /^(null$|forallvalues:)/i.test(condition.operation().value()))
    .map((condition) => condition.conditionKey())
    .filter((key) => !isKnown(key.toLowerCase()));
  return [...passedOver(one), ...silent];
}

function whyDenied(analysis: RequestAnalysis | undefined, places: Places): Pick<Verdict, 'deniedBy' | 'missing'> {
  if (analysis === undefined) return { deniedBy: null, missing: 'identity' };
  for (const [group, { denyStatements }] of analysesOf(analysis)) {
    const first = denyStatements[0];
    if (first === undefined) continue;
    const place = placeOf(group, first, places);
    if (place !== undefined)
      return { deniedBy: { group: place.group, level: place.level, at: place.at }, missing: null };
  }
  for (const [group, { result }] of analysesOf(analysis)) {
    if (group !== 'identity' && result === 'ImplicitlyDenied') return { deniedBy: null, missing: group };
  }
  return { deniedBy: null, missing: 'identity' };
}
