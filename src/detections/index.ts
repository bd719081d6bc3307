import type { Finding } from '../model/finding.ts';
import type { DetectionContext, Rule } from './rule.ts';
import { concurrentNetworks } from './rules/concurrent-networks.ts';
import { consoleFromToken } from './rules/console-from-token.ts';
import { deviceCodeTheft } from './rules/device-code-theft.ts';
import { dormantToken } from './rules/dormant-token.ts';
import { exploitableRole } from './rules/exploitable-role.ts';
import { externalChain } from './rules/external-chain.ts';
import { federatedTokenOffNetwork } from './rules/federated-token-off-network.ts';
import { federationToken } from './rules/federation-token.ts';
import { firstUseRecon } from './rules/first-use-recon.ts';
import { forbiddenRole } from './rules/forbidden-role.ts';
import { foreignSubject } from './rules/foreign-subject.ts';
import { iamChangeByToken } from './rules/iam-change-by-token.ts';
import { instanceTokenMinting } from './rules/instance-token-minting.ts';
import { instanceTokenOffHost } from './rules/instance-token-off-host.ts';
import { mintedAfterRevocation } from './rules/minted-after-revocation.ts';
import { mintedThroughNewTrust } from './rules/minted-through-new-trust.ts';
import { newMfaInLineage } from './rules/new-mfa-in-lineage.ts';
import { newRoleChain } from './rules/new-role-chain.ts';
import { openTrust } from './rules/open-trust.ts';
import { privilegedLiveToken } from './rules/privileged-live-token.ts';
import { publicCredentials } from './rules/public-credentials.ts';
import { quarantinedKeyLineage } from './rules/quarantined-key-lineage.ts';
import { refreshLoop } from './rules/refresh-loop.ts';
import { rootToken } from './rules/root-token.ts';
import { serviceRoleByPerson } from './rules/service-role-by-person.ts';
import { sessionTokenWithoutMfa } from './rules/session-token-without-mfa.ts';
import { survivesRevocation } from './rules/survives-revocation.ts';
import { tokenChain } from './rules/token-chain.ts';
import { tokenKillChain } from './rules/token-kill-chain.ts';
import { trailTampering } from './rules/trail-tampering.ts';
import { workloadTokenOffHost } from './rules/workload-token-off-host.ts';
import { ruleOn, type Ruling } from './run-rules.ts';
import { unchangedUntil, type Ruled } from './unchanged-until.ts';

export type { DetectionContext, Rule } from './rule.ts';
export { thresholdFault } from './thresholds.ts';
export { chainsSeen } from './chains-seen.ts';
export { explainCredential, explainRule, ruleConfiguration } from './explain/explain.ts';
export { isExpired, suppressionTest } from './suppression.ts';
export type { Ruling } from './run-rules.ts';
export { say, type Wording } from './liveness.ts';
export { markSuspicious } from './mark-suspicious.ts';

/** Every rule, in the order in which people should read about them. */
export const rules: readonly Rule[] = [
  tokenChain,
  refreshLoop,
  instanceTokenOffHost,
  instanceTokenMinting,
  workloadTokenOffHost,
  sessionTokenWithoutMfa,
  federationToken,
  survivesRevocation,
  mintedAfterRevocation,
  concurrentNetworks,
  dormantToken,
  firstUseRecon,
  rootToken,
  iamChangeByToken,
  tokenKillChain,
  serviceRoleByPerson,
  newRoleChain,
  externalChain,
  trailTampering,
  forbiddenRole,
  quarantinedKeyLineage,
  consoleFromToken,
  mintedThroughNewTrust,
  federatedTokenOffNetwork,
  foreignSubject,
  newMfaInLineage,
  publicCredentials,
  deviceCodeTheft,
  privilegedLiveToken,
  exploitableRole,
  openTrust,
];

/** All findings of a case, worst first, then by the time they begin, then by id. */
export function detect(context: Omit<DetectionContext, 'suspicious'>): Finding[] {
  return [...ruleOn(rules, context).findings];
}

/** The moment before which they are the same. */
export const detectsUntil = (ruled: Ruled): number => unchangedUntil(rules, ruled);

/** The findings, with what the configuration suppresses. */
export function detectAll(context: Omit<DetectionContext, 'suspicious'>): Ruling {
  return ruleOn(rules, context);
}
