import { forTerminal } from '../../lib/neutralise.ts';
import type { Proof } from '../../model/containment.ts';
import type { ExplorerPlan, ExplorerScript } from '../../model/explorer.ts';
import { cleanTexts } from '../../reports/index.ts';

/** A plan, and what is left of the attacker when only some of its actions are carried out. */
export interface Planned {
  readonly plan: ExplorerPlan;
  prove(actions: readonly string[]): Promise<Proof>;
  /** The plan with these actions alone, in every form that it is taken along in. */
  scripts(actions: readonly string[]): Promise<readonly ExplorerScript[]>;
}

/** JSON texts of plans, proofs and scripts; each rejects with an error that says why where there can be none. */
export interface Plans {
  plan(target: string): Promise<string>;
  prove(target: string, actions: readonly string[]): Promise<string>;
  scripts(target: string, actions: readonly string[]): Promise<string>;
}

/** Plans that are kept are few: one judges them for minutes, then goes on. */
const MOST = 12;

/** Plans are made once for each revision of the case: switching an action asks the prover alone. */
export function createPlans(make: (target: string) => Promise<Planned>, revision: () => string): Plans {
  const kept = new Map<string, Promise<Planned>>();
  const planned = (target: string): Promise<Planned> => {
    const key = JSON.stringify([revision(), target]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= MOST) kept.delete(kept.keys().next().value!);
    const made = make(target);
    kept.set(key, made);
    // What failed may be tried again.
    made.catch(() => kept.delete(key));
    return made;
  };
  return {
    plan: async (target) => shown((await planned(target)).plan),
    prove: async (target, actions) => shown(await (await planned(target)).prove(actions)),
    // Whoever writes a script neutralises what is foreign in it, by the rules of its tongue.
    scripts: async (target, actions) => JSON.stringify(await (await planned(target)).scripts(actions)),
  };
}

/** Names in a plan come from the logs. Ids are asked for again as they are shown: what is cut or hidden is nobody's real name. */
const shown = (value: unknown): string => JSON.stringify(asShown(value));

export const asShown = <T>(value: T): T => cleanTexts(value, (text) => forTerminal(text, { limit: 8_000 }));
