import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { mintingParents } from '../minting.ts';
import { check } from './check.ts';
import { howIssued } from './wording.ts';

/** Whether it is a step from one role, or user, to another. */
export function* newRoleChainChecks({ lineage }: DetectionContext, credential: number): Generator<Check> {
  const { roleArn } = lineage.credentials;
  yield check(
    'a token of a role, which another credential asked STS for',
    mintingParents(lineage)[credential]! >= 0 && roleArn[credential] !== 0,
    howIssued(lineage, credential),
  );
}
