import type { Severity } from '../../src/model/finding.ts';
import type { Truth } from '../../src/synth/index.ts';

interface Alert {
  readonly rule: string;
  readonly severity: Severity;
  readonly credentials: readonly string[];
}

interface Tally {
  readonly name: string;
  readonly planted: number;
  readonly found: number;
  readonly raised: number;
  readonly right: number;
  readonly benign: ReadonlySet<string>;
  readonly principals: ReadonlySet<string>;
}

interface JudgedWorld {
  readonly attacks: readonly { readonly name: string; readonly by: ReadonlySet<string> }[];
}

export function judgeWorld(what: {
  readonly world: string;
  readonly truth: Truth;
  readonly alerts: readonly Alert[];
}): JudgedWorld;
export function tallyBy(field: 'rule' | 'severity', worlds: readonly JudgedWorld[]): Tally[];
export function failures(worlds: readonly JudgedWorld[]): string[];
