import { count, listed } from '../../lib/wording.ts';
import { FLAG_TRUE } from '../../model/columns.ts';
import type { Lineage } from '../../model/lineage.ts';
import { allowedChainTest } from '../allowed-chains.ts';
import { isKeyEnded } from '../ended-keys.ts';
import { issuanceEvidence } from '../evidence.ts';
import { addTo } from '../../lib/add-to.ts';
import { allowedEdges, mintingParents } from '../minting.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { at, issuedFrom, keyOf, originPhrase, rolesOf } from '../wording.ts';

export const tokenChain: Rule = {
  id: 'token-chain',
  title: 'A token of a long-term key was used to mint more tokens',
  says: 'An access key got a token, and that token was used to mint another one (AKIA → ASIA → ASIA).',
  canBeWrong:
    'A deployment that is meant to go through two roles looks the same until the chain is allowed in the configuration.',
  severities: ['high'],
  attack: ['T1550.001', 'T1078.004', 'T1548.005'],
  detect,
};

function* detect({ lineage, config }: DetectionContext): Iterable<Detection> {
  const { mintedUnder, generations } = tokenChains({ lineage, config });
  for (const [head, minted] of mintedUnder) yield chainUnder(lineage, head, { minted, generations });
}

export interface TokenChains {
  readonly minters: Int32Array;
  /** For each token the head of the chain that it belongs to, -1 for none. */
  readonly heads: Int32Array;
  /** How many calls minted it after the head. */
  readonly generations: Uint32Array;
  /** The tokens of each chain by its head, without it: those that no allowed edge takes out. */
  readonly mintedUnder: ReadonlyMap<number, readonly number[]>;
}

/** Every chain of a case. */
export function tokenChains({ lineage, config }: Pick<DetectionContext, 'lineage' | 'config'>): TokenChains {
  const minters = mintingParents(lineage);
  const { heads, generations } = headsOf(lineage, minters);
  const isAllowed = allowedEdges(lineage, allowedChainTest(config));
  const named = new Uint8Array(lineage.credentials.length);
  const mintedUnder = new Map<number, number[]>();
  for (const token of lineage.topDown) {
    const minter = minters[token]!;
    if (minter < 0 || heads[minter]! < 0) continue;
    // What hangs below a token that counts is named, also where a later edge is allowed.
    if (named[minter] !== 1 && isAllowed(token)) continue;
    named[token] = 1;
    addTo(mintedUnder, heads[minter]!, token);
  }
  return { minters, heads, generations, mintedUnder };
}

/**
 * For each token the head of the chain that it belongs to, or -1: the token that a long-term key got first. After a
 * GetSessionToken with MFA it is each role token got with that session: session and role are the usual command line with
 * MFA, and a chain begins where the role token mints.
 */
function headsOf(lineage: Lineage, minters: Int32Array): Pick<TokenChains, 'heads' | 'generations'> {
  const { temporary } = lineage.credentials;
  const heads = new Int32Array(lineage.credentials.length).fill(-1);
  const generations = new Uint32Array(lineage.credentials.length);
  const isMfaSession = mfaSessions(lineage);
  for (const token of lineage.topDown) {
    const minter = minters[token]!;
    if (minter < 0) continue;
    if (temporary[minter] === 0) heads[token] = isMfaSession(token) ? -1 : token;
    else if (temporary[minters[minter]!] === 0 && isMfaSession(minter)) heads[token] = token;
    else heads[token] = heads[minter]!;
    if (heads[token] !== token) generations[token] = generations[minter]! + 1;
  }
  return { heads, generations };
}

function mfaSessions(lineage: Lineage): (token: number) => boolean {
  const { eventName, serialNumber } = lineage.facts.issuances.columns;
  const { issuance, mfa } = lineage.credentials;
  const getSessionToken = lineage.facts.texts.find('GetSessionToken');
  return (token) => {
    const row = issuance[token]!;
    return eventName[row] === getSessionToken && (serialNumber[row] !== 0 || mfa[token] === FLAG_TRUE);
  };
}

function chainUnder(
  lineage: Lineage,
  head: number,
  { minted, generations }: Pick<TokenChains, 'generations'> & { readonly minted: readonly number[] },
): Detection {
  const { credentials } = lineage;
  const chain = [head, ...minted];
  let last = 0;
  let depth = 0;
  for (const token of minted) {
    last = Math.max(last, credentials.issuedAt[token]!);
    depth = Math.max(depth, generations[token]!);
  }
  const key = keyOf(lineage, head);
  const first = minted.reduce((earliest, token) => Math.min(earliest, credentials.issuedAt[token]!), Infinity);
  return {
    severity: 'high',
    subject: [key],
    reason: [
      `${key}, issued at ${at(credentials.issuedAt[head]!)}${issuedFrom(lineage, head)} to ${originPhrase(lineage, head)}, ` +
        `was used to mint ${count(minted.length, 'token')} of ${listed(rolesOf(lineage, minted))}` +
        `${depth > 1 ? ` in ${depth} generations` : ''}, ${first === last ? `at ${at(last)}` : `from ${at(first)} to ${at(last)}`}. ` +
        `Of the ${chain.length} tokens of the chain, `,
      livenessOf(chain),
      '.',
    ],
    credential: head,
    credentials: chain,
    evidence: issuanceEvidence(lineage, chain),
    firstSeen: credentials.issuedAt[head]!,
    lastSeen: last,
    next: howToStop(lineage, head, chain),
  };
}

/** A key that is gone needs nobody to end it; a user's session is denied with the user, a role's with the role. */
function howToStop(lineage: Lineage, head: number, chain: readonly number[]): string {
  const { roleArn } = lineage.credentials;
  const calls = [
    ...(chain.some((token) => roleArn[token] !== 0) ? ['put-role-policy'] : []),
    ...(chain.some((token) => roleArn[token] === 0) ? ['put-user-policy for the user'] : []),
  ];
  const deny = `Deny everything to ${listed(rolesOf(lineage, chain))}, all at once (aws iam ${calls.join(', ')})`;
  return isKeyEnded(lineage, head)
    ? `${deny}: the access key is not active any more, which ended none of these tokens.`
    : `${deny}, then deactivate the access key (aws iam update-access-key --status Inactive), which alone ends none of these tokens.`;
}
