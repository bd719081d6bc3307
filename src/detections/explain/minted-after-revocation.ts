import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { revokedRoles } from '../rules/minted-after-revocation.ts';
import { listed } from '../../lib/wording.ts';
import { rowsOf } from '../../lineage/index.ts';
import { rolesOf } from '../wording.ts';
import { check } from './check.ts';
import { inCase } from './steps.ts';

/** Whether it has to do with a role whose sessions were revoked. */
export function* mintedAfterRevocationChecks({ lineage }: DetectionContext, credential: number): Generator<Check> {
  const { any, isOf } = revokedRoles(lineage);
  yield inCase('sessions of a role were revoked', any, 'the case has such a revocation');
  const minted = [...rowsOf(lineage.children, credential)];
  yield check(
    'it is a token of such a role, or minted one',
    isOf(credential) || minted.some(isOf),
    minted.length === 0
      ? `it is of ${listed(rolesOf(lineage, [credential]))} and minted nothing`
      : `it is of ${listed(rolesOf(lineage, [credential]))} and minted tokens of ${listed(rolesOf(lineage, minted))}`,
  );
}
