import { useModel } from '../data/use-model.ts';
import { isSuspicious, isTemporary, type Forest } from '../data/forest.ts';
import { minute } from '../data/words.ts';

const WIDTH = 320;
const HEIGHT = 26;
const BINS = 80;

/** How many tokens of a lineage were valid at each moment: its life in one line. */
export function Sparkline({ origin }: { origin: number }) {
  const { forest, theCase } = useModel();
  if (forest === null) return <div class="sparkline" />;
  const { first, suspiciousTokens } = theCase.origins[origin]!;
  const end = theCase.asOf;
  if (first === 0 || end <= first || suspiciousTokens === 0) return null;
  const bins = validOverTime(forest, origin, { from: first, to: end });
  const most = Math.max(1, ...bins);
  const step = WIDTH / BINS;
  const y = (count: number): number => HEIGHT - (count / most) * (HEIGHT - 3);
  const line = bins.map(
    (count, i) =>
      `${i === 0 ? 'M' : 'L'}${(i * step).toFixed(1)} ${y(count).toFixed(1)}H${((i + 1) * step).toFixed(1)}`,
  );
  return (
    <figure class="sparkline">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Valid tokens over time, ${most} at most`}
      >
        <path class="spark-area" d={`${line.join('')}V${HEIGHT}H0z`} />
        <path class="spark-line" d={line.join('')} />
      </svg>
      <figcaption>
        <span>{minute(first)}</span>
        <span>{most} valid at once at most</span>
        <span>{minute(end)}</span>
      </figcaption>
    </figure>
  );
}

function validOverTime(forest: Forest, origin: number, { from, to }: { from: number; to: number }): number[] {
  const { issuedAt, expiresAt } = forest.tokens;
  const changes = Array.from({ length: BINS + 1 }, () => 0);
  const binOf = (at: number): number => Math.max(0, Math.min(BINS, Math.floor(((at - from) / (to - from)) * BINS)));
  for (let i = forest.originStarts[origin]!; i < forest.originStarts[origin + 1]!; i++) {
    if (!isSuspicious(forest.flags[i]!) || !isTemporary(forest.flags[i]!) || issuedAt[i] === 0) continue;
    const end = expiresAt[i] === 0 ? to : expiresAt[i]!;
    const start = binOf(issuedAt[i]!);
    changes[start]!++;
    changes[Math.max(start + 1, Math.min(BINS, binOf(end) + (end > to ? 1 : 0)))]!--;
  }
  let valid = 0;
  return changes.slice(0, BINS).map((change) => (valid += change));
}
