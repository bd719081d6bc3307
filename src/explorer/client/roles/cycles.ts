interface Edge {
  readonly from: string;
  readonly to: string;
}

/**
 * The edges that lie on a way back to where they start: those inside a strongly connected part, and those from a node to
 * itself. Tarjan's algorithm, without recursion: a chain of roles may be as long as somebody likes to make it.
 */
export function inCycles<E extends Edge>(edges: readonly E[]): E[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const list = next.get(from);
    if (list === undefined) next.set(from, [to]);
    else list.push(to);
  }
  const part = partsOf(next);
  return edges.filter(({ from, to }) => from === to || part.get(from) === part.get(to));
}

/** A number for each strongly connected part, by node. */
function partsOf(next: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const part = new Map<string, number>();
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  let parts = 0;
  const enter = (id: string): { id: string; at: number } => {
    order.set(id, order.size);
    lowest.set(id, order.get(id)!);
    open.push(id);
    isOpen.add(id);
    return { id, at: 0 };
  };
  const close = (id: string): void => {
    for (let member = ''; member !== id;) {
      member = open.pop()!;
      isOpen.delete(member);
      part.set(member, parts);
    }
    parts++;
  };
  for (const root of next.keys()) {
    if (order.has(root)) continue;
    const path = [enter(root)];
    while (path.length > 0) {
      const here = path.at(-1)!;
      const to = next.get(here.id)?.[here.at++];
      if (to === undefined) {
        path.pop();
        if (lowest.get(here.id) === order.get(here.id)) close(here.id);
        const above = path.at(-1);
        if (above !== undefined) lowest.set(above.id, Math.min(lowest.get(above.id)!, lowest.get(here.id)!));
      } else if (!order.has(to)) path.push(enter(to));
      else if (isOpen.has(to)) lowest.set(here.id, Math.min(lowest.get(here.id)!, order.get(to)!));
    }
  }
  return part;
}
