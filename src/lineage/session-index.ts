import { freeArrays } from '../lib/free-arrays.ts';
import { grown } from '../lib/grown.ts';
import { orderBy } from '../lib/order-by.ts';
import { groupRows } from './group-rows.ts';

export const NONE = -1;
export const SEVERAL = -2;

/** What belongs to a principal's session: entries by a text (principal id or ARN) and a creation time. */
export interface SessionIndex {
  /** The one item whose session was created in `[from, to]`, `NONE`, or `SEVERAL` where two different ones were. */
  only(principal: number, from: number, to: number): number;
  /** The earliest item, `NONE` if there is none. */
  first(principal: number, from: number, to: number): number;
}

/** Entries in columns: `items[k]` belongs to the session of `principals[k]` that was created at `times[k]`; the first `length` count. */
export interface SessionEntries {
  length: number;
  principals: Int32Array;
  times: Uint32Array;
  items: Int32Array;
}

const FIRST_ROOM = 64;

export function sessionEntries(): SessionEntries {
  return {
    length: 0,
    principals: new Int32Array(FIRST_ROOM),
    times: new Uint32Array(FIRST_ROOM),
    items: new Int32Array(FIRST_ROOM),
  };
}

export function addSession(to: SessionEntries, entry: { principal: number; time: number; item: number }): void {
  if (to.length === to.items.length) {
    to.principals = grown(to.principals);
    to.times = grown(to.times);
    to.items = grown(to.items);
  }
  to.principals[to.length] = entry.principal;
  to.times[to.length] = entry.time;
  to.items[to.length++] = entry.item;
}

/** Answers by binary search: a principal may have any number of sessions. The entries are the index's then. */
export function indexSessions(entries: SessionEntries, principalCodes: number): SessionIndex {
  const { length, items } = entries;
  const times = entries.times.subarray(0, length);
  const principals = entries.principals.subarray(0, length);
  const { starts, items: rows } = groupRows(principals, principalCodes, orderBy(times));
  freeArrays([principals]);
  const seek = (principal: number, from: number): number => {
    let low = starts[principal]!;
    let high = starts[principal + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (times[rows[middle]!]! < from) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const first = (principal: number, from: number, to: number): number => {
    if (principal === 0 || length === 0) return NONE;
    const at = seek(principal, from);
    return at < starts[principal + 1]! && times[rows[at]!]! <= to ? items[rows[at]!]! : NONE;
  };
  return {
    first,
    only(principal, from, to) {
      const item = first(principal, from, to);
      if (item === NONE) return NONE;
      const end = starts[principal + 1]!;
      for (let at = seek(principal, from); at < end && times[rows[at]!]! <= to; at++) {
        if (items[rows[at]!] !== item) return SEVERAL;
      }
      return item;
    },
  };
}
