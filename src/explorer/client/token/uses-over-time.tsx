import { useRef } from 'preact/hooks';
import { grouped, plural } from '../../../lib/wording.ts';
import type { ExplorerToken } from '../../../model/explorer.ts';
import type { ReportUse } from '../../../model/report-view.ts';
import type { Forest } from '../data/forest.ts';
import { endOf, minute } from '../data/words.ts';
import { scaleOf, ticksOf } from '../lineage/time-axis.ts';
import { useWidth } from '../parts/use-width.ts';

const USUAL_WIDTH = 560;
const LEFT = 150;
const LINE = 22;
const MOST = 14;
/** Of a time of day. */
const TICK_WIDTH = 34;

/** From where it was used, when: a line an address, a mark an hour. */
export function UsesOverTime({ known, forest, token }: { known: ExplorerToken | null; forest: Forest; token: number }) {
  // As wide as the picture, and there before it.
  const heading = useRef<HTMLHeadingElement>(null);
  const whole = useWidth(heading, USUAL_WIDTH);
  const uses = known?.uses ?? [];
  const { first, last, lines } = byAddress(uses);
  const end = endOf(forest, token);
  const domain = {
    from: first - Math.max(300, (last - first) * 0.04),
    to: last + Math.max(300, (last - first) * 0.04),
  };
  const width = Math.max(40, whole - LEFT - 6);
  const x = scaleOf(domain, width);
  const at = (time: number): number => LEFT + x(new Date(time * 1000));
  const height = Math.min(lines.length, MOST) * LINE + 22;
  return (
    <section class="panel" aria-labelledby="uses">
      <h2 id="uses" ref={heading}>
        Used from
      </h2>
      {lines.length === 0 ? (
        <p class="quiet">No use was seen.</p>
      ) : (
        <svg class="uses" viewBox={`0 0 ${whole} ${height}`} role="img" aria-label={lines.map(sentence).join('; ')}>
          {ticksOf(domain, width).map((tick) => (
            <g key={tick.x}>
              <line class="grid" x1={LEFT + tick.x} x2={LEFT + tick.x} y1={0} y2={height - 16} />
              <text class="tick" x={LEFT + tick.x + 3} y={height - 3}>
                {tick.x + TICK_WIDTH > width ? '' : tick.label}
              </text>
            </g>
          ))}
          {lines.slice(0, MOST).map(({ address, uses: of }, i) => (
            <g key={address} transform={`translate(0 ${i * LINE})`}>
              <text class="address" x={0} y={LINE / 2 + 4}>
                {address.length > 20 ? `${address.slice(0, 19)}…` : address}
              </text>
              {of.map((use, j) => (
                <Mark
                  key={j}
                  use={use}
                  x={at(seconds(use.first))}
                  x2={at(seconds(use.last))}
                  late={seconds(use.last) > end}
                />
              ))}
            </g>
          ))}
          {end < domain.to && end > domain.from ? (
            <line class="end" x1={at(end)} x2={at(end)} y1={0} y2={height - 16} />
          ) : null}
        </svg>
      )}
      {lines.length > MOST ? (
        <p class="quiet">and {plural(lines.length - MOST, 'more address', 'more addresses')}, in the table below</p>
      ) : null}
    </section>
  );
}

function Mark({ use, x, x2, late }: { use: ReportUse; x: number; x2: number; late: boolean }) {
  const failed = use.errors === use.count;
  const height = Math.min(16, 5 + Math.log2(use.count + 1) * 2);
  const mid = LINE / 2;
  return (
    <rect
      class={`use ${late ? 'late' : ''} ${failed ? 'failed' : ''}`}
      x={x - 1}
      y={failed ? mid : mid - height / 2}
      width={Math.max(2.5, x2 - x)}
      height={failed ? height / 2 : height}
      rx="1"
    >
      <title>
        {minute(seconds(use.first))}: {grouped(use.count)} calls of {use.eventSource ?? 'unknown'}
        {use.errors > 0 ? `, ${use.errors} failed` : ''}
      </title>
    </rect>
  );
}

const seconds = (time: string): number => Date.parse(time) / 1000;

interface Line {
  readonly address: string;
  readonly uses: ReportUse[];
}

function byAddress(uses: readonly ReportUse[]): { first: number; last: number; lines: Line[] } {
  const lines = new Map<string, Line>();
  let [first, last] = [Infinity, 0];
  for (const use of uses) {
    const address = use.sourceIPAddress ?? 'unknown';
    const line = lines.get(address);
    if (line === undefined) lines.set(address, { address, uses: [use] });
    else line.uses.push(use);
    first = Math.min(first, seconds(use.first));
    last = Math.max(last, seconds(use.last));
  }
  return { first: Number.isFinite(first) ? first : 0, last, lines: [...lines.values()] };
}

function sentence({ address, uses }: Line): string {
  const count = uses.reduce((sum, use) => sum + use.count, 0);
  return `${address}: ${plural(count, 'call')} from ${minute(seconds(uses[0]!.first))}`;
}
