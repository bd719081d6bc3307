import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { quarantinesByUser } from '../rules/quarantined-key-lineage.ts';
import { inCase } from './steps.ts';

/** Whether AWS put a user under quarantine. */
export function* quarantinedKeyLineageChecks({ lineage }: DetectionContext): Generator<Check> {
  const users = quarantinesByUser(lineage).size;
  yield inCase(
    'AWS, or somebody, attached a quarantine policy to a user (AWSCompromisedKeyQuarantine)',
    users > 0,
    `that was done to ${users} of the case`,
  );
}
