/**
 * Records that one caller makes at one moment. A tool that does one thing makes several calls for it, and CloudTrail, which
 * gives no order to a file, leaves such neighbours beside each other. What is random in them comes from the number of the
 * batch: in another file, and in another thread, they are the same records.
 */
export interface Calls {
  readonly by: Caller;
  /** Numbers of templates. */
  readonly calls: readonly number[];
}

/** A record that a world has written, as JSON. */
export interface Told {
  readonly told: string;
}

export type Batch = Calls | Told;

/** What the records of one caller have in common. */
export interface Caller {
  /** The beginning of each, up to the end of `userIdentity`, and the address. */
  readonly text: string;
  /** Of these in UTF-8. */
  readonly openingBytes: number;
  readonly ipBytes: number;
  /** Where they lie among the texts of the file that was planned last with them in it: a look into a map takes longer. */
  lie: { plan: number; start: number };
}

/** More calls at once than this nobody makes. */
export const MOST_AT_ONCE = 8;

/** What every record begins with. */
export const BEFORE_IDENTITY = '{"eventVersion":"1.11","userIdentity":';

export function callerOf(identity: unknown, ip: string): Caller {
  const opening = BEFORE_IDENTITY + JSON.stringify(identity);
  return {
    text: opening + ip,
    openingBytes: Buffer.byteLength(opening),
    ipBytes: Buffer.byteLength(ip),
    lie: { plan: -1, start: 0 },
  };
}
