import { originOf } from '../../lineage/index.ts';
import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { isWorkload } from '../hosts/outside-aws.ts';
import { goesBackTo, heldToken, usedFromAddress } from './steps.ts';

/** Whether it is a workload’s own token, used by somebody with an address. */
export function* workloadTokenOffHostChecks({ lineage }: DetectionContext, credential: number): Generator<Check> {
  yield heldToken(lineage, credential);
  const { kind, id } = originOf(lineage, credential);
  yield goesBackTo(lineage, credential, {
    what: 'a Lambda function, an ECS task or a pod of EKS',
    is: isWorkload(kind, () => id),
  });
  yield usedFromAddress(lineage, credential);
}
