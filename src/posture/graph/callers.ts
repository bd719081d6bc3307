import { accountOfArn } from '../../lib/arn.ts';
import type { IamCaller, IamRole, IamUser } from '../../model/iam.ts';

const base = {
  sessionName: null,
  issuedAt: null,
  mfa: null,
  sourceIdentity: null,
  sessionPolicies: [],
} as const;

/** Any session of a role: its holder chose its name. */
export const anySessionOf = ({ arn, accountId }: IamRole): IamCaller => ({
  ...base,
  kind: 'role-session',
  arn,
  accountId,
});

/**
 * A session as it assumes a role: without MFA. It has no device to give with the call, and what AssumeRole gave it "does not
 * include MFA information in the context" (Secure API access with MFA in the IAM User Guide).
 */
export const chainingSessionOf = (role: IamRole): IamCaller => ({ ...anySessionOf(role), mfa: false });

export const keyOfUser = ({ arn, accountId }: IamUser): IamCaller => ({ ...base, kind: 'user-key', arn, accountId });

/** What a user gets by GetSessionToken or at the console, with MFA or without: it may do more than the key where policies ask for MFA. */
export const sessionOfUser = (user: IamUser): IamCaller => ({ ...keyOfUser(user), kind: 'user-session' });

export const serviceCaller = (arn: string): IamCaller => ({ ...base, kind: 'service', arn, accountId: null });

export const providerCaller = (arn: string): IamCaller => ({
  ...base,
  kind: 'federated-provider',
  arn,
  accountId: accountOfArn(arn),
});

/** A principal of an account that the snapshot does not have, or `*`: anyone at all. */
export const strangerCaller = (arn: string): IamCaller => ({
  ...base,
  kind: 'account',
  arn,
  accountId: accountOfArn(arn),
});
