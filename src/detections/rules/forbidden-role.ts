import { count } from '../../lib/wording.ts';
import type { Config } from '../../model/config.ts';
import type { Lineage } from '../../model/lineage.ts';
import { issuanceEvidence } from '../evidence.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { wildcard } from '../wildcard.ts';
import { at, homeOf, issuedFrom, keyOf, latest, roleName, roleNameFirst } from '../wording.ts';

export const forbiddenRole: Rule = {
  id: 'forbidden-role',
  title: 'A role was assumed that the configuration forbids',
  says: 'A token was minted of a role that the configuration forbids, or allows only to others.',
  canBeWrong: 'The list in the configuration is older than the use that the role was given since.',
  severities: ['high'],
  attack: ['T1548.005', 'T1550.001', 'T1078.004'],
  detect,
};

function* detect({ lineage, config }: DetectionContext): Iterable<Detection> {
  if (config.forbiddenRoles.length === 0) return;
  const isForbidden = forbiddenTest(config);
  const minted = new Map<string, { readonly caller: string | null; readonly tokens: number[] }>();
  const { length, roleArn, issuance } = lineage.credentials;
  for (let token = 0; token < length; token++) {
    if (issuance[token]! < 0 || roleArn[token] === 0) continue;
    const role = lineage.facts.texts.get(roleArn[token]!)!;
    const callers = callersOf(lineage, token);
    if (!isForbidden(role, callers)) continue;
    const caller = callers[0] ?? null;
    const group = JSON.stringify([role, caller]);
    const found = minted.get(group);
    if (found === undefined) minted.set(group, { caller, tokens: [token] });
    else found.tokens.push(token);
  }
  for (const { caller, tokens } of minted.values()) yield assumed(lineage, caller, tokens);
}

/** Each role is judged once for all its tokens; whether a caller is excepted is asked only where a pattern matches. */
export function forbiddenTest({ forbiddenRoles }: Config): (role: string, callers: readonly string[]) => boolean {
  const patterns = forbiddenRoles.map(({ role, except }) => ({
    matches: wildcard(role),
    except: except.map(wildcard),
  }));
  const known = new Map<string, (typeof patterns)[number][]>();
  return (role, callers) => {
    let forbidden = known.get(role);
    if (forbidden === undefined) known.set(role, (forbidden = patterns.filter(({ matches }) => matches(role))));
    return forbidden.some(({ except }) => !except.some((isExcepted) => callers.some(isExcepted)));
  };
}

/** What may stand for the caller in an exception: its role or user, its session, the provider or the service. */
export function callersOf({ facts, credentials }: Lineage, token: number): string[] {
  const { callerIssuerArn, callerArn, provider, invokedBy, callerType, callerAccountId } = facts.issuances.columns;
  const row = credentials.issuance[token]!;
  const parent = credentials.parent[token]!;
  const byService = facts.texts.get(callerType[row]!) === 'AWSService';
  const codes = [
    callerIssuerArn[row]!,
    // A user's session names the user; a role's session its own ARN, which no path is in.
    parent < 0 ? 0 : credentials.roleArn[parent]!,
    callerArn[row]!,
    provider[row]!,
    byService ? invokedBy[row]! : 0,
    callerAccountId[row]!,
  ];
  return codes.filter((code) => code !== 0).map((code) => facts.texts.get(code)!);
}

function assumed(lineage: Lineage, caller: string | null, tokens: readonly number[]): Detection {
  const { issuedAt, lastUsed, roleArn } = lineage.credentials;
  const first = tokens.reduce((a, b) => (issuedAt[b]! < issuedAt[a]! ? b : a));
  const role = lineage.facts.texts.get(roleArn[first]!)!;
  const home = homeOf(lineage, first);
  const who = caller === null ? 'an unknown caller' : roleName(caller, home);
  return {
    severity: 'high',
    subject: [role, caller ?? ''],
    reason: [
      `${caller === null ? 'An unknown caller' : roleNameFirst(caller, home)} took the forbidden role ${roleName(role, home)} ${count(tokens.length, 'time')}, first at ${at(issuedAt[first]!)}` +
        `${issuedFrom(lineage, first)} (${keyOf(lineage, first)}); `,
      livenessOf(tokens),
      '.',
    ],
    credential: first,
    credentials: tokens,
    evidence: issuanceEvidence(lineage, tokens),
    firstSeen: issuedAt[first]!,
    lastSeen: Math.max(latest(issuedAt, tokens), latest(lastUsed, tokens)),
    next: `Ask who took the role; if nobody should have, revoke its sessions (in the IAM console: the role, Revoke sessions) and take ${who} out of its trust policy.`,
  };
}
