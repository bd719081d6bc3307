import { parseArn, roleNameOfArn } from '../../lib/arn.ts';
import type { Lineage } from '../../model/lineage.ts';
import type { Posture, PrincipalPosture } from '../../model/posture.ts';
import { privilegeLevels } from '../../model/report.ts';
import type { ReportRole } from '../../model/report-view.ts';

/** The roles of a snapshot as reports show them: those that are held for ever first, then by level, then by ARN. */
export function roleRows(posture: Posture, lineage: Lineage | null): ReportRole[] {
  const live = lineage === null ? new Map<string, number>() : liveTokensByRole(lineage);
  return posture.principals
    .filter(({ kind }) => kind === 'role')
    .map((role): ReportRole => ({
      arn: role.arn,
      level: role.level,
      exploitable: role.exploitable,
      cycle: role.cycle === null ? null : [...role.cycle],
      why: [...roleReasons(role)],
      liveTokens: live.get(keyOf(role.arn)) ?? 0,
    }))
    .sort(
      (a, b) =>
        Number(b.exploitable) - Number(a.exploitable) ||
        privilegeLevels.indexOf(a.level) - privilegeLevels.indexOf(b.level) ||
        (a.arn < b.arn ? -1 : 1),
    );
}

/** What is to be said of a role besides its way round, a sentence each. */
export function* roleReasons(role: PrincipalPosture): Generator<string> {
  if (role.cycle !== null) {
    const needs = role.cycleConditions.length === 0 ? '' : `, ${role.cycleConditions.join(' and ')}`;
    const way = role.cycle.length === 2 ? 'by assuming itself' : `by way of ${role.cycle.slice(1, -1).join(', ')}`;
    yield `Held for ever ${way}${needs}, an hour at a time.`;
  }
  if (role.open === 'anyone') yield 'Anyone can assume it without a condition.';
  if (role.open === 'account') yield `Every principal of ${role.openTo.join(', ')} can assume it without a condition.`;
  if (role.assumesAll) yield 'Can assume every other role of its account that lets a role or user of it in.';
  if (role.breaksOutTo.length > 0)
    yield `Reaches other accounts: ${role.breaksOutTo.slice(0, 5).join(', ')}${role.breaksOutTo.length > 5 ? ', …' : ''}.`;
  yield* role.why;
}

function liveTokensByRole({ credentials, facts }: Lineage): Map<string, number> {
  const byCode = new Map<number, number>();
  for (let i = 0; i < credentials.length; i++) {
    const code = credentials.roleArn[i]!;
    if (code !== 0 && (credentials.live[i]! & credentials.temporary[i]!) === 1)
      byCode.set(code, (byCode.get(code) ?? 0) + 1);
  }
  const live = new Map<string, number>();
  for (const [code, count] of byCode) {
    const key = keyOf(facts.texts.get(code)!);
    live.set(key, (live.get(key) ?? 0) + count);
  }
  return live;
}

function keyOf(arn: string): string {
  const name = roleNameOfArn(arn);
  return name === null ? arn : `${parseArn(arn)!.accountId}/${name.toLowerCase()}`;
}
