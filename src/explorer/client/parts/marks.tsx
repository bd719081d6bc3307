import type { Severity } from '../../../model/finding.ts';
import type { TokenState } from '../data/words.ts';

/** A severity has a colour, a letter's weight and a shape, so that none of them must be seen alone. */
export const worstFirst: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

const shapes: Readonly<Record<Severity, string>> = {
  critical: 'M8 1 15 8 8 15 1 8z',
  high: 'M8 2 15 14H1z',
  medium: 'M2.5 2.5h11v11h-11z',
  low: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z',
};

export function SeverityMark({ severity }: { severity: Severity }) {
  return (
    <svg class={`severity-mark ${severity}`} viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
      <path
        d={shapes[severity]}
        fill={severity === 'info' ? 'none' : 'currentColor'}
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linejoin="round"
      />
    </svg>
  );
}

export function SeverityLabel({ severity }: { severity: Severity }) {
  return (
    <span class={`severity ${severity}`}>
      <SeverityMark severity={severity} />
      {severity}
    </span>
  );
}

/** The state of a credential in words, on a ground that tells it too. */
export function StateLabel({ state, words, suspicious }: { state: TokenState; words: string; suspicious: boolean }) {
  return <span class={`state ${state} ${suspicious ? 'suspicious' : ''}`}>{words}</span>;
}
