import type { Prepared } from './prepare.ts';
import type { Relevant } from './relevant.ts';
import type { Verdict } from './trial.ts';

/** Which statement decided, or what is missing; the conditions where it depends. */
export function reasonOf(verdict: Verdict, { trial }: Prepared): readonly string[] {
  if (verdict.decision === 'depends') return verdict.conditions;
  if (verdict.decision !== 'denied') return [];
  if (verdict.deniedBy !== null) {
    const relevant = statementAt(verdict.deniedBy, trial);
    return relevant === undefined
      ? ['denied']
      : [`denied by statement ${relevant.statement.label} of ${relevant.policy}`];
  }
  return [missing[verdict.missing ?? 'identity']];
}

function statementAt(
  { group, level, at }: NonNullable<Verdict['deniedBy']>,
  trial: Prepared['trial'],
): Relevant | undefined {
  if (group === 'trust') return trial.trust?.[at]?.relevant;
  if (group === 'scp' || group === 'rcp') return (group === 'scp' ? trial.scps : trial.rcps)[level]?.statements[at];
  return trial[group]?.[at];
}

const missing: Record<NonNullable<Verdict['missing']>, string> = {
  identity: 'no policy of the caller allows it',
  trust: 'the trust policy does not let the caller in',
  boundary: 'the permissions boundary does not allow it',
  session: 'the session policy does not allow it',
  scp: 'a service control policy does not allow it',
  rcp: 'a resource control policy does not allow it',
};
