import { count } from '../../lib/wording.ts';
import type { Check, CheckContext, Found } from '../check.ts';
import { hours, references } from '../wording.ts';

const HOUR = 3_600;
/** Fewer sessions say little of how long the next one is needed. */
const ENOUGH_SESSIONS = 5;

export const longSession: Check = {
  id: 'long-session',
  title: 'Sessions longer than they are used',
  says: 'Sessions of a role last much longer than anybody uses them: a stolen one works for the rest of the time.',
  severities: ['medium', 'low'],
  documents: [],
  *advise(context) {
    for (const [roleArn, seen] of sessionsByRole(context)) {
      const maximum = maximumOf(context, roleArn);
      const granted = Math.max(maximum ?? 0, seen.longest);
      const needed = Math.max(HOUR, Math.ceil(seen.used / HOUR) * HOUR);
      if (seen.sessions < ENOUGH_SESSIONS || granted <= HOUR || needed * 2 > granted) continue;
      yield adviceOn(roleArn, { ...seen, maximum, needed });
    }
  },
};

interface Seen {
  readonly sessions: number;
  /** Seconds of the longest that was granted. */
  readonly longest: number;
  /** Seconds from issue to last use, of the one that was used longest. */
  readonly used: number;
}

/** Sessions that MaxSessionDuration limits; those of services, instances and role chains it does not. */
const limited = ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'];

function sessionsByRole({ lineage, suspicious }: CheckContext): Map<string, Seen> {
  const { credentials, facts } = lineage;
  const { eventName, callerType } = facts.issuances.columns;
  const codes = new Set(limited.map((name) => facts.texts.find(name)).filter((code) => code !== 0));
  const service = facts.texts.find('AWSService') || -1;
  const byRole = new Map<number, Seen>();
  for (let token = 0; token < credentials.length; token++) {
    const row = credentials.issuance[token]!;
    const issuedAt = credentials.issuedAt[token]!;
    const expiresAt = credentials.expiresAt[token]!;
    if (row < 0 || !codes.has(eventName[row]!) || callerType[row] === service || suspicious[token] === 1) continue;
    if (credentials.roleArn[token] === 0 || issuedAt === 0 || expiresAt === 0) continue;
    if (credentials.lastUsed[token] === 0) continue;
    const before = byRole.get(credentials.roleArn[token]!) ?? { sessions: 0, longest: 0, used: 0 };
    byRole.set(credentials.roleArn[token]!, {
      sessions: before.sessions + 1,
      longest: Math.max(before.longest, expiresAt - issuedAt),
      used: Math.max(before.used, credentials.lastUsed[token]! - issuedAt),
    });
  }
  return new Map([...byRole].map(([code, seen]) => [facts.texts.get(code)!, seen]));
}

function maximumOf({ iam }: CheckContext, roleArn: string): number | null {
  for (const { roles } of iam?.accounts ?? []) {
    const role = roles.find(({ arn }) => arn === roleArn);
    if (role !== undefined) return role.maxSessionSeconds;
  }
  return null;
}

function adviceOn(roleArn: string, seen: Seen & { maximum: number | null; needed: number }): Found {
  const { sessions, longest, used, maximum, needed } = seen;
  const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const command = name.startsWith('AWSReservedSSO_')
    ? `Set the session duration of its permission set to PT${needed / HOUR}H (aws sso-admin update-permission-set); IAM cannot change this role.`
    : `aws iam update-role --role-name ${name} --max-session-duration ${needed}, and the same in the tools that ask for longer ones.`;
  return {
    severity: Math.max(maximum ?? 0, longest) > 4 * HOUR ? 'medium' : 'low',
    accountId: /\d{12}/.exec(roleArn)?.[0] ?? null,
    target: roleArn,
    reason:
      `Of ${count(sessions, 'session')} that were used the longest was granted for ${hours(longest)}, and none was used for more than ${lengthOf(used)}` +
      `${maximum === null ? '' : `; the role allows ${hours(maximum)}`}. ` +
      `A stolen session works ${hours(Math.max(longest, maximum ?? 0) - needed)} longer than anybody needs.`,
    policy: null,
    how: `${command} It limits people, programs, SAML and web identity; sessions of services and instances have their own length, and sessions that live keep theirs.`,
    reference: references.rolesUse,
  };
}

const lengthOf = (seconds: number): string =>
  seconds < HOUR ? count(Math.max(1, Math.ceil(seconds / 60)), 'minute') : hours(seconds);
