import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';

/** What a rule asks of a credential, in order. Whoever meets all is named by the rule, and nobody else is: a test holds it. */
export type Checks = (context: DetectionContext, credential: number) => Generator<Check>;

export function check(asks: string, met: boolean, found: string): Check {
  return { asks, met, found };
}

/** Up to the first that is not met: what comes after asks for what that one would have given. */
export function upToTheUnmet(checks: Iterable<Check>): Check[] {
  const asked: Check[] = [];
  for (const one of checks) {
    asked.push(one);
    if (!one.met) break;
  }
  return asked;
}
