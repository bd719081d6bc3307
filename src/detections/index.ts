import type { Finding } from '../model/finding.ts';
import type { DetectionContext, Rule } from './rule.ts';
import { refreshLoop } from './rules/refresh-loop.ts';
import { tokenChain } from './rules/token-chain.ts';
import { runRules } from './run-rules.ts';

export type { Detection, DetectionContext, Rule } from './rule.ts';
export { markSuspicious } from './mark-suspicious.ts';

/** Every rule, in the order in which people should read about them. */
export const rules: readonly Rule[] = [tokenChain, refreshLoop];

/** All findings of a case, worst first, then by the time they begin, then by id. */
export function detect(context: Omit<DetectionContext, 'suspicious'>): Finding[] {
  return runRules(rules, context);
}
