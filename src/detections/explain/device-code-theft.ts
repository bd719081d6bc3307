import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { roleName } from '../wording.ts';
import { check } from './check.ts';
import { temporaryKey } from './steps.ts';

/** Whether it is a session of a permission set. */
export function* deviceCodeTheftChecks({ lineage }: DetectionContext, credential: number): Generator<Check> {
  yield temporaryKey(lineage, credential);
  const role = lineage.facts.texts.get(lineage.credentials.roleArn[credential]!);
  yield check(
    'of a role of Identity Center (AWSReservedSSO_…)',
    role !== null && role.includes('AWSReservedSSO_'),
    `it is of ${roleName(role)}`,
  );
}
