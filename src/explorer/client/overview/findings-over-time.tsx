import { useRef } from 'preact/hooks';
import { plural } from '../../../lib/wording.ts';
import type { ExplorerCase } from '../../../model/explorer.ts';
import { severities, type Severity } from '../../../model/finding.ts';
import { useModel } from '../data/use-model.ts';
import { SeverityMark, worstFirst } from '../parts/marks.tsx';
import { useWidth } from '../parts/use-width.ts';
import { link } from '../router.ts';

const USUAL_WIDTH = 640;
/** Of a day, with some air. */
const LABEL_WIDTH = 76;
const HEIGHT = 96;
const BASE = HEIGHT - 18;
const DAY = 86_400;
const MOST_BARS = 92;

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly counts: Record<Severity, number>;
  readonly total: number;
}

/** When findings were first seen, by severity: bars of a day, or of several where there are many. */
export function FindingsOverTime() {
  const { theCase } = useModel();
  // As wide as the picture, and there before it.
  const heading = useRef<HTMLHeadingElement>(null);
  const width = useWidth(heading, USUAL_WIDTH);
  const bars = barsOf(theCase);
  const most = Math.max(1, ...bars.map(({ total }) => total));
  const step = width / Math.max(1, bars.length);
  return (
    <section class="panel" aria-labelledby="over-time">
      <h2 id="over-time" ref={heading}>
        Findings over time
      </h2>
      {theCase.findings.length === 0 ? (
        <p class="quiet">No rule found anything.</p>
      ) : (
        <svg class="histogram" viewBox={`0 0 ${width} ${HEIGHT}`} role="group" aria-label="Findings first seen, by day">
          <line x1="0" x2={width} y1={BASE + 0.5} y2={BASE + 0.5} class="axis" />
          {bars.map((bar, i) => (
            <HistogramBar key={bar.from} bar={bar} x={i * step} width={step} unit={(BASE - 6) / most} />
          ))}
          {labelled(bars, Math.floor(width / LABEL_WIDTH)).map((i) => (
            <text key={i} x={i * step + 2} y={HEIGHT - 4} class="tick">
              {day(bars[i]!.from)}
            </text>
          ))}
        </svg>
      )}
      {theCase.findings.length === 0 ? null : (
        <ul class="legend" aria-label="Severities">
          {worstFirst.map((severity) => (
            <li key={severity}>
              <SeverityMark severity={severity} /> {severity}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function HistogramBar({ bar, x, width, unit }: { bar: Bar; x: number; width: number; unit: number }) {
  if (bar.total === 0) return null;
  let y = BASE;
  const said = worstFirst.filter((severity) => bar.counts[severity] > 0);
  return (
    <a
      href={link('findings', [], { from: day(bar.from), to: day(bar.to) })}
      aria-label={`${day(bar.from)}: ${plural(bar.total, 'finding')}, ${said.map((each) => `${bar.counts[each]} ${each}`).join(', ')}`}
    >
      <rect class="bar-ground" x={x} y={0} width={width} height={BASE} />
      {severities.map((severity) => {
        const height = bar.counts[severity] * unit;
        y -= height;
        return height === 0 ? null : (
          <rect
            key={severity}
            class={severity}
            x={x + 1}
            y={y}
            width={Math.max(2, Math.min(18, width - 2))}
            height={Math.max(1.5, height - 0.75)}
            rx="1"
          />
        );
      })}
    </a>
  );
}

const day = (at: number): string => new Date(at * 1000).toISOString().slice(0, 10);

function barsOf(theCase: ExplorerCase): Bar[] {
  const times = theCase.findings.map(({ firstSeen }) => firstSeen).filter((at) => at > 0);
  const start = theCase.coverage.from === null ? Math.min(...times) : Date.parse(theCase.coverage.from) / 1000;
  const end = Math.max(theCase.coverage.to === null ? 0 : Date.parse(theCase.coverage.to) / 1000, ...times);
  if (!Number.isFinite(start) || end < start) return [];
  const from = Math.floor(start / DAY) * DAY;
  const days = Math.floor((end - from) / DAY) + 1;
  const daysABar = Math.ceil(days / MOST_BARS);
  const bars = Array.from({ length: Math.ceil(days / daysABar) }, (_, i) => ({
    from: from + i * daysABar * DAY,
    to: from + ((i + 1) * daysABar - 1) * DAY,
    counts: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
    total: 0,
  }));
  for (const { firstSeen, severity } of theCase.findings) {
    const bar = bars[Math.floor((firstSeen - from) / (daysABar * DAY))];
    if (bar === undefined) continue;
    bar.counts[severity]++;
    bar.total++;
  }
  return bars;
}

/** Which bars carry their date: evenly, as many as have room, and no more than eight. */
function labelled(bars: readonly Bar[], most: number): number[] {
  const every = Math.max(1, Math.ceil(bars.length / Math.max(1, Math.min(8, most))));
  return bars.map((_, i) => i).filter((i) => i % every === 0 && i <= bars.length - every * 0.6);
}
