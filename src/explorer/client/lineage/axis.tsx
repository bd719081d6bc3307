import { useMemo } from 'preact/hooks';
import { second } from '../data/words.ts';
import { isCovered, LEAST_WORDS, placeFlags, placeNow, TICK_WIDTH } from './axis-places.ts';
import type { Scene } from './draw.ts';
import { ticksOf } from './time-axis.ts';

export interface AxisProps {
  readonly scene: Pick<Scene, 'domain' | 'marks' | 'asOf'>;
  /** In pixels. */
  readonly width: number;
}

/** Time, the control changes that end or open access, and the present: stays at the top. */
export function Axis({ scene, width }: AxisProps) {
  const { domain, marks, asOf } = scene;
  const ticks = useMemo(() => ticksOf(domain, width), [domain, width]);
  const at = (time: number): number => ((time - domain.from) / (domain.to - domain.from)) * width;
  const now = placeNow(at(asOf), width);
  const flags = placeFlags(
    marks.map((mark) => ({ ...mark, x: at(mark.control.at) })).filter(({ x }) => x >= 0 && x <= width),
    width,
  );
  return (
    <div class="axis">
      {ticks.map(({ x, label, strong }) => (
        <span key={x} class={`tick ${strong ? 'strong' : ''}`} style={{ left: `${x}px` }}>
          {isCovered(x, now) || x + TICK_WIDTH > width ? '\u00a0' : label}
        </span>
      ))}
      {flags.map(({ control, words, kind, x, room, side }) => (
        <span
          key={control.eventID}
          class={`flag ${kind} ${side}`}
          style={{ left: `${x}px`, maxWidth: `${room}px` }}
          title={`${words}, ${second(control.at)}`}
        >
          {room > LEAST_WORDS ? words : ''}
        </span>
      ))}
      {now === null ? null : (
        <span class={`now ${now.side}`} style={{ left: `${now.x}px` }}>
          as of
        </span>
      )}
    </div>
  );
}
