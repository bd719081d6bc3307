import type { IamRole, IamSnapshot } from '../../model/iam.ts';
import type { Mentions } from './mentions.ts';

/** How the attacker may name a session of a role: in a way that no policy knows, or just as some policy wants it. */
export interface Naming {
  readonly sessionName: string | null;
  readonly identity: string | null;
}

export type NamesOf = (roleArn: string) => readonly Naming[];

export function namings({ names, sourceIdentities }: Mentions, snapshot: IamSnapshot): NamesOf {
  const fill = (pattern: string): string => pattern.replaceAll(/[*?]/g, 'x');
  const known = new Map<string, readonly Naming[]>();
  return (roleArn) => {
    const before = known.get(roleArn);
    if (before !== undefined) return before;
    const role = roleOf(snapshot, roleArn);
    const sessionNames = new Set<string>();
    for (const name of names) {
      const session = nameFor(role, name);
      if (session !== null && session !== '*') sessionNames.add(fill(session));
    }
    const identities = [null, ...sourceIdentities.map(fill)];
    const found = [null, ...sessionNames].flatMap((sessionName) =>
      identities.map((identity) => ({ sessionName, identity })),
    );
    known.set(roleArn, found);
    return found;
  };
}

/** The session name that a pattern over `aws:userid`, a session ARN or a bare name asks of that role's sessions. */
function nameFor(role: IamRole | null, pattern: string): string | null {
  const arn = /:assumed-role\/([^/]+)\/(.+)$/.exec(pattern);
  if (arn !== null) return role !== null && arn[1]!.toLowerCase() === role.name.toLowerCase() ? arn[2]! : null;
  const colon = pattern.indexOf(':');
  if (colon < 0) return /^A(?:ROA|IDA)/.test(pattern) ? null : pattern;
  const id = pattern.slice(0, colon);
  return id === role?.roleId || id.includes('*') ? pattern.slice(colon + 1) : null;
}

export function roleOf(snapshot: IamSnapshot, roleArn: string): IamRole | null {
  let byArn = roles.get(snapshot);
  if (byArn === undefined) {
    byArn = new Map(
      snapshot.accounts.flatMap((account) => account.roles).map((role) => [role.arn.toLowerCase(), role]),
    );
    roles.set(snapshot, byArn);
  }
  return byArn.get(roleArn.toLowerCase()) ?? null;
}

const roles = new WeakMap<IamSnapshot, Map<string, IamRole>>();
