import { accountOfArn } from '../lib/arn.ts';
import type { PolicyDocument, PolicyStatement } from '../model/containment.ts';
import type { IamSnapshot } from '../model/iam.ts';
import { statementsOf } from './doors.ts';
import { documentOf } from './policies.ts';

/**
 * Strangers are those whom a trust policy lets in and of whom no policy of ours says whether they are the attacker: principals of
 * accounts that are not known, whomever an identity provider vouches for, everybody. Principals of known accounts are judged by what
 * the snapshot says of them, and services by who may pass them the role.
 */
export interface Acquainted {
  /** Accounts whose principals are known. */
  readonly accounts: ReadonlySet<string>;
  /** Statements that are none of the attacker's: whom they let in was let in before. */
  readonly vetted: readonly unknown[];
}

/** The accounts of a snapshot, and the one of the role itself. */
export const accountsAround = (snapshot: IamSnapshot | null, roleArn: string): ReadonlySet<string> =>
  new Set([...(snapshot?.accounts ?? []).map(({ accountId }) => accountId), accountOfArn(roleArn) ?? '']);

/** Whether strangers come in by a trust policy, other than by statements that are vetted; a policy that is not known may let in anybody. */
export const letsStrangersIn = (trust: unknown, known: Acquainted): boolean =>
  trust === null || trust === undefined || strangersIn(trust, known).length > 0;

/** Whom it lets in, as the policy names them, accounts by their number. */
export function strangersIn(trust: unknown, { accounts, vetted }: Acquainted): string[] {
  const passed = new Set(vetted.map(canonical));
  const open = statementsOf(trust).filter((each) => each['Effect'] === 'Allow' && !passed.has(canonical(each)));
  return [...new Set(open.flatMap((each) => strangersOf(each, accounts)))];
}

/** The policy without them; one that nobody is left in keeps everybody out. */
export function withoutStrangers(trust: unknown, { accounts, vetted }: Acquainted): PolicyDocument {
  const passed = new Set(vetted.map(canonical));
  const kept = statementsOf(trust).flatMap((each) => {
    const isFine =
      each['Effect'] !== 'Allow' || passed.has(canonical(each)) || strangersOf(each, accounts).length === 0;
    return isFine ? [each] : acquainted(each, accounts);
  });
  return documentOf(...(kept.some(({ Effect }) => Effect === 'Allow') ? kept : [nobody]));
}

/** IAM takes no policy without a statement. */
const nobody: PolicyStatement = {
  Sid: 'StemmaKeepAllOut',
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'],
};

function strangersOf({ Principal, NotPrincipal }: PolicyStatement, accounts: ReadonlySet<string>): string[] {
  if (NotPrincipal !== undefined || Principal === '*') return ['*'];
  return Object.entries((Principal ?? {}) as Record<string, unknown>).flatMap(([type, named]) =>
    listed(named)
      .filter((each) => isStranger(type, each, accounts))
      .map((each) => plainName(type, each)),
  );
}

function isStranger(type: string, name: string, accounts: ReadonlySet<string>): boolean {
  if (type === 'Service') return false;
  if (type !== 'AWS') return true;
  // IAM shows the id of a principal that is deleted: nobody has it any more.
  if (/^A(?:ROA|IDA)\w+$/.test(name)) return false;
  const account = /^\d{12}$/.test(name) ? name : accountOfArn(name);
  return account === null || !accounts.has(account);
}

/** The statement with those alone who are no strangers; none where there are none. */
function acquainted(statement: PolicyStatement, accounts: ReadonlySet<string>): PolicyStatement[] {
  const { Principal } = statement;
  if (typeof Principal !== 'object' || Principal === null) return [];
  const kept = Object.entries(Principal).flatMap(([type, named]) => {
    const fine = listed(named).filter((each) => !isStranger(type, each, accounts));
    return fine.length === 0 ? [] : [[type, fine] as const];
  });
  return kept.length === 0 ? [] : [{ ...statement, Principal: Object.fromEntries(kept) }];
}

const listed = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);

/** IAM writes a bare account id as that account's root, in whatever partition it is. */
const plainName = (type: string, name: string): string =>
  (type === 'AWS' ? /^arn:[^:]+:iam::(\d{12}):root$/.exec(name)?.[1] : undefined) ?? name;

/** A document or statement as a text that does not depend on the order of names and lists, nor on how IAM writes a list of one. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return value.map(canonical).toSorted().join(',');
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${name === 'AWS' ? principals(each) : canonical(each)}`).join(';')}}`;
  }
  return JSON.stringify(String(value));
}

const principals = (named: unknown): string => canonical(listed(named).map((each) => plainName('AWS', each)));
