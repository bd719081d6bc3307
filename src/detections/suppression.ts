import type { Config, Suppression } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import type { EpochSeconds } from '../model/lineage.ts';
import { wildcard } from './wildcard.ts';

/** The first suppression in force as of a moment that takes a finding away; null where none does. */
export function suppressionOf(config: Config, asOf: EpochSeconds): (finding: Finding) => Suppression | null {
  const inForce = config.suppressions
    .filter((suppression) => !isExpired(suppression, asOf))
    .map((suppression) => ({ suppression, covers: suppressionTest(suppression) }));
  return (finding) => inForce.find(({ covers }) => covers(finding))?.suppression ?? null;
}

/** A suppression holds to the end of the day (UTC) on which it expires; from then on the finding is back. */
export function isExpired(suppression: Suppression, asOf: EpochSeconds): boolean {
  return endOf(suppression) <= asOf;
}

const DAY_SECONDS = 86_400;

/** The first moment at which a suppression holds no longer. */
export function endOf({ expires }: Suppression): EpochSeconds {
  return Date.parse(expires) / 1000 + DAY_SECONDS;
}

/** Whether a suppression is about a finding, expired or not. */
export function suppressionTest({ rule, match }: Suppression): (finding: Finding) => boolean {
  const matches = wildcard(match);
  return (finding) =>
    rule === finding.rule &&
    [finding.id, finding.credential, finding.origin?.id, finding.roleArn].some(
      (text) => typeof text === 'string' && matches(text),
    );
}
