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
    let before: Link<Event> | null = null;
    for (let phase = 0; phase < event.phase; phase++) {
      const end = ends[phase]!;
      if (end !== null && end.length > (before?.length ?? 0)) before = end;
    }
    const link = { event, before, length: (before?.length ?? 0) + 1 };
    if (link.length > (ends[event.phase]?.length ?? 0)) ends[event.phase] = link;
    if (link.length > (best?.length ?? 0)) best = link;
  }
  const way: Event[] = [];
  for (let link = best; link !== null; link = link.before) way.push(link.event);
  return way.reverse();
}
