import { forTerminal } from '../../lib/neutralise.ts';
import type { ExplorerKeptPlan } from '../../model/explorer.ts';
import { severities } from '../../model/finding.ts';
import type { ReportView } from '../../model/report-view.ts';
import { asShown, type Planned } from './plans.ts';

/** A file that is sent has room for what an incident is about, not for all that could be asked. */
const MOST_ORIGINS = 12;
const MOST_FINDINGS = 12;
const MOST_BYTES = 500_000;
/** Each switch asks the prover once more; most plans have two to six. */
const MOST_SWITCHES = 12;

const MEDIUM = severities.indexOf('medium');

/**
 * The plans that a report carries, with what its page can be asked of them where there is no planner: against the suspicious
 * origins in the order of danger, then against the worst findings that none of those is about. What does not fit is left out whole.
 */
export async function keepPlans(
  view: ReportView,
  plan: (target: string) => Promise<Planned>,
): Promise<readonly ExplorerKeptPlan[]> {
  const kept: ExplorerKeptPlan[] = [];
  let bytes = 0;
  for (const target of targetsOf(view)) {
    const one = await keepPlan(target, await plan(target));
    bytes += Buffer.byteLength(JSON.stringify(one));
    if (bytes > MOST_BYTES) break;
    kept.push(one);
  }
  return kept;
}

function targetsOf({ origins, findings }: ReportView): string[] {
  const suspicious = origins.filter((origin) => origin.suspicious > 0).slice(0, MOST_ORIGINS);
  const ids = new Set(suspicious.map(({ id }) => id));
  const others = findings.filter(
    ({ severity, credential, origin }) =>
      severities.indexOf(severity) >= MEDIUM && credential !== null && (origin === null || !ids.has(origin.id)),
  );
  return [...ids, ...others.slice(0, MOST_FINDINGS).map(({ id }) => id)];
}

async function keepPlan(target: string, planned: Planned): Promise<ExplorerKeptPlan> {
  const actions = planned.plan.phases.flatMap((phase) => phase.actions.map(({ id }) => id));
  const without: { off: string[]; proof: ExplorerKeptPlan['without'][number]['proof'] }[] = [];
  for (const off of actions.length > 1 ? actions.slice(0, MOST_SWITCHES) : []) {
    without.push({ off: [off], proof: await planned.prove(actions.filter((id) => id !== off)) });
  }
  if (actions.length > 0) without.push({ off: actions, proof: await planned.prove([]) });
  return {
    // As the page has it, which asks with what it shows.
    target: forTerminal(target),
    ...asShown({ plan: planned.plan, without }),
    scripts: await planned.scripts(actions),
  };
}
