import type { ExplorerUses } from '../../model/explorer.ts';
import type { ReportView } from '../../model/report-view.ts';
import { seconds } from './encode-tokens.ts';

/** When the tokens from `start` up to `end` were used, merged by hour: what a chart draws. */
export function encodeUses(view: ReportView, keys: readonly string[], start: number, end: number): ExplorerUses {
  const ends: number[] = [];
  const first: number[] = [];
  const last: number[] = [];
  const count: number[] = [];
  const errors: number[] = [];
  for (let i = start; i < end; i++) {
    let hour = -1;
    for (const use of view.uses(keys[i]!)) {
      const from = seconds(use.first);
      const to = seconds(use.last);
      const at = count.length - 1;
      if (Math.floor(from / 3600) === hour) {
        last[at] = Math.max(last[at]!, to);
        count[at]! += use.count;
        errors[at]! += use.errors;
        continue;
      }
      hour = Math.floor(from / 3600);
      first.push(from);
      last.push(to);
      count.push(use.count);
      errors.push(use.errors);
    }
    ends.push(count.length);
  }
  return { start, ends, first, last, count, errors };
}
