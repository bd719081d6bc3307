import type { Checks } from './check.ts';
import { concurrentNetworksChecks } from './concurrent-networks.ts';
import { consoleFromTokenChecks } from './console-from-token.ts';
import { deviceCodeTheftChecks } from './device-code-theft.ts';
import { dormantTokenChecks } from './dormant-token.ts';
import { exploitableRoleChecks } from './exploitable-role.ts';
import { externalChainChecks } from './external-chain.ts';
import { federatedTokenOffNetworkChecks } from './federated-token-off-network.ts';
import { federationTokenChecks } from './federation-token.ts';
import { firstUseReconChecks } from './first-use-recon.ts';
import { forbiddenRoleChecks } from './forbidden-role.ts';
import { foreignSubjectChecks } from './foreign-subject.ts';
import { iamChangeByTokenChecks } from './iam-change-by-token.ts';
import { instanceTokenMintingChecks } from './instance-token-minting.ts';
import { instanceTokenOffHostChecks } from './instance-token-off-host.ts';
import { mintedAfterRevocationChecks } from './minted-after-revocation.ts';
import { mintedThroughNewTrustChecks } from './minted-through-new-trust.ts';
import { newMfaInLineageChecks } from './new-mfa-in-lineage.ts';
import { newRoleChainChecks } from './new-role-chain.ts';
import { openTrustChecks } from './open-trust.ts';
import { privilegedLiveTokenChecks } from './privileged-live-token.ts';
import { publicCredentialsChecks } from './public-credentials.ts';
import { quarantinedKeyLineageChecks } from './quarantined-key-lineage.ts';
import { refreshLoopChecks } from './refresh-loop.ts';
import { rootTokenChecks } from './root-token.ts';
import { serviceRoleByPersonChecks } from './service-role-by-person.ts';
import { sessionTokenWithoutMfaChecks } from './session-token-without-mfa.ts';
import { survivesRevocationChecks } from './survives-revocation.ts';
import { tokenChainChecks } from './token-chain.ts';
import { tokenKillChainChecks } from './token-kill-chain.ts';
import { trailTamperingChecks } from './trail-tampering.ts';
import { workloadTokenOffHostChecks } from './workload-token-off-host.ts';

/** How a rule answers for one credential. */
export interface Answering {
  readonly checks: Checks;
  /**
   * What is left to ask where all checks are met: what the rule weighs over many credentials at once, and what it therefore
   * decides itself. Without it the checks are all that there is.
   */
  readonly decides?: string;
}

/** By rule id. Every rule is here. */
export const answering: Readonly<Record<string, Answering>> = {
  'token-chain': { checks: tokenChainChecks },
  'refresh-loop': { checks: refreshLoopChecks },
  'instance-token-off-host': { checks: instanceTokenOffHostChecks },
  'instance-token-minting': {
    checks: instanceTokenMintingChecks,
    decides: 'it minted a token while it was used there, or was minted so, or hangs below what was',
  },
  'workload-token-off-host': {
    checks: workloadTokenOffHostChecks,
    decides: 'one of these addresses is of the internet outside AWS, and no trusted network',
  },
  'session-token-without-mfa': { checks: sessionTokenWithoutMfaChecks },
  'federation-token': { checks: federationTokenChecks },
  'survives-revocation': { checks: survivesRevocationChecks },
  'minted-after-revocation': {
    checks: mintedAfterRevocationChecks,
    decides:
      'after that revocation, while it held, a lineage that had such tokens from before it got a new one: this, or minted by this',
  },
  'concurrent-networks': {
    checks: concurrentNetworksChecks,
    decides:
      'three of its calls came from two networks and back, within the minutes of the threshold, as one client cannot: docs/rules/concurrent-networks.md says when a VPN, two programs or a trusted network explains it',
  },
  'dormant-token': {
    checks: dormantTokenChecks,
    decides:
      'it was used while it lived, is no key of the console or a portal, no service asked for it, and no other key of its session was used meanwhile',
  },
  'first-use-recon': {
    checks: firstUseReconChecks,
    decides:
      'that call came from another network than it was issued to, which is not trusted and in which its issuer was not seen before',
  },
  'root-token': {
    checks: rootTokenChecks,
    decides: 'AssumeRoot gave it, or root asked for it, or it is of a session of root that root itself used',
  },
  'iam-change-by-token': {
    checks: iamChangeByTokenChecks,
    decides: 'it changed keys, users, MFA devices, policies, roles, trust or providers, or was made by such a change',
  },
  'token-kill-chain': {
    checks: tokenKillChainChecks,
    decides:
      'its calls are on the longest way through three phases or more in their order, and they count: those of suspicious tokens, or of the day on which a role long in use first changed identities',
  },
  'service-role-by-person': {
    checks: serviceRoleByPersonChecks,
    decides:
      'for the days of the threshold before it was first taken so, nobody had the role but services and whom allowedChains has',
  },
  'new-role-chain': {
    checks: newRoleChainChecks,
    decides:
      'the account’s records go back the days of the threshold before the pair is first seen, and allowedChains does not have it',
  },
  'external-chain': {
    checks: externalChainChecks,
    decides:
      'no entry of allowedChains has that step, and it was got by crossing: by the other account, or by a credential here',
  },
  'trail-tampering': { checks: trailTamperingChecks },
  'forbidden-role': { checks: forbiddenRoleChecks },
  'quarantined-key-lineage': {
    checks: quarantinedKeyLineageChecks,
    decides: 'it goes back to a key of that user, and is live and not cut off, or is that key',
  },
  'console-from-token': { checks: consoleFromTokenChecks },
  'minted-through-new-trust': {
    checks: mintedThroughNewTrustChecks,
    decides: 'it came through that trust after the change, or made the change',
  },
  'federated-token-off-network': {
    checks: federatedTokenOffNetworkChecks,
    decides:
      'one of these networks cannot be its own: of a job, another than it was issued to and than its provider’s; of a person, a far one used by turns with it',
  },
  'foreign-subject': {
    checks: foreignSubjectChecks,
    decides:
      'that owner is not the first of the provider and role, took no other role before, and allowedChains does not have it',
  },
  'new-mfa-in-lineage': {
    checks: newMfaInLineageChecks,
    decides: 'it registered that device, or came with it since',
  },
  'public-credentials': { checks: publicCredentialsChecks },
  'device-code-theft': {
    checks: deviceCodeTheftChecks,
    decides:
      'it was fetched (GetRoleCredentials) from another network than that which asked for the device code or signed in, and not from a trusted one',
  },
  'privileged-live-token': { checks: privilegedLiveTokenChecks },
  'exploitable-role': { checks: exploitableRoleChecks },
  'open-trust': { checks: openTrustChecks },
};
