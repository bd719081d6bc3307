import { forTerminal } from '../../lib/neutralise.ts';
import type { ExplorerCase, ExplorerControl, ExplorerFinding } from '../../model/explorer.ts';
import type { ReportView } from '../../model/report-view.ts';
import { cleanTexts } from '../clean.ts';
import { findingsInOrder } from '../finding-order.ts';
import { snapshotNotes } from '../text/role-lines.ts';
import { whoCanAct } from '../who-can-act.ts';
import { encodeOrigins } from './encode-origins.ts';
import { originKey, seconds, type EncodedTokens } from './encode-tokens.ts';

/** Sentences are longer than names. */
const sentence = (text: string): string => forTerminal(text, { limit: 2_000 });

/** All of a view but its tokens: what the first page shows. */
export function encodeCase(
  view: ReportView,
  encoded: EncodedTokens,
  { revision, askWith }: { readonly revision: string; readonly askWith: string | null },
): ExplorerCase {
  const findings = encodeFindings(view, encoded);
  return {
    version: view.version,
    asOf: seconds(view.asOf),
    revision,
    askWith: askWith === null ? null : forTerminal(askWith),
    coverage: cleanTexts(view.coverage, forTerminal),
    summary: view.summary,
    standing: view.standing,
    whoCanAct: whoCanAct(view),
    origins: encodeOrigins(view, encoded, findings),
    findings,
    roles: view.roles === null ? null : cleanTexts(view.roles, sentence),
    snapshotNotes: snapshotNotes(view.iam).map(sentence),
    controls: Array.from(view.controls(), (control): ExplorerControl => ({
      ...cleanTexts(control, forTerminal),
      at: seconds(control.at),
    })),
  };
}

function encodeFindings(view: ReportView, { positions }: EncodedTokens): ExplorerFinding[] {
  const places = new Map(view.origins.map((origin, i) => [originKey(origin), i]));
  return findingsInOrder(view).map(({ credentials, firstSeen, lastSeen, reason, next, title, ...finding }) => {
    const named = [...new Set([finding.credential ?? [], credentials].flat())];
    return {
      ...cleanTexts(finding, forTerminal),
      title: sentence(title),
      reason: sentence(reason),
      next: sentence(next),
      tokens: named.flatMap((key) => positions.get(key) ?? []),
      lineage: finding.origin === null ? -1 : (places.get(originKey(finding.origin)) ?? -1),
      firstSeen: seconds(firstSeen),
      lastSeen: seconds(lastSeen),
    };
  });
}
