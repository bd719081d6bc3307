import { count } from '../../lib/wording.ts';
import type { Check } from '../../model/explanation.ts';
import type { DetectionContext } from '../rule.ts';
import { tokenChains } from '../rules/token-chain.ts';
import { keyOf, originPhrase } from '../wording.ts';
import { check } from './check.ts';
import { howIssued } from './wording.ts';

/** Why a token is part of a chain that a long-term key began, or is not. */
export function* tokenChainChecks(context: DetectionContext, credential: number): Generator<Check> {
  const { lineage } = context;
  const { temporary } = lineage.credentials;
  const { minters, heads, mintedUnder } = tokenChains(context);
  yield check('a token, not a long-term key', temporary[credential] === 1, howIssued(lineage, credential));

  let top = credential;
  while (minters[top]! >= 0) top = minters[top]!;
  const fromKey = temporary[top] === 0;
  yield check(
    'a line of STS calls, each signed by the one before, up to an access key',
    fromKey,
    fromKey
      ? `the line begins with ${keyOf(lineage, top)}`
      : `the line ends at ${keyOf(lineage, top)}, which no access key minted by STS: it goes back to ${originPhrase(lineage, top)}`,
  );

  const head = heads[credential]!;
  yield check(
    'not itself a GetSessionToken session with MFA, with which command lines begin',
    head >= 0,
    head >= 0 ? 'it is none' : 'it is one: a chain would begin with the role token that it gets, not with it',
  );

  let minted = 0;
  for (let token = 0; token < heads.length; token++) if (minters[token] === credential) minted++;
  const isHead = head === credential;
  yield check(
    'a token minted a token: it was minted by one, or minted one itself',
    !isHead || minted > 0,
    isHead
      ? `it is the first token of its line and minted ${count(minted, 'token')}`
      : `it was minted by the token ${keyOf(lineage, minters[credential]!)}`,
  );

  const chain = mintedUnder.get(head);
  const named = chain !== undefined && (isHead || chain.includes(credential));
  yield check(
    'no entry of allowedChains takes the step out',
    named,
    named ? `it is part of the chain under ${keyOf(lineage, head)}` : 'allowedChains allows what was minted here',
  );
}
