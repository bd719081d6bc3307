import { freeArrays } from '../../lib/free-arrays.ts';
import { grown } from '../../lib/grown.ts';
import { originKinds } from '../../model/lineage.ts';
import type { OriginTable } from '../../model/lineage.ts';
import type { FoundOrigin } from './found-origin.ts';

/** Origins as they are found, each once. */
export interface OriginList {
  /** The position of an origin in the table, a new one where it has not been found before. */
  positionOf(found: FoundOrigin): number;
  table(): OriginTable;
}

const DISAGREE = -1;
const FIRST_ROOM = 256;

/**
 * One entry a kind and id. Account and person are told only where all that go back to it agree. In arrays: a large case has
 * hundreds of thousands, and a map with an object for each takes ten times as much memory.
 */
export function originList(): OriginList {
  let length = 0;
  let kinds = new Uint8Array(FIRST_ROOM);
  let ids = new Uint32Array(FIRST_ROOM);
  let accountIds = new Int32Array(FIRST_ROOM);
  let userNames = new Int32Array(FIRST_ROOM);
  /** Open addressing: positions counted from 1, 0 for free; at most half full. */
  let slots = new Uint32Array(FIRST_ROOM * 2);

  function slotOf(kind: number, id: number): number {
    const mask = slots.length - 1;
    let slot = Math.imul(id * originKinds.length + kind, 0x9e37_79b1) >>> Math.clz32(mask);
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const at = slots[slot]! - 1;
      if (ids[at] === id && kinds[at] === kind) return slot;
    }
    return slot;
  }

  function grow(): void {
    kinds = grown(kinds);
    ids = grown(ids);
    accountIds = grown(accountIds);
    userNames = grown(userNames);
    const before = slots;
    slots = new Uint32Array(before.length * 2);
    for (let at = 0; at < length; at++) slots[slotOf(kinds[at]!, ids[at]!)] = at + 1;
    freeArrays([before]);
  }

  return {
    positionOf({ kind: name, id, accountId, userName }) {
      const kind = originKinds.indexOf(name);
      const slot = slotOf(kind, id);
      if (slots[slot] !== 0) {
        const known = slots[slot]! - 1;
        accountIds[known] = agreed(accountIds[known]!, accountId);
        userNames[known] = agreed(userNames[known]!, userName);
        return known;
      }
      const position = length++;
      slots[slot] = length;
      kinds[position] = kind;
      ids[position] = id;
      accountIds[position] = accountId;
      userNames[position] = userName;
      if (length === kinds.length) grow();
      return position;
    },
    table() {
      freeArrays([slots]);
      return {
        length,
        kind: kinds.slice(0, length),
        id: ids.slice(0, length),
        accountId: Uint32Array.from(accountIds.subarray(0, length), told),
        userName: Uint32Array.from(userNames.subarray(0, length), told),
      };
    },
  };
}

const told = (code: number): number => (code === DISAGREE ? 0 : code);

function agreed(known: number, code: number): number {
  if (code === 0 || code === known) return known;
  return known === 0 ? code : DISAGREE;
}
