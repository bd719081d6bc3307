import { PLAN_LEAD, planCommand } from '../lib/plan-command.ts';
import type { Finding } from '../model/finding.ts';

export interface NextStep {
  readonly says: string;
  /** The command that plans it, as it must be typed; null where nothing is planned, or no case is kept to plan it with. */
  readonly command: string | null;
}

/**
 * A finding's next step in its parts. `askWith` are the options, each after a blank, by which a command sees the same case as of the same
 * moment: without them it would judge another one, and may call a live token dead. Null where the case is not kept.
 */
export function nextStepOf({ id, next }: Pick<Finding, 'id' | 'next'>, askWith: string | null): NextStep {
  const plan = PLAN_LEAD + planCommand(id);
  // What is to be pasted holds an id of ours and nothing else.
  if (!next.endsWith(plan) || !/^[\w-]+$/.test(id)) return { says: next, command: null };
  return { says: next.slice(0, -plan.length), command: askWith === null ? null : planCommand(id) + askWith };
}

/** The same as one text, for media that do not break lines. */
export function nextStepText(finding: Pick<Finding, 'id' | 'next'>, askWith: string | null): string {
  const { says, command } = nextStepOf(finding, askWith);
  return command === null ? says : says + PLAN_LEAD + command;
}
