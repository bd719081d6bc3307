import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { at, rolesOf } from '../wording.ts';
import { listed } from '../../lib/wording.ts';
import { check } from './check.ts';
import { temporaryKey } from './steps.ts';

/** Whether it is suspicious, live and an administrator’s. */
export function* privilegedLiveTokenChecks(
  { lineage, suspicious, iam }: DetectionContext,
  credential: number,
): Generator<Check> {
  const { live, expiresAt } = lineage.credentials;
  const has = iam !== undefined && iam !== null;
  yield check('an IAM snapshot was given (--iam)', has, has ? 'one was' : 'none was');
  yield temporaryKey(lineage, credential);
  yield check(
    'a finding of medium or more names it, or what it was minted from',
    suspicious[credential] === 1,
    suspicious[credential] === 1 ? 'one does' : 'none does',
  );
  yield check(
    `it is live at ${at(lineage.asOf)}`,
    live[credential] === 1,
    `it expires at ${at(expiresAt[credential]!)}`,
  );
  const level = iam!.privilegesOf(credential)?.level ?? null;
  yield check(
    'its role or user has the rights of an administrator',
    level === 'admin',
    `${listed(rolesOf(lineage, [credential]))}: ${level ?? 'not in the snapshot'}`,
  );
}
