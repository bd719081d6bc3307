import { useMemo } from 'preact/hooks';
import { second } from '../data/words.ts';
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
  const now = at(asOf);
  const flags = placed(
    marks.map((mark) => ({ ...mark, x: at(mark.control.at) })).filter(({ x }) => x >= 0 && x <= width),
    width,
    now,
  );
  return (
    <div class="axis">
      {ticks.map(({ x, label, strong }) => (
        <span key={x} class={`tick ${strong ? 'strong' : ''}`} style={{ left: `${x}px` }}>
          {label}
        </span>
      ))}
      {flags.map(({ control, words, kind, x, room, side }) => (
        <span
          key={control.eventID}
          class={`flag ${kind} ${side}`}
          style={{ left: `${x}px`, maxWidth: `${room}px` }}
          title={`${words}, ${second(control.at)}`}
        >
          {room > LEAST ? words : ''}
        </span>
      ))}
      {now >= 0 && now <= width ? (
        <span class={`now ${now > width - 60 ? 'left' : ''}`} style={{ left: `${now}px` }}>
          as of
        </span>
      ) : null}
    </div>
  );
}

const LEAST = 44;
const MOST = 220;

/** Of the label of the present. */
const NOW = 46;

/** A flag has the room up to the next one or the present, or back to what is before it. */
function placed<T extends { readonly x: number }>(
  flags: readonly T[],
  width: number,
  now: number,
): (T & { room: number; side: 'left' | 'right' })[] {
  const sorted = flags.toSorted((a, b) => a.x - b.x);
  let taken = 0;
  return sorted.map((flag, i) => {
    const next = sorted[i + 1]?.x ?? width;
    const after = (now >= flag.x ? Math.min(next, now) : next) - flag.x - 3;
    const before = flag.x - Math.max(taken, now <= flag.x ? now + NOW : 0) - 3;
    const side = after < LEAST && before > after ? 'left' : 'right';
    const room = Math.max(2, Math.min(MOST, side === 'left' ? before : after));
    taken = side === 'left' ? flag.x : flag.x + Math.min(room, 130);
    return { ...flag, room, side };
  });
}
