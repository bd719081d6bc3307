import { byText } from '../lib/by-text.ts';
import type { Advice, CheckTitle } from '../model/advice.ts';
import { severities } from '../model/finding.ts';
import type { Check, HardenRequest } from './check.ts';
import { roleUseOf } from './role-use.ts';
import { trustsOf } from './trusts.ts';
import { assumeRoleWithoutMfa } from './checks/assume-role-without-mfa.ts';
import { exploitableCycle } from './checks/exploitable-cycle.ts';
import { foreignWithoutExternalId } from './checks/foreign-without-external-id.ts';
import { getFederationToken } from './checks/get-federation-token.ts';
import { getSessionToken } from './checks/get-session-token.ts';
import { imdsv1 } from './checks/imdsv1.ts';
import { instanceWithoutPerimeter } from './checks/instance-without-perimeter.ts';
import { longSession } from './checks/long-session.ts';
import { longTermKey } from './checks/long-term-key.ts';
import { missingAlarms } from './checks/missing-alarms.ts';
import { openProviderTrust } from './checks/open-provider-trust.ts';
import { trailGap } from './checks/trail-gap.ts';
import { trustTooWide } from './checks/trust-too-wide.ts';

export type { Check, HardenRequest } from './check.ts';

/** Every check, in the order in which people should read about them. */
export const checks: readonly Check[] = [
  trustTooWide,
  exploitableCycle,
  assumeRoleWithoutMfa,
  foreignWithoutExternalId,
  openProviderTrust,
  longTermKey,
  getSessionToken,
  getFederationToken,
  imdsv1,
  instanceWithoutPerimeter,
  longSession,
  missingAlarms,
  trailGap,
];

export const checkTitles: readonly CheckTitle[] = checks.map(({ id, title }) => ({ id, title }));

/** All that could be locked down, worst first, then in the order of the checks, then by account and target. */
export function harden(request: HardenRequest): Advice[] {
  const context = {
    ...request,
    roleUse: roleUseOf(request.lineage, request.suspicious),
    trusts: trustsOf(request.iam, request.lineage),
  };
  const order = new Map(checks.map(({ id }, place) => [id, place]));
  return checks
    .flatMap((check) => Array.from(check.advise(context), (found): Advice => ({ check: check.id, ...found })))
    .sort(
      (a, b) =>
        severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
        order.get(a.check)! - order.get(b.check)! ||
        byText(a.accountId ?? '', b.accountId ?? '') ||
        byText(a.target, b.target),
    );
}
