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

/** Entries in columns: `items[k]` belongs to the session of `principals[k]` that was created at `times[k]`. */
export interface SessionEntries {
  readonly principals: number[];
  readonly times: number[];
  readonly items: number[];
}

export function sessionEntries(): SessionEntries {
  return { principals: [], times: [], items: [] };
}

export function addSession(to: SessionEntries, entry: { principal: number; time: number; item: number }): void {
  to.principals.push(entry.principal);
  to.times.push(entry.time);
  to.items.push(entry.item);
}

/** Answers by binary search: a principal may have any number of sessions. */
export function indexSessions(entries: SessionEntries, principalCodes: number): SessionIndex {
  const times = Uint32Array.from(entries.times);
  const { starts, items: rows } = groupRows(Int32Array.from(entries.principals), principalCodes, orderBy(times));
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
    if (principal === 0 || entries.items.length === 0) return NONE;
    const at = seek(principal, from);
    return at < starts[principal + 1]! && times[rows[at]!]! <= to ? entries.items[rows[at]!]! : NONE;
  };
  return {
    first,
    only(principal, from, to) {
      const item = first(principal, from, to);
      if (item === NONE) return NONE;
      const end = starts[principal + 1]!;
      for (let at = seek(principal, from); at < end && times[rows[at]!]! <= to; at++) {
        if (entries.items[rows[at]!] !== item) return SEVERAL;
      }
      return item;
    },
  };
}
