import type { Config } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import type { EpochSeconds } from '../model/lineage.ts';
import { wildcard } from './wildcard.ts';

/**
 * Whether the configuration suppresses a finding as of a moment. A suppression holds to the end of the day (UTC) on which
 * it expires; from then on the finding is back.
 */
export function suppressionTest(config: Config, asOf: EpochSeconds): (finding: Finding) => boolean {
  const today = new Date(asOf * 1000).toISOString().slice(0, 10);
  const inForce = config.suppressions
    .filter(({ expires }) => expires >= today)
    .map(({ rule, match }) => ({ rule, matches: wildcard(match) }));
  return (finding) =>
    inForce.some(
      ({ rule, matches }) =>
        rule === finding.rule &&
        [finding.id, finding.credential, finding.origin?.id, finding.roleArn].some(
          (text) => typeof text === 'string' && matches(text),
        ),
    );
}
