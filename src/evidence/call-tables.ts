import { activityTables } from './activity.ts';
import { controlCalls } from './control-calls.ts';
import { mintCalls } from './mint-calls.ts';
import { placementCalls } from './placement-calls.ts';

/** What tells calls apart, as `service:API`, for engines that select and group records where the logs are. */
export const callTables = {
  ...activityTables,
  mintCalls,
  controlCalls: [...controlCalls.keys()],
  placementCalls: [...placementCalls.keys()],
} as const;
