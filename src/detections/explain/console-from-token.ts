import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { consoleOpenings } from '../console-openings.ts';
import { check } from './check.ts';
import { temporaryKey } from './steps.ts';

/** Whether it opened the console. */
export function* consoleFromTokenChecks({ lineage }: DetectionContext, credential: number): Generator<Check> {
  yield temporaryKey(lineage, credential);
  const opens = consoleOpenings(lineage).some(({ token }) => token === credential);
  yield check(
    'made outside the console and the portal, and a GetSigninToken or ConsoleLogin is its',
    opens,
    opens ? 'it opened the console' : 'no sign-in of the logs is tied to it, or the console itself made it',
  );
}
