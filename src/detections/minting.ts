import { isMinted, sharesSession } from '../lineage/index.ts';
import type { Lineage } from '../model/lineage.ts';

/**
 * Who minted each token by a call to STS that it signed itself, though CloudTrail may hide the key: the token of which its parent is a key,
 * or -1. Left out are keys that only share a session, sign-in tokens and S3 Express sessions (they open a door but are no chain), and calls
 * that a service made for the parent (`invokedBy`): the service gets that token, not whoever holds the parent.
 */
export function mintingParents(lineage: Lineage): Int32Array {
  const { length, parent, issuance } = lineage.credentials;
  const { eventSource, invokedBy } = lineage.facts.issuances.columns;
  const sts = lineage.facts.texts.find('sts.amazonaws.com');
  const minters = new Int32Array(length).fill(-1);
  const tokens = tokensOfSessions(lineage);
  for (let i = 0; i < length; i++) {
    if (!isMinted(lineage, i)) continue;
    const row = issuance[i]!;
    if (row >= 0 && eventSource[row] === sts && invokedBy[row] === 0) minters[i] = tokens[parent[i]!]!;
  }
  return minters;
}

/**
 * The token that began the session of each key, itself for most. Whoever opens the console with a token has other keys in it, also on
 * the command line (CloudShell, `aws login`): what those sign, that token signed.
 */
function tokensOfSessions(lineage: Lineage): Int32Array {
  const { length, parent, issuance } = lineage.credentials;
  const { eventName } = lineage.facts.issuances.columns;
  const getSigninToken = lineage.facts.texts.find('GetSigninToken') || -1;
  const tokens = new Int32Array(length);
  for (const key of lineage.topDown) {
    const goesOn = parent[key]! >= 0 && (sharesSession(lineage, key) || eventName[issuance[key]!] === getSigninToken);
    tokens[key] = goesOn ? tokens[parent[key]!]! : key;
  }
  return tokens;
}

/** What the configuration calls a chain that is meant to be: which tokens were minted over such an edge. */
export function allowedEdges(
  lineage: Lineage,
  isAllowed: (callerArn: string | null, roleArn: string | null) => boolean,
): (token: number) => boolean {
  const { texts } = lineage.facts;
  const { credentials } = lineage;
  const known = new Map<number, Map<number, boolean>>();
  return (token) => {
    if (credentials.issuance[token]! < 0) return false;
    const caller = chainCaller(lineage, token);
    const role = credentials.roleArn[token]!;
    let byRole = known.get(caller);
    if (byRole === undefined) known.set(caller, (byRole = new Map()));
    let answer = byRole.get(role);
    if (answer === undefined) byRole.set(role, (answer = isAllowed(texts.get(caller), texts.get(role))));
    return answer;
  };
}

/**
 * Code of the ARN that `allowedChains` knows the caller of an issuance by: the role with its path where the caller is a role
 * session; the user, or what the record has, otherwise. The issuance must be logged.
 */
export function chainCaller({ credentials, facts }: Lineage, token: number): number {
  const { callerIssuerArn, callerArn } = facts.issuances.columns;
  const row = credentials.issuance[token]!;
  const above = credentials.parent[token]!;
  return callerIssuerArn[row]! || (above >= 0 && credentials.roleArn[above]!) || callerArn[row]!;
}

/** The topmost credential above each one, by any kind of parent. */
export function rootsOf(lineage: Lineage): Uint32Array {
  const { length, parent } = lineage.credentials;
  const roots = new Uint32Array(length);
  for (const credential of lineage.topDown) {
    const above = parent[credential]!;
    roots[credential] = above < 0 ? credential : roots[above]!;
  }
  return roots;
}
