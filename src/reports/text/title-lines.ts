import type { Severity } from '../../model/finding.ts';
import type { Ink } from './ink.ts';
import { line, widthOf, wrap } from './layout.ts';
import { severityStyles } from './marks.ts';

/** What stands below a severity begins here. */
export const SEVERITY_WIDTH = 10;
/** Longer lines are hard to read, however wide the terminal is. */
export const TEXT_WIDTH = 100;

/** Severity, title, and at the right its rule or check: beside a long title there is no room, but what other commands ask for is never left out. */
export function* titleLines(
  { severity, title, name }: { readonly severity: Severity; readonly title: string; readonly name: string },
  width: number,
  ink: Ink,
): Generator<string> {
  const room = width - SEVERITY_WIDTH - widthOf(name) - 2;
  const head = { text: severity.toUpperCase(), width: SEVERITY_WIDTH, style: severityStyles[severity] };
  if (widthOf(title) <= room) {
    yield line([head, { text: title, width: room + 2, style: 'bold' }, { text: name, style: 'dim' }], ink);
    return;
  }
  for (const [i, text] of wrap(title, width - SEVERITY_WIDTH, ink).entries())
    yield line([i === 0 ? head : { text: ' '.repeat(SEVERITY_WIDTH) }, { text, style: 'bold' }], ink);
  yield ' '.repeat(SEVERITY_WIDTH) + ink.paint('dim', name);
}
