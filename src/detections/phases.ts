/** What somebody does with a stolen credential, in the order in which he does it. */
export const phases = ['first look', 'escalation', 'persistence', 'data or evasion'] as const;

export interface Step {
  readonly time: number;
  /** Position in `phases`. */
  readonly phase: number;
}

interface Link<Event> {
  readonly event: Event;
  readonly before: Link<Event> | null;
  readonly length: number;
}

/**
 * The longest way through the phases, each after the one before it, that some steps tell; of several the one that was gone first. Steps
 * are in the order of time, and within one second of the phases.
 */
export function longestWay<Event extends Step>(steps: readonly Event[]): Event[] {
  // For each phase the longest way that ends in it so far.
  const ends: (Link<Event> | null)[] = phases.map(() => null);
  let best: Link<Event> | null = null;
  for (const event of steps) {
    const before = longest(ends.slice(0, event.phase));
    const link = { event, before, length: lengthOf(before) + 1 };
    if (link.length > lengthOf(ends[event.phase]!)) ends[event.phase] = link;
    if (link.length > lengthOf(best)) best = link;
  }
  const way: Event[] = [];
  for (let link = best; link !== null; link = link.before) way.push(link.event);
  return way.reverse();
}

const lengthOf = (way: { readonly length: number } | null): number => way?.length ?? 0;

/** The longest of some ways; of several the one of the earliest phase. */
function longest<Event>(ways: readonly (Link<Event> | null)[]): Link<Event> | null {
  return ways.reduce((best, way) => (lengthOf(way) > lengthOf(best) ? way : best), null);
}
