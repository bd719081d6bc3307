import { UsageError } from '../lib/errors.ts';
import { forTerminal } from '../lib/neutralise.ts';
import type { ReportFormat } from './report-format.ts';

export type { Render, RenderOptions, ReportFormat } from './report-format.ts';
export { renderAdvicePage, type AdvicePageOptions } from './advice-md.ts';
export { renderContainmentPage } from './containment-md.ts';
export { renderAdvice, type AdviceTextOptions } from './text/advice.ts';
export { renderExplanation, type ExplanationTextOptions } from './text/explanation.ts';
export { renderAlerts } from './text/finding-lines.ts';
export { renderContainment, type ContainmentTextOptions } from './text/containment.ts';
export { renderPath, renderReach, renderRoles, type RolesTextOptions } from './text/roles.ts';
export { renderDot, renderMermaid } from './role-graph.ts';
export { renderText, type TextOptions } from './text/summary.ts';
export { renderTree, type TreeOptions } from './text/tree.ts';
export { cleanTexts } from './clean.ts';
export { encodeCase } from './html/encode-case.ts';
export { encodeTokens } from './html/encode-tokens.ts';
export { encodeWays } from './html/encode-ways.ts';
export { encodeUses } from './html/encode-uses.ts';
export { renderTokens, type TokensOptions } from './text/tokens.ts';
export { outsideLog } from './who-can-act.ts';

/** Reports by the ending of the file that they are written to, in the order that people should see them. A new one is a file and a line. */
export const reportFormats: Readonly<Record<string, ReportFormat>> = {
  '.json': { contentType: 'application/json', load: () => import('./json.ts') },
  '.xlsx': {
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    load: () => import('./xlsx.ts'),
  },
  '.html': { contentType: 'text/html; charset=utf-8', needsPage: true, load: () => import('./html.ts') },
  '.md': { contentType: 'text/markdown; charset=utf-8', load: () => import('./md.ts') },
  '.csv': { contentType: 'text/csv; charset=utf-8', load: () => import('./csv.ts') },
  '.ocsf.json': { contentType: 'application/json', load: () => import('./ocsf-json.ts') },
  '.txt': { contentType: 'text/plain; charset=utf-8', load: () => import('./txt.ts') },
};

/** The format of a file name: its longest known ending, whatever its case. */
export function reportFormatFor(file: string): ReportFormat {
  const name = file.toLowerCase();
  const endings = Object.keys(reportFormats);
  const known = endings.filter((ending) => name.endsWith(ending)).sort((a, b) => b.length - a.length);
  if (known[0] !== undefined) return reportFormats[known[0]]!;
  throw new UsageError(
    `${forTerminal(file)}: no report has this ending`,
    `reports are written by ending: ${endings.join(' ')}`,
  );
}
