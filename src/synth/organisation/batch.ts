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
  readonly told: Uint8Array;
}

export type Batch = Calls | Told;

/** What the records of one caller have in common. */
export interface Caller {
  /** `userIdentity`, as JSON. */
  readonly identity: Uint8Array;
  readonly ip: Uint8Array;
}

/** More calls at once than this nobody makes. */
export const MOST_AT_ONCE = 8;

const encoder = new TextEncoder();

export function callerOf(identity: unknown, ip: string): Caller {
  return { identity: encoder.encode(JSON.stringify(identity)), ip: encoder.encode(ip) };
}
