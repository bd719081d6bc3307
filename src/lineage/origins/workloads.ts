import type { Draft } from '../draft.ts';
import { rowsOf } from '../group-rows.ts';

/** ARNs of functions and tasks by the assumed-role ARN of their sessions. */
export interface Workloads {
  /** Code of the function's or task's ARN that a credential was issued to, 0 where no call tells it or calls disagree. */
  arnOf(position: number): number;
}

const DISAGREE = -1;

/**
 * What the credential's own calls show, first. `inScopeOf` is only in some calls, so what one session of a role and session
 * name shows holds for the others: that name is the function's or the task's own, unless two regions use it.
 */
export function workloadArns({ facts, credentials, identitiesOf }: Draft): Workloads {
  const { arn, inScopeOfArn } = facts.identities.columns;
  const known = new Map<number, number>();
  for (let row = 0; row < facts.identities.length; row++) {
    if (inScopeOfArn[row] === 0) continue;
    const before = known.get(arn[row]!);
    known.set(arn[row]!, before === undefined || before === inScopeOfArn[row] ? inScopeOfArn[row]! : DISAGREE);
  }
  return {
    arnOf(position) {
      const own = rowsOf(identitiesOf, position).find((row) => inScopeOfArn[row] !== 0);
      return own === undefined ? Math.max(0, known.get(credentials.principalArn[position]!) ?? 0) : inScopeOfArn[own]!;
    },
  };
}
