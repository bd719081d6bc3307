import { PLAN_LEAD, planCommand } from '../lib/plan-command.ts';

/** Rules about how accounts are set up, or that only ask a question: nobody is thrown out for these. */
const answeredOtherwise: ReadonlySet<string> = new Set([
  'exploitable-role',
  'open-trust',
  'public-credentials',
  'new-role-chain',
]);

/**
 * What to do now, with the command that plans it at the end, so that it can be copied; a finding's id needs no quotes. Whoever
 * shows it knows which case it is of, and as of which moment, and adds the options that say so.
 */
export function nextStep(says: string, { rule, id, names }: { rule: string; id: string; names: number }): string {
  return names === 0 || answeredOtherwise.has(rule) ? says : says + PLAN_LEAD + planCommand(id);
}
