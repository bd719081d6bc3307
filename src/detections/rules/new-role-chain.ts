import { count } from '../../lib/wording.ts';
import type { Lineage } from '../../model/lineage.ts';
import { allowedChainTest } from '../allowed-chains.ts';
import { issuanceEvidence } from '../evidence.ts';
import { historyStart } from '../history.ts';
import { allowedEdges, mintingParents } from '../minting.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { thresholdOf } from '../thresholds.ts';
import { at, homeOf, keyOf, latest, originPhrase, roleName, roleNameFirst } from '../wording.ts';

export const newRoleChain: Rule = {
  id: 'new-role-chain',
  title: 'A role or user assumed a role for the first time',
  says: 'A session of one role, or a user, assumed a role, which in at least seven days of records before had not happened between these two.',
  canBeWrong: 'Whatever is newly built is new: a pipeline, a role of last week, a job that runs once a month.',
  severities: ['low'],
  attack: ['T1548.005', 'T1550.001', 'T1078.004'],
  thresholds: [
    {
      name: 'days',
      default: 7,
      unit: 'days',
      says: 'How long the records of the account must go back before a pair is called new.',
      least: 1,
    },
  ],
  detect,
};

const DAY_SECONDS = 86_400;

/** All tokens that sessions of one role, or keys of one user, got of a role. */
interface Chain {
  /** Codes of the ARNs. */
  readonly from: number;
  readonly to: number;
  readonly tokens: number[];
}

function* detect({ lineage, config }: DetectionContext): Iterable<Detection> {
  const { issuance, issuedAt } = lineage.credentials;
  const { recipientAccountId } = lineage.facts.issuances.columns;
  const isAllowed = allowedEdges(lineage, allowedChainTest(config));
  const startOf = historyStart(lineage);
  const enough = thresholdOf(newRoleChain, 'days', config) * DAY_SECONDS;
  for (const chain of chainsOf(lineage)) {
    const first = chain.tokens.reduce((a, b) => (issuedAt[b]! < issuedAt[a]! ? b : a));
    // The account whose record tells of the call is the one that must have been watched.
    const start = startOf(recipientAccountId[issuance[first]!]!);
    if (start === 0 || issuedAt[first]! - start < enough || isAllowed(first)) continue;
    yield newChain(lineage, chain, { first, start });
  }
}

function chainsOf(lineage: Lineage): Iterable<Chain> {
  const { roleArn, issuance } = lineage.credentials;
  const { callerIssuerArn, callerArn, callerType } = lineage.facts.issuances.columns;
  const user = lineage.facts.texts.find('IAMUser');
  const minters = mintingParents(lineage);
  const chains = new Map<string, Chain>();
  for (let token = 0; token < minters.length; token++) {
    const minter = minters[token]!;
    const to = roleArn[token]!;
    if (minter < 0 || to === 0) continue;
    const row = issuance[token]!;
    const ofUser = callerType[row] === user ? callerArn[row]! : 0;
    const from = roleArn[minter] === 0 ? ofUser : callerIssuerArn[row]! || roleArn[minter]!;
    if (from === 0) continue;
    const key = `${from} ${to}`;
    const chain = chains.get(key);
    if (chain === undefined) chains.set(key, { from, to, tokens: [token] });
    else chain.tokens.push(token);
  }
  return chains.values();
}

function newChain(
  lineage: Lineage,
  { from, to, tokens }: Chain,
  { first, start }: { readonly first: number; readonly start: number },
): Detection {
  const { issuedAt, parent } = lineage.credentials;
  const { texts } = lineage.facts;
  const [caller, role] = [texts.get(from)!, texts.get(to)!];
  const home = homeOf(lineage, first);
  const who = /:role\//.test(caller) ? `Role ${roleName(caller, home)}` : roleNameFirst(caller, home);
  const last = latest(issuedAt, tokens);
  const key = keyOf(lineage, first);
  return {
    severity: 'low',
    subject: [caller, role],
    reason:
      `${who} assumed ${roleName(role, home)} for the first time at ${at(issuedAt[first]!)}, by ` +
      `${keyOf(lineage, parent[first]!)} of ${originPhrase(lineage, first)}, which got ${key}; the records of the account begin at ${at(start)}. ` +
      `Since then it got ${count(tokens.length, 'token')}, the last at ${at(last)}.`,
    credential: first,
    credentials: tokens,
    evidence: issuanceEvidence(lineage, tokens),
    firstSeen: issuedAt[first]!,
    lastSeen: last,
    next: `Ask the owner of ${roleName(caller, home)} whether it is meant to assume ${roleName(role, home)}; if it is, name the pair in allowedChains, if not, revoke the sessions of both from before now (aws iam put-role-policy, a deny on aws:TokenIssueTime).`,
  };
}
