import type { Checks } from './check.ts';
import { instanceTokenOffHostChecks } from './instance-token-off-host.ts';
import { refreshLoopChecks } from './refresh-loop.ts';
import { sessionTokenWithoutMfaChecks } from './session-token-without-mfa.ts';
import { survivesRevocationChecks } from './survives-revocation.ts';
import { tokenChainChecks } from './token-chain.ts';

/** By rule id: what the rule asks of a credential. Of a rule that is not here only what it looks for can be told. */
export const checksOf: Readonly<Record<string, Checks>> = {
  'token-chain': tokenChainChecks,
  'refresh-loop': refreshLoopChecks,
  'instance-token-off-host': instanceTokenOffHostChecks,
  'session-token-without-mfa': sessionTokenWithoutMfaChecks,
  'survives-revocation': survivesRevocationChecks,
};
