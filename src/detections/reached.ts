import { rowsOf } from '../lineage/index.ts';
import type { Lineage } from '../model/lineage.ts';
import { madeBy } from './made-by.ts';

/**
 * All that an attacker holds who has the marked credentials: themselves, the access keys, users and passwords that they made, what those
 * made, and all tokens got with any of them.
 */
export function reachedFrom(lineage: Lineage, marked: Uint8Array): Uint8Array {
  const reached = marked.slice();
  const made = madeBy(lineage);
  const open = [...made.keys()].filter((actor) => reached[actor] === 1);
  for (let actor = open.pop(); actor !== undefined; actor = open.pop()) {
    for (const one of made.get(actor) ?? []) reach(lineage, one, { reached, open });
  }
  return reached;
}

function reach(lineage: Lineage, key: number, { reached, open }: { reached: Uint8Array; open: number[] }): void {
  const below = [key];
  for (let one = below.pop(); one !== undefined; one = below.pop()) {
    if (reached[one] === 1) continue;
    reached[one] = 1;
    open.push(one);
    for (const child of rowsOf(lineage.children, one)) below.push(child);
  }
}
