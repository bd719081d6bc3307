import { accountOfArn, partitionOfArn } from '../lib/arn.ts';
import type { PolicyStatement } from '../model/containment.ts';
import type { IamQuestion, IamSnapshot } from '../model/iam.ts';
import type { Door } from './situation.ts';

/** Added to a trust policy, it keeps out whoever comes through the door, and nobody else; null where no statement can. */
export function closingStatement(door: Door): PolicyStatement | null {
  switch (door.originKind) {
    case 'account':
      return {
        Sid: `StemmaKeepOut${door.id}`,
        Effect: 'Deny',
        Principal: { AWS: `arn:${partitionOfArn(door.roleArns[0] ?? '')}:iam::${door.id}:root` },
        Action: 'sts:AssumeRole',
      };
    case 'saml':
      if (door.subject === null || !door.id.startsWith('arn:')) return null;
      return keepOut(door, 'sts:AssumeRoleWithSAML', 'saml:sub');
    case 'web-identity':
      if (door.subject === null || !door.id.startsWith('arn:')) return null;
      return keepOut(door, 'sts:AssumeRoleWithWebIdentity', `${hostOf(door.id)}:sub`);
    default:
      return null;
  }
}

const keepOut = (door: Door, action: string, key: string): PolicyStatement => ({
  Effect: 'Deny',
  Principal: { Federated: door.id },
  Action: action,
  Condition: { StringEquals: { [key]: door.subject } },
});

/** Of `arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com`: what its condition keys begin with. */
const hostOf = (arn: string): string => arn.slice(arn.indexOf('/') + 1);

/** Whether a trust policy has that very statement. */
export function closesDoor(trust: unknown, door: Door): boolean {
  const closing = closingStatement(door);
  if (closing === null) return false;
  const told = JSON.stringify(closing);
  return statementsOf(trust).some((statement) => JSON.stringify(statement) === told);
}

export function statementsOf(document: unknown): readonly PolicyStatement[] {
  if (typeof document !== 'object' || document === null || !('Statement' in document)) return [];
  const { Statement } = document;
  return (Array.isArray(Statement) ? Statement : [Statement]) as PolicyStatement[];
}

/** What is known of a call through the door besides its caller: for whom the provider vouches. */
export function subjectOf({ id, originKind, subject }: Door): NonNullable<IamQuestion['context']> {
  if (subject === null || !id.startsWith('arn:')) return {};
  if (originKind === 'saml') return { 'saml:sub': subject };
  return originKind === 'web-identity' ? { [`${hostOf(id)}:sub`]: subject } : {};
}

/** Users and roles of an account that trust policies of others name. */
export function principalsTrusted(snapshot: IamSnapshot, accountId: string): readonly string[] {
  let byAccount = trusted.get(snapshot);
  if (byAccount === undefined) {
    byAccount = new Map();
    for (const arn of snapshot.accounts.flatMap(({ roles }) => roles.flatMap(({ trust }) => principalsIn(trust)))) {
      const account = accountOfArn(arn);
      if (account !== null) byAccount.set(account, (byAccount.get(account) ?? new Set()).add(arn));
    }
    trusted.set(snapshot, byAccount);
  }
  return [...(byAccount.get(accountId) ?? [])];
}

/** Accounts that trust policies of the snapshot's roles name, by themselves or by one of their principals. */
export const accountsTrusted = (snapshot: IamSnapshot): string[] => {
  const named = snapshot.accounts.flatMap(({ roles }) => roles.flatMap(({ trust }) => namedIn(trust)));
  const accounts = named.map((each) => (/^\d{12}$/.test(each) ? each : accountOfArn(each)));
  return [...new Set(accounts.filter((each) => each !== null))].toSorted();
};

const trusted = new WeakMap<IamSnapshot, Map<string, Set<string>>>();

const principalsIn = (trust: unknown): string[] =>
  namedIn(trust).filter((arn) => /:(user|role|assumed-role)\//.test(arn));

const namedIn = (trust: unknown): string[] =>
  statementsOf(trust).flatMap(({ Principal }) => {
    if (typeof Principal !== 'object' || Principal === null || !('AWS' in Principal)) return [];
    return (Array.isArray(Principal.AWS) ? Principal.AWS : [Principal.AWS]).map(String);
  });
