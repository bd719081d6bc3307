import type { Draft } from '../draft.ts';

/** ARNs of functions and tasks by the assumed-role ARN of their sessions. */
export interface Workloads {
  /** Code of the function's or task's ARN, 0 where no call tells it or calls disagree. */
  arnOf(principalArn: number): number;
}

const DISAGREE = -1;

/**
 * `inScopeOf` is only in some calls: what one session of a role and session name shows holds for the others, since that
 * name is the function's or the task's own.
 */
export function workloadArns({ facts }: Draft): Workloads {
  const { arn, inScopeOfArn } = facts.identities.columns;
  const known = new Map<number, number>();
  for (let row = 0; row < facts.identities.length; row++) {
    if (inScopeOfArn[row] === 0) continue;
    const before = known.get(arn[row]!);
    known.set(arn[row]!, before === undefined || before === inScopeOfArn[row] ? inScopeOfArn[row]! : DISAGREE);
  }
  return { arnOf: (principalArn) => Math.max(0, known.get(principalArn) ?? 0) };
}
