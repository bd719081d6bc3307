import type { Proof } from '../../../model/containment.ts';
import type { ExplorerKeptPlan, ExplorerPlan, ExplorerScript } from '../../../model/explorer.ts';

export interface FilePlans {
  plan(target: string): ExplorerPlan;
  prove(target: string, actions: readonly string[]): Proof;
  scripts(target: string, actions: readonly string[]): readonly ExplorerScript[];
}

/** Plans and answers that were worked out when the file was written. What was not asked then is refused, with where to ask. */
export function filePlans(load: () => readonly ExplorerKeptPlan[]): FilePlans {
  const find = (target: string): ExplorerKeptPlan => {
    const found = load().find((each) => each.target === target);
    if (found !== undefined) return found;
    throw new Error(
      'This file carries the plans against the worst of what is suspicious. This one has to be made where the case is.',
    );
  };
  return {
    plan: (target) => find(target).plan,
    prove(target, actions) {
      const { plan, without } = find(target);
      const off = leftOut(plan, actions);
      if (off.length === 0 && plan.proof !== null) return plan.proof;
      const known = without.find((each) => each.off.length === off.length && each.off.every((id) => off.includes(id)));
      if (known !== undefined) return known.proof;
      throw new Error(
        'This file has the proof of the whole plan, without each action by itself, and without all. For this choice, ask where the case is: the command is below.',
      );
    },
    scripts(target, actions) {
      const { plan, scripts } = find(target);
      if (leftOut(plan, actions).length === 0) return scripts;
      throw new Error(
        'This file carries the scripts of the whole plan. For this choice, the command beside it writes them where the case is.',
      );
    },
  };
}

function leftOut(plan: ExplorerPlan, actions: readonly string[]): string[] {
  const on = new Set(actions);
  return plan.phases.flatMap((phase) => phase.actions.map(({ id }) => id)).filter((id) => !on.has(id));
}
