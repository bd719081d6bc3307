import { addTo } from './add-to.ts';

export interface Edge {
  readonly from: string;
  readonly to: string;
}

/** The edges that lie on a way back to where they start, in their order: an edge from a node to itself is one. */
export function onCircles<E extends Edge>(edges: readonly E[]): E[] {
  const componentOf = componentsByName(edges);
  return edges.filter(({ from, to }) => componentOf(from) === componentOf(to));
}

/** The edges on circles, by the nodes that reach each other, in the order of the first edge of each. */
export function circlesOf<E extends Edge>(edges: readonly E[]): E[][] {
  const componentOf = componentsByName(edges);
  const circles = new Map<number, E[]>();
  for (const edge of edges) {
    const component = componentOf(edge.from);
    if (component === componentOf(edge.to)) addTo(circles, component, edge);
  }
  return [...circles.values()];
}

function componentsByName(edges: readonly Edge[]): (name: string) => number {
  const numbers = new Map<string, number>();
  const out: number[][] = [];
  const numberOf = (name: string): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, out.length);
    return out.push([]) - 1;
  };
  for (const { from, to } of edges) out[numberOf(from)]!.push(numberOf(to));
  const component = strongComponents(out);
  return (name) => component[numbers.get(name)!]!;
}

/**
 * The number of each node's strongly connected component, from the nodes that each leads to. Tarjan's algorithm, without
 * recursion: a chain of roles may be as long as somebody likes to make it.
 */
export function strongComponents(out: readonly (readonly number[])[]): Int32Array {
  const size = out.length;
  const component = new Int32Array(size).fill(-1);
  const index = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const onStack = new Uint8Array(size);
  const next = new Int32Array(size);
  const stack: number[] = [];
  let visited = 0;
  let components = 0;
  const enter = (node: number, calls: number[]): void => {
    index[node] = low[node] = visited++;
    stack.push(node);
    onStack[node] = 1;
    calls.push(node);
  };
  const leave = (node: number): void => {
    if (low[node] !== index[node]) return;
    for (let member = -1; member !== node;) {
      member = stack.pop()!;
      onStack[member] = 0;
      component[member] = components;
    }
    components++;
  };
  for (let start = 0; start < size; start++) {
    if (index[start] !== -1) continue;
    const calls: number[] = [];
    enter(start, calls);
    while (calls.length > 0) {
      const node = calls.at(-1)!;
      const to = out[node]![next[node]!++];
      if (to === undefined) {
        leave(node);
        calls.pop();
        const parent = calls.at(-1);
        if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
      } else if (index[to] === -1) enter(to, calls);
      else if (onStack[to] === 1) low[node] = Math.min(low[node]!, index[to]!);
    }
  }
  return component;
}
