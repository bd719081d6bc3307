import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { subjectOf } from '../rules/foreign-subject.ts';
import { ownerOf } from '../subject-owner.ts';
import { check } from './check.ts';
import { issuedByOneOf } from './steps.ts';

/** Whether its subject says whose it is. */
export function* foreignSubjectChecks({ lineage }: DetectionContext, credential: number): Generator<Check> {
  yield issuedByOneOf(lineage, credential, ['AssumeRoleWithWebIdentity']);
  const subject = subjectOf(lineage, credential);
  const owner = subject === null ? null : ownerOf(subject);
  yield check(
    'its subject names an owner, as repo:owner/name does',
    owner !== null,
    subject === null ? 'no subject is logged' : owner === null ? `${subject} names none` : `${subject} is of ${owner}`,
  );
}
