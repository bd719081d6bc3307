import { accountOfArn, rootArn } from '../lib/arn.ts';
import type { PolicyStatement } from '../model/containment.ts';
import type { IamQuestion, IamSnapshot } from '../model/iam.ts';
import { patternOf } from './prove/mentions.ts';
import type { Door } from './situation.ts';
import { isPassing, stayingPart, subjectsLetIn, type SubjectsTrusted } from './subjects.ts';

/**
 * Added to that trust policy, it keeps out whoever comes through the door, also as what he may come the next time; null where no
 * statement can.
 */
export function closingStatement(door: Door, trust: unknown): PolicyStatement | null {
  switch (door.originKind) {
    case 'account':
      return {
        Sid: `StemmaKeepOut${door.id}`,
        Effect: 'Deny',
        Principal: { AWS: rootArn(door.id, door.roleArns[0] ?? '') },
        Action: 'sts:AssumeRole',
      };
    case 'saml':
      if (door.subject === null || !door.id.startsWith('arn:') || isPassing(door.subject)) return null;
      return keepOut(door, 'sts:AssumeRoleWithSAML', { StringEquals: { 'saml:sub': door.subject } });
    case 'web-identity':
      if (door.subject === null || !door.id.startsWith('arn:')) return null;
      return keepOut(door, 'sts:AssumeRoleWithWebIdentity', conditionFor(door, door.subject, trust));
    default:
      return null;
  }
}

const keepOut = (door: Door, Action: string, Condition: object | null): PolicyStatement => ({
  Effect: 'Deny',
  Principal: { Federated: door.id },
  Action,
  ...(Condition !== null && { Condition }),
});

/** Every subject that is in the trust policy and may be his: null where that is all of the provider. */
function conditionFor(door: Door, subject: string, trust: unknown): object | null {
  const { anyone, subjects } = subjectsOfHis(door, subject, trust);
  // An id of one person stays what it is, whomever else the trust policy lets in.
  if (anyone && stayingPart(subject) !== null) return null;
  const values = [...(isAmong(subjects, subject) ? [] : [subject]), ...new Set(subjects.map(({ value }) => value))];
  const operator = subjects.some(({ isPattern }) => isPattern) ? 'StringLike' : 'StringEquals';
  return { [operator]: { [`${hostOf(door.id)}:sub`]: values.length === 1 ? values[0] : values } };
}

const subjectsOfHis = ({ id }: Door, subject: string, trust: unknown): SubjectsTrusted =>
  subjectsLetIn(statementsOf(trust), { provider: id, key: `${hostOf(id)}:sub`, subject });

const isAmong = (subjects: SubjectsTrusted['subjects'], subject: string): boolean =>
  subjects.some(({ value, isPattern }) => (isPattern ? patternOf(value).test(subject) : value === subject));

/** In words, where a statement keeps out more than the one subject that was seen. */
export function widely({ Condition }: PolicyStatement, { originKind, subject }: Door): string {
  if (originKind !== 'web-identity') return '';
  if (Condition === undefined) return '; it asks for no subject, so none of the provider is let in';
  const [asked] = Object.values(Condition as Readonly<Record<string, object>>);
  const values = Object.values(asked ?? {}).flat() as readonly unknown[];
  return values.length === 1 && values[0] === subject ? '' : `, the next time as another of ${values.join(', ')}`;
}

/** As whom the one at the door may come in by that trust policy: as he was seen, as another subject only, or not at all. */
export function comesInAs(door: Door, trust: unknown): 'seen' | 'another' | null {
  const { id, originKind, subject } = door;
  const isReadable = typeof trust === 'object' && trust !== null;
  if (originKind !== 'web-identity' || subject === null || !id.startsWith('arn:') || !isReadable) return 'seen';
  const { anyone, subjects } = subjectsOfHis(door, subject, trust);
  if (anyone || isAmong(subjects, subject)) return 'seen';
  return subjects.length > 0 ? 'another' : null;
}

/** Of `arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com`: what its condition keys begin with. */
const hostOf = (arn: string): string => arn.slice(arn.indexOf('/') + 1);

/** Whether a trust policy has that very statement. */
export function closesDoor(trust: unknown, door: Door): boolean {
  const closing = closingStatement(door, trust);
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
  if (originKind === 'saml') return isPassing(subject) ? {} : { 'saml:sub': subject };
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
