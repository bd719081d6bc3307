import { listed } from '../../lib/wording.ts';
import { originKindOf, sharesSession } from '../../lineage/index.ts';
import type { Check } from '../../model/explanation.ts';
import type { Lineage } from '../../model/lineage.ts';
import { findOffHostInstances } from '../hosts/off-host.ts';
import type { DetectionContext } from '../rule.ts';
import { keyOf, originPhrase } from '../wording.ts';
import { check } from './check.ts';
import { heldToken, usedFromAddress } from './steps.ts';
import { howIssued } from './wording.ts';

/** Why a token counts as used off its instance, or does not. */
export function* instanceTokenOffHostChecks(context: DetectionContext, credential: number): Generator<Check> {
  const { lineage } = context;
  const { parent } = lineage.credentials;
  yield heldToken(lineage, credential);

  const first = firstOfSession(lineage, credential);
  const isInstance = originKindOf(lineage, first) === 'ec2-instance';
  yield check(
    'it was delivered to an EC2 instance, not minted by a token of one',
    isInstance && parent[first]! < 0,
    parent[first]! >= 0
      ? `it was minted: ${howIssued(lineage, first)}`
      : `it goes back to ${originPhrase(lineage, first)}`,
  );

  yield usedFromAddress(lineage, credential);

  const away = findOffHostInstances(context)
    .flatMap(({ spots }) => spots)
    .filter(({ uses }) => uses.some(({ token }) => token === credential))
    .map(({ spot, because }) => `${spot.place.text} (${because})`);
  yield check(
    'one of these addresses is not the instance’s: docs/rules/instance-token-off-host.md has the table that decides',
    away.length > 0,
    away.length > 0
      ? `off the instance: ${listed([...new Set(away)])}`
      : `by that table all uses of ${keyOf(lineage, credential)} are the instance’s own`,
  );
}

/** Keys of one session were delivered together. */
function firstOfSession(lineage: Lineage, credential: number): number {
  let first = credential;
  while (sharesSession(lineage, first)) first = lineage.credentials.parent[first]!;
  return first;
}
