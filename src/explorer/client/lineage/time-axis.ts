import { scaleUtc, type ScaleTime } from 'd3-scale';

/** What part of time the chart shows: epoch seconds. */
export interface Domain {
  readonly from: number;
  readonly to: number;
}

const SHORTEST = 60;

export function scaleOf({ from, to }: Domain, width: number): ScaleTime<number, number> {
  return scaleUtc([new Date(from * 1000), new Date(to * 1000)], [0, width]);
}

/** Zooms around a moment: a factor below 1 shows less time. */
export function zoomed({ from, to }: Domain, factor: number, around: number): Domain {
  const span = Math.max(SHORTEST, (to - from) * factor);
  const part = (around - from) / (to - from);
  const start = around - span * part;
  return { from: start, to: start + span };
}

export function panned({ from, to }: Domain, seconds: number): Domain {
  return { from: from + seconds, to: to + seconds };
}

/** Keeps the view where there is something to see. */
export function within(domain: Domain, whole: Domain): Domain {
  const span = Math.min(domain.to - domain.from, (whole.to - whole.from) * 1.2);
  const margin = span * 0.5;
  const from = Math.min(Math.max(domain.from, whole.from - margin), whole.to + margin - span);
  return { from, to: from + span };
}

/** Ticks with their labels: the day where it changes, else the time. */
export function ticksOf(domain: Domain, width: number): { x: number; label: string; strong: boolean }[] {
  const scale = scaleOf(domain, width);
  const ticks = scale.ticks(Math.max(2, Math.floor(width / 110)));
  const step = ticks.length > 1 ? (ticks[1]!.getTime() - ticks[0]!.getTime()) / 1000 : 0;
  return ticks.map((tick) => {
    const text = tick.toISOString();
    const midnight = text.slice(11, 19) === '00:00:00';
    const label = midnight ? text.slice(5, 10) : step >= 60 ? text.slice(11, 16) : text.slice(11, 19);
    return {
      x: scale(tick),
      label: step >= 86_400 ? text.slice(step > 300 * 86_400 ? 0 : 5, 10) : label,
      strong: midnight,
    };
  });
}
