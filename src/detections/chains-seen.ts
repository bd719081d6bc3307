import type { Lineage } from '../model/lineage.ts';
import { chainCaller, mintingParents } from './minting.ts';

/** A step that tokens took: with a token of one role, or of a user, another role was assumed. */
export interface ChainSeen {
  readonly from: string;
  readonly to: string;
  /** The tokens that were minted over it. */
  readonly tokens: readonly number[];
}

/** Every step from token to token of a case, as `allowedChains` would name it; by ARN. */
export function chainsSeen(lineage: Lineage): ChainSeen[] {
  const { temporary, roleArn } = lineage.credentials;
  const { texts } = lineage.facts;
  const steps = new Map<string, { from: string; to: string; tokens: number[] }>();
  mintingParents(lineage).forEach((minter, token) => {
    if (minter < 0 || temporary[minter] === 0) return;
    const from = texts.get(chainCaller(lineage, token));
    const to = texts.get(roleArn[token]!);
    if (from === null || to === null) return;
    const key = `${from} ${to}`;
    const step = steps.get(key);
    if (step === undefined) steps.set(key, { from, to, tokens: [token] });
    else step.tokens.push(token);
  });
  return [...steps].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, step]) => step);
}
