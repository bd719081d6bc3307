import type { Config } from '../model/config.ts';
import { wildcard } from './wildcard.ts';

/** Whether the configuration allows a caller (role or user ARN) to assume a role. */
export function allowedChainTest(config: Config): (callerArn: string | null, roleArn: string | null) => boolean {
  const chains = config.allowedChains.map(({ from, to }) => ({ from: wildcard(from), to: wildcard(to) }));
  return (callerArn, roleArn) =>
    callerArn !== null && roleArn !== null && chains.some(({ from, to }) => from(callerArn) && to(roleArn));
}
