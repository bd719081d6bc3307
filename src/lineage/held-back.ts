import type { ControlKind } from '../model/facts.ts';
import type { Lineage } from '../model/lineage.ts';

/** Changes of IAM hold everywhere after seconds to minutes (IAM user guide, "Changes that I make are not always immediately visible"). */
const SETTLES_SECONDS = 300;

/**
 * Tells whether a token can do nothing any more: a logged change covers it, has had the time to hold everywhere, and the token signed
 * nothing since. Whether deleting a user ends the sessions of that user AWS does not say, so it counts for nothing here.
 */
export function heldBackTest({ credentials, facts, asOf }: Lineage): (at: number) => boolean {
  const { eventTime, kind } = facts.controls.columns;
  const userDeleted = facts.texts.find('user-deleted' satisfies ControlKind) || -1;
  return (at) => {
    const row = credentials.revokedBy[at]!;
    if (row < 0 || kind[row] === userDeleted) return false;
    const holds = eventTime[row]! + SETTLES_SECONDS;
    return holds <= asOf && credentials.lastUsed[at]! <= holds;
  };
}
