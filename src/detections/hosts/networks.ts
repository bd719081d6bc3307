/** What foreign uses are told together: one network, or whatever comes through one account's endpoint. */
export interface Cluster<Item> {
  readonly key: string;
  readonly items: readonly Item[];
}

/** A thief behind a rotating proxy has thousands of networks: the first few are told one by one, the rest together. */
const MOST = 8;

/** Groups items that are in order of time by a key; the first few keys keep their own group, the rest is one. */
export function clusterBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Cluster<Item>[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const name = groups.has(key) || groups.size < MOST ? key : 'further networks';
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return Array.from(groups, ([key, some]) => ({ key, items: some }));
}
