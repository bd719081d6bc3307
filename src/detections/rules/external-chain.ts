import { count, listed } from '../../lib/wording.ts';
import { accountOfArn } from '../../lib/arn.ts';
import { originAt, originKindOf, originOf } from '../../lineage/index.ts';
import type { Config } from '../../model/config.ts';
import type { Lineage } from '../../model/lineage.ts';
import { allowedChainTest } from '../allowed-chains.ts';
import { issuanceEvidence } from '../evidence.ts';
import { addTo } from '../../lib/add-to.ts';
import { allowedEdges, mintingParents } from '../minting.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { at, keyOf, latest, originPhrase, roleName, sentence } from '../wording.ts';

export const externalChain: Rule = {
  id: 'external-chain',
  title: 'A lineage crosses into an account that is not known',
  says: 'An account that is neither read nor listed as known got tokens here, or a credential of ours got a token of a role there.',
  canBeWrong: 'Vendors and partners come from accounts of their own until they are listed as known.',
  severities: ['medium'],
  attack: ['T1199', 'T1078.004'],
  detect,
};

function* detect({ lineage, config }: DetectionContext): Iterable<Detection> {
  const isExternal = externalTest(lineage, config);
  yield* comingIn(lineage, isExternal, allowedFromAccount(lineage, config));
  yield* goingOut(lineage, isExternal, allowedEdges(lineage, allowedChainTest(config)));
}

/** An account that nobody vouches for: no logs of it were read, and the configuration does not list it. */
export function externalTest(lineage: Lineage, config: Config): (accountId: string | null) => boolean {
  const { recipientAccountId } = lineage.facts.volumes.columns;
  const codes = new Set(recipientAccountId.subarray(0, lineage.facts.volumes.length));
  const known = new Set([...config.knownAccounts, ...Array.from(codes, (code) => lineage.facts.texts.get(code))]);
  return (accountId) => accountId !== null && /^\d{12}$/.test(accountId) && !known.has(accountId);
}

/** The target's record of a cross-account call has no ARN of the caller: its account's root stands for everybody there. */
function allowedFromAccount(lineage: Lineage, config: Config): (token: number, accountId: string) => boolean {
  const isAllowed = allowedChainTest(config);
  const { texts, issuances } = lineage.facts;
  const { issuance, roleArn } = lineage.credentials;
  return (token, accountId) => {
    const role = texts.get(roleArn[token]!);
    const partition = role?.split(':')[1] ?? 'aws';
    const caller = texts.get(issuances.columns.callerArn[issuance[token]!]!);
    return isAllowed(caller ?? `arn:${partition}:iam::${accountId}:root`, role);
  };
}

function* comingIn(
  lineage: Lineage,
  isExternal: (accountId: string | null) => boolean,
  isAllowed: (token: number, accountId: string) => boolean,
): Iterable<Detection> {
  const { length, parent, issuance, origin, temporary } = lineage.credentials;
  const byOrigin = new Map<number, number[]>();
  for (let token = 0; token < length; token++) {
    if (parent[token]! >= 0 || issuance[token]! < 0 || temporary[token] === 0) continue;
    if (originKindOf(lineage, token) !== 'account') continue;
    const account = originOf(lineage, token).id;
    if (!isExternal(account) || isAllowed(token, account)) continue;
    addTo(byOrigin, origin[token]!, token);
  }
  for (const [from, tokens] of byOrigin) {
    const account = originAt(lineage, from).id;
    yield crossing(lineage, tokens, {
      subject: ['from', account],
      what: `account ${account}, which is not known, got ${count(tokens.length, 'token')} of ${rolesHere(lineage, tokens)}`,
      next: `If ${account} is a partner's, add it to knownAccounts; if not, take it out of the roles' trust policies and revoke their sessions.`,
    });
  }
}

function* goingOut(
  lineage: Lineage,
  isExternal: (accountId: string | null) => boolean,
  isAllowed: (token: number) => boolean,
): Iterable<Detection> {
  const { texts } = lineage.facts;
  const { origin, roleArn } = lineage.credentials;
  const minters = mintingParents(lineage);
  // Who came in from there and goes home crosses one border, not two.
  const cameFrom = (token: number, account: string): boolean =>
    originKindOf(lineage, token) === 'account' && originOf(lineage, token).id === account;
  const groups = new Map<string, { account: string; tokens: number[] }>();
  const accounts = new Map<number, string | null>();
  for (let token = 0; token < minters.length; token++) {
    const role = roleArn[token]!;
    if (minters[token]! < 0 || role === 0) continue;
    let account = accounts.get(role);
    if (account === undefined) accounts.set(role, (account = externalAccount(texts.get(role)!, isExternal)));
    if (account === null || cameFrom(token, account) || isAllowed(token)) continue;
    const key = `${account} ${origin[token]}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { account, tokens: [token] });
    else group.tokens.push(token);
  }
  for (const { account, tokens } of groups.values()) {
    const from = originOf(lineage, tokens[0]!);
    const who = originPhrase(lineage, tokens[0]!);
    yield crossing(lineage, tokens, {
      subject: ['to', account, from.kind, from.id],
      what: `${who} got ${count(tokens.length, 'token')} of ${rolesHere(lineage, tokens)} in account ${account}, which is not known`,
      next: `If ${account} is yours or a partner's, add it to knownAccounts or read its logs; if not, find out what was carried there and contain ${who}.`,
    });
  }
}

/** Roles by name alone: the account is said beside them. */
function rolesHere({ facts, credentials }: Lineage, tokens: readonly number[]): string {
  const codes = new Set(tokens.map((token) => credentials.roleArn[token]!));
  const arns = Array.from(codes, (code) => facts.texts.get(code));
  return listed(arns.map((arn) => roleName(arn, arn === null ? null : accountOfArn(arn))));
}

function externalAccount(roleArn: string, isExternal: (accountId: string | null) => boolean): string | null {
  const account = accountOfArn(roleArn);
  return isExternal(account) ? account : null;
}

function crossing(
  lineage: Lineage,
  tokens: readonly number[],
  { subject, what, next }: { subject: readonly string[]; what: string; next: string },
): Detection {
  const { issuedAt } = lineage.credentials;
  const first = tokens.reduce((a, b) => (issuedAt[b]! < issuedAt[a]! ? b : a));
  const last = latest(issuedAt, tokens);
  return {
    severity: 'medium',
    subject,
    reason: [
      `${sentence(what)}, first ${keyOf(lineage, first)} at ${at(issuedAt[first]!)}, last at ${at(last)}; `,
      livenessOf(tokens),
      '.',
    ],
    credential: first,
    credentials: tokens,
    evidence: issuanceEvidence(lineage, tokens),
    firstSeen: issuedAt[first]!,
    lastSeen: last,
    next,
  };
}
