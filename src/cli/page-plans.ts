import type { ExplorerKeptPlan, ExplorerScript } from '../model/explorer.ts';
import type { Plan } from '../model/containment.ts';
import type { Planned } from '../explorer/index.ts';
import type { Containment, Judged } from '../pipeline/containment/index.ts';
import { ended } from './io.ts';
import { version } from './version.ts';
import { scriptEndings, scriptNames } from './write-scripts.ts';

/** What the page shows of a plan: served, each answer when it is asked for; in a file, all of them at once. */
export async function plannedFor(found: Containment): Promise<Planned> {
  const { partOfPlan, planJson } = await import('../pipeline/containment/index.ts');
  // Proof and scripts of one choice are asked for together.
  let last: { readonly key: string; readonly part: Promise<Plan> } | null = null;
  const partOf = (actions: readonly string[]): Promise<Plan> => {
    const key = JSON.stringify(actions);
    if (last?.key !== key) last = { key, part: partOfPlan(found, actions) };
    return last.part;
  };
  return {
    plan: planJson(found.plan),
    prove: async (actions) => (await partOf(actions)).proof!,
    scripts: async (actions) => scriptsOf(await partOf(actions)),
  };
}

/** The plans against what is suspicious in a case, for a page that is a file. */
export async function plansFor(judged: Judged): Promise<readonly ExplorerKeptPlan[]> {
  const { keepPlans } = await import('../explorer/index.ts');
  const { planJudged } = await import('../pipeline/containment/index.ts');
  return keepPlans(judged.view, async (target) => plannedFor(await planJudged(judged, target)));
}

/** Every form that `stemma contain` writes, under the names that the scripts call each other by. */
async function scriptsOf(plan: Plan): Promise<ExplorerScript[]> {
  const { scripts } = await import('../pipeline/containment/index.ts');
  const { renderContainmentPage } = await import('../reports/index.ts');
  const calls = scriptNames.flatMap((name) =>
    scripts[name](plan, { version: version() }).map(({ suffix, text }): ExplorerScript => ({
      form: suffix === '' ? name : 'rollback',
      file: `contain${suffix}${scriptEndings[name]}`,
      text,
    })),
  );
  const page = [...ended(renderContainmentPage(plan))].join('');
  return [...calls, { form: 'runbook', file: 'contain.md', text: page }];
}
