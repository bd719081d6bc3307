import type { IamCaller, IamDecision } from '../../model/iam.ts';

const allowed = (condition: string): IamDecision => ({ decision: 'allowed', unknown: [], conditions: [condition] });
const denied = (condition: string): IamDecision => ({ decision: 'denied', unknown: [], conditions: [condition] });

const assumesRole = /^sts:assumerole(withsaml|withwebidentity)?$/;
const getsToken = /^sts:get(session|federation)token$/;

/** Passing a role is a permission that other services ask for, and no call of IAM. */
const callsIam = (call: string): boolean => call.startsWith('iam:') && call !== 'iam:passrole';

type Rule = (call: string, mfa: boolean | null) => IamDecision | null;

/** By kind of credential; calls in lower case. */
const rules: Partial<Record<IamCaller['kind'], Rule>> = {
  'user-key': (call) =>
    call === 'sts:getsessiontoken' ? allowed('an active key may always call GetSessionToken') : null,
  'user-session': (call, mfa) => {
    if (getsToken.test(call)) return denied('a session token cannot ask for another of its kind');
    if (call.startsWith('sts:') && !/^sts:(assumerole|setsourceidentity|tagsession)$/.test(call)) {
      return denied('a session token may only call AssumeRole of STS');
    }
    return callsIam(call) && mfa === false ? denied('a session token without MFA cannot call IAM') : null;
  },
  'federated-user': (call) => (call.startsWith('sts:') ? denied('a federation token cannot call STS') : null),
  'role-session': (call) =>
    getsToken.test(call) ? denied('a role session cannot ask for a session or federation token') : null,
  root: (call) => (assumesRole.test(call) ? denied('the root user cannot assume roles') : null),
};

/**
 * What a kind of credential may call at all, whatever the policies say; null where they decide. Source: "Compare AWS STS
 * credentials" and "Permissions for GetSessionToken" in the IAM User Guide.
 */
export function byKindAlone({ kind, mfa }: IamCaller, action: string): IamDecision | null {
  const call = action.toLowerCase();
  if (call === 'sts:getcalleridentity' && kind !== 'account') return allowed('needs no permission');
  return rules[kind]?.(call, mfa) ?? null;
}

/** What an answer by policies still hangs on, because of the kind of credential: as a thing that is not known, and as a condition. */
export function openByKind({ kind, mfa }: IamCaller, action: string): { unknown: string; condition: string } | null {
  if (!callsIam(action.toLowerCase())) return null;
  const signIn = 'a console sign-in (a federation token cannot call IAM itself)';
  if (kind === 'federated-user') return { unknown: signIn, condition: `with ${signIn}` };
  const isMfaUnknown = kind === 'user-session' && mfa === null;
  return isMfaUnknown ? { unknown: 'aws:MultiFactorAuthPresent', condition: 'with MFA' } : null;
}
