import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { listed } from '../../lib/wording.ts';
import { deedOf } from '../controls.ts';
import { tamperingsBy } from '../rules/trail-tampering.ts';
import { check } from './check.ts';

/** What it did to a trail. */
export function* trailTamperingChecks({ lineage }: DetectionContext, credential: number): Generator<Check> {
  const rows = [...tamperingsBy(lineage)(credential)];
  yield check(
    'it stopped, deleted or narrowed a trail, and is no service that does so for itself',
    rows.length > 0,
    rows.length === 0 ? 'no such call of it is logged' : listed([...new Set(rows.map((row) => deedOf(lineage, row)))]),
  );
}
