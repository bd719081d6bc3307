/** Longer parts are left to the engine's sort. */
const SHORT = 24;

/** Sorts the items from `from` up to `to` where they lie, stably: for very many short parts of one array. */
export function sortPart(
  items: Uint32Array,
  { from, to }: { readonly from: number; readonly to: number },
  compare: (a: number, b: number) => number,
): void {
  if (to - from > SHORT) {
    items.subarray(from, to).sort(compare);
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const item = items[i]!;
    let at = i;
    for (; at > from && compare(items[at - 1]!, item) > 0; at--) items[at] = items[at - 1]!;
    items[at] = item;
  }
}
