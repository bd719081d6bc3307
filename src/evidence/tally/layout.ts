import { FLAG_FALSE, FLAG_TRUE } from '../../model/columns.ts';
import { SLOT, SLOT_COUNT } from '../slots.ts';
import { MEMBER } from './members.ts';
import { MINT_COUNT } from './mint-slots.ts';
import { KIND } from './names.ts';

/**
 * Where things lie in the tally's memory, in bytes. The WebAssembly text names them `{SLOTS}`, so that both sides read one
 * table. Everything up to `ARENAS` stays where it is; what grows is handed out behind it.
 */
export const LAYOUT = {
  /** The event that is being read: `SLOT`, words. */
  SLOTS: 1024,
  ...Object.fromEntries(Object.entries(SLOT).map(([name, slot]) => [`SLOT_${name}`, 1024 + slot * 4])),
  SLOTS_BYTES: 160,
  /** Rows that are looked up: a use, a volume, a call. */
  USE_KEY: 1216,
  VOLUME_KEY: 1280,
  CALL_KEY: 1296,
  /** What a record says that mints: `MINT`, words. */
  MINT_SLOTS: 1344,
  MINT_BYTES: MINT_COUNT * 4,
  /** The fields of a record by a hash of their names, see `names.ts`. */
  NAMES: 2048,
  /** Row sets: units of 8 bytes in a key, bytes in a row, rows, mask of the slots, slots, rows, room for rows. */
  USES: 10_240,
  IDENTITIES: 10_272,
  VOLUMES: 10_304,
  CALLS: 10_336,
  /** Identities by a hash of their principal: the first of a chain. */
  IDENTITY_BUCKETS: 16_384,
  IDENTITY_BUCKETS_BYTES: 32_768,
  IDENTITY_MASK: 32_764,
  /** The members of identities and of mints by the object that they stand in, see `members.ts`; the number of the latter's. */
  MEMBERS: 49_152,
  MINT_CONTEXT: 1,
  /** The midnights of some days: the ten bytes of a date, then seconds. */
  DATES: 65_280,
  /** A word behind the slots, cleared with them: `inScopeOf.sourceArn`, until it is known whether it counts. */
  SOURCE_ARN: 1024 + SLOT_COUNT * 4,
  /** Texts on their way in from JavaScript. */
  SCRATCH: 65_536,
  SCRATCH_BYTES: 1 << 20,
  /** The window of the file. */
  WINDOW: 8 << 20,
  WINDOW_BYTES: (32 << 20) + 1,
  KNOWN_IDENTITIES: 41 << 20,
  KNOWN_IDENTITIES_END: 48 << 20,
  ARENAS: 48 << 20,
  ...KIND,
  ...MEMBER,
  FLAG_FALSE,
  FLAG_TRUE,
} as const;

/** Words of a row of uses: its key (hour, then the dimensions), padded; then its sums. */
export const USE_WORDS = 28;
/** Where the sums of a row of uses begin. */
export const USE_SUMS = 14;
/** Account, region, hour and padding; first, last, events. */
export const VOLUME_WORDS = 8;
/** A line of the event log: identity (2), time, use row + 1, volume row, file, failed. */
export const EVENT_WORDS = 8;
