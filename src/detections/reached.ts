import { rowsOf } from '../lineage/index.ts';
import type { Lineage } from '../model/lineage.ts';
import { addTo } from '../lib/add-to.ts';

/**
 * All that an attacker holds who has the marked credentials: themselves, the access keys that they made, what those made,
 * and all tokens got with any of them.
 */
export function reachedFrom(lineage: Lineage, marked: Uint8Array): Uint8Array {
  const reached = marked.slice();
  const madeBy = keysMadeBy(lineage);
  const open = [...madeBy.keys()].filter((actor) => reached[actor] === 1);
  for (let actor = open.pop(); actor !== undefined; actor = open.pop()) {
    for (const made of madeBy.get(actor) ?? []) reach(lineage, made, { reached, open });
  }
  return reached;
}

function keysMadeBy(lineage: Lineage): Map<number, number[]> {
  const { controls, texts } = lineage.facts;
  const { kind, targetAccessKeyId, actorAccessKeyId } = controls.columns;
  const created = texts.find('access-key-created') || -1;
  const madeBy = new Map<number, number[]>();
  for (let row = 0; row < controls.length; row++) {
    if (kind[row] !== created) continue;
    const actor = lineage.find(texts.get(actorAccessKeyId[row]!) ?? '');
    const made = lineage.find(texts.get(targetAccessKeyId[row]!) ?? '');
    if (actor >= 0 && made >= 0 && lineage.credentials.forwarded[actor] === 0) addTo(madeBy, actor, made);
  }
  return madeBy;
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
