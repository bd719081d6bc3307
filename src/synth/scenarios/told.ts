import type { Config } from '../../model/config.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import { epoch } from '../times.ts';
import type { World } from '../world/world.ts';

/** A world in which something has happened, and the moment from which one looks back on it. */
export interface Told {
  readonly world: World;
  readonly asOf: EpochSeconds;
  /** What the people of that world would have in their configuration. */
  readonly config: Partial<Config>;
}

/** Tells one story; another seed gives other ids, and the same truth about them. */
export type Scenario = (seed: number) => Told;

export const FIRST_DAY = '2026-10-05T00:00:00Z';
export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const THIRD_ACCOUNT = '777788889999';

/** `HH:MM` for a count of minutes. */
export function clock(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

/** Time of the newest record. */
export function newest(world: World): EpochSeconds {
  return epoch(world.records().at(-1)!.eventTime);
}
