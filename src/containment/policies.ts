import { formatTime } from '../lib/time.ts';
import type { PolicyDocument, PolicyStatement } from '../model/containment.ts';
import type { EpochSeconds } from '../model/lineage.ts';

/** The policies that plans put (IAM User Guide: "Disabling permissions for temporary security credentials"). */

/**
 * Not the name of the console's own policy (AWSRevokeOlderSessions): "Revoke active sessions" would overwrite ours, and we
 * would overwrite what a colleague revoked.
 */
export const CONTAINMENT_POLICY = 'StemmaContainment';
/** Denies of single sessions, beside the former: a cut-off may come to the same role. */
export const SESSIONS_POLICY = 'StemmaContainmentSessions';
export const DENY_ALL_ARN = 'arn:aws:iam::aws:policy/AWSDenyAll';

/** IAM and STS quotas: characters of all inline policies of one principal, white space not counted. */
export const ROLE_INLINE_LIMIT = 10_240;
export const USER_INLINE_LIMIT = 2_048;
export const TRUST_LIMIT = 2_048;
/** One managed policy. */
export const MANAGED_LIMIT = 6_144;
export const SCP_LIMIT = 5_120;
export const ATTACHED_LIMIT = 10;
/** Service control policies that one account may have attached itself, FullAWSAccess among them (Organizations quotas). */
export const SCP_ATTACHED_LIMIT = 5;

/** The console's "Revoke active sessions" cuts off 30 seconds ahead; a call takes time to be made, so a minute. */
export const CUT_OFF_MARGIN_SECONDS = 60;
/** AWS documents "a few minutes" for a policy to hold everywhere. */
export const PROPAGATION_SECONDS = 300;

export const documentOf = (...statements: readonly PolicyStatement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});

const everything = { Effect: 'Deny', Action: '*', Resource: '*' };

/** Everything, for whoever the policy is attached to. */
export const denyAll = (): PolicyDocument => documentOf({ Sid: 'StemmaDenyAll', ...everything });

/** Every temporary credential, whenever issued: `aws:TokenIssueTime` is there for these and for no long-term key. */
export const denyTokens = (): PolicyDocument =>
  documentOf({ Sid: 'StemmaDenyTokens', ...everything, Condition: { Null: { 'aws:TokenIssueTime': 'false' } } });

/** What was issued before the cut-off; with `since`, only what was issued from then on. */
export function denyIssued(cutOff: EpochSeconds, since: EpochSeconds | null = null): PolicyDocument {
  const before = { DateLessThan: { 'aws:TokenIssueTime': formatTime(cutOff) } };
  const from = since === null ? {} : { DateGreaterThanEquals: { 'aws:TokenIssueTime': formatTime(since) } };
  return documentOf({ Sid: 'StemmaDenyIssued', ...everything, Condition: { ...before, ...from } });
}

/** Single sessions, by what `aws:userid` says of them; whatever was or will be issued under that name. */
export const denySessions = (userIds: readonly string[]): PolicyDocument =>
  documentOf({ Sid: 'StemmaDenySessions', ...everything, Condition: { StringEquals: { 'aws:userid': userIds } } });

/** Named principals of an account, from above it: nobody in the account can take it away. */
export const denyPrincipals = (arns: readonly string[]): PolicyDocument =>
  documentOf({ Sid: 'StemmaDenyPrincipals', ...everything, Condition: { ArnLike: { 'aws:PrincipalArn': arns } } });

/** Only sessions of named users, from above: their keys have no issue time. */
export const denySessionsOf = (arns: readonly string[]): PolicyDocument =>
  documentOf({
    Sid: 'StemmaDenySessionsOf',
    ...everything,
    Condition: { ArnLike: { 'aws:PrincipalArn': arns }, Null: { 'aws:TokenIssueTime': 'false' } },
  });

/**
 * People of Identity Center, from above: the portal names the session after the person, in every permission set. What an
 * administrator of the account may name like that is spared.
 */
export const denyPeople = (names: readonly string[]): PolicyDocument =>
  documentOf({
    Sid: 'StemmaDenyPeople',
    ...everything,
    Condition: {
      ArnLike: { 'aws:PrincipalArn': 'arn:*:iam::*:role/aws-reserved/sso.amazonaws.com/*' },
      StringLike: { 'aws:userid': names.map((name) => `*:${name}`) },
    },
  });

/** Characters as IAM counts them. */
export const sizeOf = (document: unknown): number => JSON.stringify(document).replaceAll(/\s/g, '').length;
