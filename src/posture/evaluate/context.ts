import { formatTime } from '../../lib/time.ts';
import type { IamCaller, IamQuestion, IamRole, IamUser } from '../../model/iam.ts';
import { compileDocument } from './compile.ts';
import type { Directory } from './caller.ts';

/** What is known of the request: everything that is in neither is unknown. Keys are in lower case. */
export interface Known {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly absent: ReadonlySet<string>;
  /** What the request has for sure, with a value that is not known. */
  readonly present: ReadonlySet<string>;
  /** Whether a key (lower case) is known to have a value or to be absent. */
  has(key: string): boolean;
}

/** A name that nobody has used: policies that name sessions name others. */
export const FRESH_NAME = 'stemma-fresh-session';

/**
 * The request context that follows from who asks. The simulator derives none of it; the forms of `aws:userid` and
 * `aws:PrincipalArn` are those of "AWS global condition context keys" in the IAM User Guide.
 */
export function knownContext(
  question: IamQuestion,
  {
    principal,
    target,
    directory,
  }: { principal: IamRole | IamUser | null; target: IamRole | null; directory: Directory },
): Known {
  const { caller, action } = question;
  const values = new Map<string, readonly string[]>();
  const absent = new Set<string>();
  const present = new Set<string>();
  const knownTags: string[] = [];
  const set = (key: string, value: string | null | undefined): void => {
    if (value !== null && value !== undefined) values.set(key, [value]);
  };
  set('aws:securetransport', 'true');
  describeCaller(caller, principal, { set, absent, present });
  describeOrganization(caller, directory, set);
  describeMfa(caller, action, { set, absent });
  if (tagsAreKnown(caller, principal)) {
    for (const [key, value] of Object.entries(principal!.tags)) set(`aws:principaltag/${key.toLowerCase()}`, value);
    knownTags.push('aws:principaltag/');
  }
  if (target !== null) {
    for (const [key, value] of Object.entries(target.tags)) {
      set(`aws:resourcetag/${key.toLowerCase()}`, value);
      set(`iam:resourcetag/${key.toLowerCase()}`, value);
    }
    knownTags.push('aws:resourcetag/', 'iam:resourcetag/');
  }
  for (const [key, value] of Object.entries(question.context ?? {})) {
    values.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
    absent.delete(key.toLowerCase());
    present.delete(key.toLowerCase());
  }
  return {
    values,
    absent,
    present,
    has: (key) => values.has(key) || absent.has(key) || knownTags.some((prefix) => key.startsWith(prefix)),
  };
}

interface Sink {
  set(key: string, value: string | null | undefined): void;
  readonly absent: Set<string>;
  readonly present: Set<string>;
}

const principalTypes: Partial<Record<IamCaller['kind'], string>> = {
  'user-key': 'User',
  'user-session': 'User',
  'federated-user': 'FederatedUser',
  'role-session': 'AssumedRole',
  root: 'Account',
};

function describeCaller(caller: IamCaller, principal: IamRole | IamUser | null, sink: Sink): void {
  const { kind, arn, accountId } = caller;
  if (kind === 'federated-provider') return sink.set('aws:federatedprovider', arn);
  if (kind === 'service') return sink.set('aws:principalisawsservice', 'true');
  sink.set('aws:principalaccount', accountId);
  for (const key of onlyOfServices) sink.absent.add(key);
  if (kind === 'account') return describeStranger(arn, sink);
  sink.set('aws:principalisawsservice', 'false');
  sink.set('aws:principaltype', principalTypes[kind]);
  sink.set('aws:principalarn', kind === 'role-session' ? (principal?.arn ?? null) : arn);
  sink.set('aws:userid', userIdOf(caller, principal));
  describeSession(caller, principal, sink);
}

/** A principal of an account that the snapshot has not: named by its ARN, or anyone of the account. */
function describeStranger(arn: string, { set }: Sink): void {
  if (/:(user|role)\//.test(arn)) set('aws:principalarn', arn);
}

const onlyOfServices = ['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid', 'aws:principalservicename'];

function describeSession(caller: IamCaller, principal: IamRole | IamUser | null, { set, absent, present }: Sink): void {
  const { kind, arn, issuedAt, sourceIdentity } = caller;
  const isUser = kind === 'user-key' || kind === 'user-session';
  if (isUser) set('aws:username', principal?.name ?? arn.slice(arn.lastIndexOf('/') + 1));
  else absent.add('aws:username');
  if (kind === 'user-key') absent.add('aws:tokenissuetime');
  else if (issuedAt !== null) set('aws:tokenissuetime', formatTime(issuedAt));
  // Whatever its time is, every temporary credential has one; the root user may call with a key.
  else if (kind !== 'root') present.add('aws:tokenissuetime');
  if (kind === 'role-session') set('aws:sourceidentity', sourceIdentity);
  else absent.add('aws:sourceidentity');
  // Whoever carries a source identity hands it on: it cannot ask for another.
  set('sts:sourceidentity', sourceIdentity);
}

function userIdOf(
  { kind, arn, accountId, sessionName }: IamCaller,
  principal: IamRole | IamUser | null,
): string | null {
  if (kind === 'federated-user') return `${accountId}:${arn.slice(arn.lastIndexOf('/') + 1)}`;
  if (kind === 'root') return accountId;
  if (principal === null) return null;
  return 'roleId' in principal ? `${principal.roleId}:${sessionName ?? FRESH_NAME}` : principal.userId;
}

function describeOrganization({ accountId }: IamCaller, { accounts }: Directory, set: Sink['set']): void {
  const organization = accountId === null ? null : accounts.get(accountId)?.organization;
  if (organization === null || organization === undefined) return;
  const { organizationId, scps } = organization;
  set('aws:principalorgid', organizationId);
  if (scps === null || scps.length < 2) return;
  const units = scps.map(({ id }) => id).filter((id) => /^(r|ou)-/.test(id));
  set('aws:principalorgpaths', `${[organizationId, ...units].join('/')}/`);
}

function describeMfa({ kind, mfa }: IamCaller, action: string, { set, absent }: Pick<Sink, 'set' | 'absent'>): void {
  if (kind === 'service' || kind === 'federated-provider' || kind === 'account') return;
  if (kind === 'user-key') return describeMfaOfKey(mfa, action, { set, absent });
  if (mfa === null) return;
  // Without MFA the session of a role or a federated user may lack the key: `readings.ts` asks for both.
  if (mfa || kind === 'user-session' || kind === 'root') set('aws:multifactorauthpresent', String(mfa));
  if (!mfa) absent.add('aws:multifactorauthage');
}

/** A long-term key brings MFA into a request only with AssumeRole's own SerialNumber and TokenCode. */
function describeMfaOfKey(mfa: boolean | null, action: string, { set, absent }: Pick<Sink, 'set' | 'absent'>): void {
  const inCall = /^sts:assumerole$/i.test(action);
  if (inCall && mfa === null) return;
  if (inCall && mfa === true) return set('aws:multifactorauthpresent', 'true');
  absent.add('aws:multifactorauthpresent');
  absent.add('aws:multifactorauthage');
}

/** Session tags override those of the role, where its trust policy lets a caller pass any. */
function tagsAreKnown({ kind }: IamCaller, principal: IamRole | IamUser | null): boolean {
  if (principal === null || kind === 'federated-user') return false;
  if (!('roleId' in principal)) return true;
  const { statements, faults } = compileDocument(principal.trust, 'trust');
  return (
    faults.length === 0 && !statements.some((one) => one.effect === 'Allow' && one.matchesAction('sts:TagSession'))
  );
}
