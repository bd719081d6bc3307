import { originOf } from '../../lineage/index.ts';
import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { findOffHostInstances } from '../hosts/off-host.ts';
import { check } from './check.ts';
import { goesBackTo } from './steps.ts';

/** Whether it is of an instance whose tokens were used elsewhere. */
export function* instanceTokenMintingChecks(context: DetectionContext, credential: number): Generator<Check> {
  const { lineage } = context;
  const origin = originOf(lineage, credential);
  yield goesBackTo(lineage, credential, { what: 'an EC2 instance', is: origin.kind === 'ec2-instance' });
  const off = findOffHostInstances(context).some(({ host }) => host.id === origin.id);
  yield check(
    'a token of that instance was used from an address that is not the instance’s (instance-token-off-host)',
    off,
    off ? `tokens of ${origin.id} were used elsewhere` : `all uses of the tokens of ${origin.id} are its own`,
  );
}
