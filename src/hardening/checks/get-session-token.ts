import { count, listed } from '../../lib/wording.ts';
import { FLAG_TRUE } from '../../model/columns.ts';
import type { IamAccount, IamUser } from '../../model/iam.ts';
import type { Check, CheckContext, Found } from '../check.ts';
import { isPersonIn, userOf } from '../people.ts';
import { deniesWithoutMfa } from '../conditions.ts';
import { documentOf, statementsOf } from '../statements.ts';
import { references } from '../wording.ts';

/**
 * What a person needs before MFA is there, as AWS's own example has it. The deny takes in long-term keys: BoolIfExists
 * also matches where the key is absent.
 */
export const denyWithoutMfa = documentOf([
  {
    Sid: 'DenyAllExceptListedIfNoMFA',
    Effect: 'Deny',
    NotAction: [
      'iam:CreateVirtualMFADevice',
      'iam:EnableMFADevice',
      'iam:GetUser',
      'iam:GetMFADevice',
      'iam:ListMFADevices',
      'iam:ListVirtualMFADevices',
      'iam:ResyncMFADevice',
      'iam:ChangePassword',
      'sts:GetSessionToken',
    ],
    Resource: '*',
    Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
  },
]);

/** Whether it holds is not sure: AWS says that no policy controls GetSessionToken, and its own quarantine policies deny it. */
export const denySessionTokens = documentOf([
  {
    Sid: 'DenySessionTokens',
    Effect: 'Deny',
    Action: ['sts:GetSessionToken', 'sts:GetFederationToken'],
    Resource: '*',
  },
]);

export const getSessionToken: Check = {
  id: 'get-session-token',
  title: 'Users who may call GetSessionToken without MFA',
  says: 'Every access key can make tokens that live up to 36 hours and outlive the key; only a deny without MFA makes them worthless.',
  severities: ['medium', 'low'],
  documents: ['identity'],
  *advise(context) {
    const callers = callersWithoutMfa(context);
    for (const [arn, calls] of callers) yield whoDid(context, arn, calls);
    for (const account of context.iam?.accounts ?? []) yield* whoMay(context, account, callers);
  },
};

/** How often each user got a session token without an MFA device, by ARN. */
function callersWithoutMfa({ lineage }: CheckContext): Map<string, number> {
  const { issuances, texts } = lineage.facts;
  const { eventName, callerArn, callerType, mfa } = issuances.columns;
  const getSession = texts.find('GetSessionToken') || -1;
  const iamUser = texts.find('IAMUser') || -1;
  const calls = new Map<number, number>();
  for (let row = 0; row < issuances.length; row++) {
    if (eventName[row] !== getSession || callerType[row] !== iamUser || mfa[row] === FLAG_TRUE) continue;
    calls.set(callerArn[row]!, (calls.get(callerArn[row]!) ?? 0) + 1);
  }
  const named = [...calls].map(([code, n]) => [texts.get(code), n] as const);
  return new Map(named.filter((one): one is [string, number] => one[0] !== null));
}

function whoDid(context: CheckContext, arn: string, calls: number): Found {
  const isPerson = isPersonIn(context, arn);
  const user = userOf(context, arn);
  return {
    severity: 'medium',
    accountId: /\d{12}/.exec(arn)?.[0] ?? null,
    target: arn,
    reason:
      `It called GetSessionToken ${count(calls, 'time')} without MFA. Such a token does what the key does, works on when the key is deactivated, and may live 36 hours.` +
      (user !== null && isHeldByMfa(user) ? ' A policy already denies what is done without MFA.' : ''),
    policy: isPerson ? denyWithoutMfa : denySessionTokens,
    how: isPerson
      ? 'Attach the document to a group of all people: without MFA nothing is left but to register a device. Use long-term keys with aws sts get-session-token --serial-number.'
      : 'Nothing says that this user is a person. A program needs no session tokens: give it a role. The document denies the call; whether IAM heeds it is unconfirmed, so count on the deny of what the token may do.',
    reference: isPerson ? references.selfManage : references.getSessionToken,
  };
}

/** The users with an active key of whom no policy asks for MFA, in one line an account. */
function* whoMay(context: CheckContext, account: IamAccount, callers: ReadonlyMap<string, number>): Iterable<Found> {
  const active = new Set(account.accessKeys?.filter((key) => key.active).map(({ userName }) => userName));
  const free = account.users.filter(({ arn, name }) => active.has(name) && !callers.has(arn));
  const names = free.filter((user) => !isHeldByMfa(user)).map(({ name }) => name);
  if (names.length === 0) return;
  yield {
    severity: 'low',
    accountId: account.accountId,
    target: account.accountId,
    reason: `${count(names.length, 'user')} with an active access key (${listed(names.sort())}) may call GetSessionToken without MFA, and use what comes of it: no policy of theirs denies what is done without MFA.`,
    policy: denyWithoutMfa,
    how: 'Attach the document to a group of all people among them; turn programs into roles (see long-term-key).',
    reference: references.selfManage,
  };
}

function isHeldByMfa({ policies }: IamUser): boolean {
  return policies.some(({ document }) =>
    statementsOf(document).some(
      (one) =>
        one['Effect'] === 'Deny' &&
        (one['NotAction'] !== undefined || [one['Action']].flat().includes('*')) &&
        deniesWithoutMfa(one),
    ),
  );
}
