import { formatTime } from '../../lib/time.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import { isOver, type Held, type Situation } from '../situation.ts';
import type { Timing } from './orders.ts';
import { LONGEST } from './session-lengths.ts';
import type { Reached } from './survey.ts';

/** Until when the denies have to stay, in a sentence; null where there is no token that they could be kept for. */
export function keepUntil({ held, asOf }: Situation, reached: readonly Reached[], { cutOffs }: Timing): string | null {
  const known = held.filter((each) => each.kind === 'token' && !isOver(each)).map((token) => endOf(token, asOf));
  const longest = Math.max(0, ...reached.map(({ longestMint }) => longestMint));
  if (longest === 0)
    return known.length === 0
      ? null
      : `Keep the denies until ${formatTime(Math.max(...known))}, when the last known token has expired for sure; a console that a role's token opened may go on for 12 hours.`;
  const last = Math.max(cutOffs[1] + longest, ...known);
  const hours = longest / 3600;
  return `Keep the denies until ${formatTime(last)}, and as much longer as the plan is carried out later than ${formatTime(asOf)}: what is minted until the cut-offs may live ${hours} ${hours === 1 ? 'hour' : 'hours'}.`;
}

/** One whose end is not known may have been asked for as long as there is. */
function endOf({ expiresAt, caller }: Held, asOf: EpochSeconds): EpochSeconds {
  if (expiresAt !== null) return expiresAt;
  const longest =
    caller.kind === 'root' ? LONGEST.ofRoot : caller.kind === 'role-session' ? LONGEST.ofRole : LONGEST.ofUser;
  return (caller.issuedAt ?? asOf) + longest;
}
