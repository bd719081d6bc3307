import type { ExplorerWays } from '../../model/explorer.ts';
import type { AssumeEdge } from '../../model/posture.ts';
import type { ReportView } from '../../model/report-view.ts';
import { createTextCoder } from './text-coder.ts';

/**
 * Who can assume which role, by the snapshot; null without one. Where no more than `most` may be told, those of roles that
 * are held for ever or have live tokens go first.
 */
export function encodeWays({ ways, roles }: ReportView, most = Infinity): ExplorerWays | null {
  if (ways === null) return null;
  const texts = createTextCoder(1_000);
  const told = ways.length <= most ? ways : foremost(ways, roles ?? []).slice(0, most);
  return {
    from: told.map(({ from }) => texts.code(from)),
    to: told.map(({ to }) => texts.code(to)),
    depends: told.map(({ decision }) => (decision === 'depends' ? 1 : 0)),
    conditions: told.map(({ conditions }) => texts.code(conditions.length === 0 ? null : conditions.join(' and '))),
    basis: told.map(({ basis }) => texts.code(basis)),
    leftOut: ways.length - told.length,
    texts: texts.list,
  };
}

function foremost(ways: readonly AssumeEdge[], roles: NonNullable<ReportView['roles']>): AssumeEdge[] {
  const weights = new Map(
    roles.map(({ arn, exploitable, liveTokens }) => [arn, Number(exploitable) + (liveTokens > 0 ? 2 : 0)]),
  );
  const weight = ({ from, to }: AssumeEdge): number => Math.max(weights.get(from) ?? 0, weights.get(to) ?? 0);
  return ways.toSorted((a, b) => weight(b) - weight(a));
}
