import type { EpochSeconds } from '../../model/lineage.ts';
import { isoTime } from '../times.ts';
import type { JsonObject } from './record.ts';

export interface User {
  readonly kind: 'user';
  readonly name: string;
  readonly arn: string;
  /** `AIDA…` */
  readonly id: string;
  readonly accountId: string;
}

export interface Role {
  readonly kind: 'role';
  readonly name: string;
  /** With its path. */
  readonly arn: string;
  /** `AROA…` */
  readonly id: string;
  readonly accountId: string;
}

/** What a session says of itself in every call. */
export interface SessionMarks {
  readonly createdAt: EpochSeconds;
  readonly mfa?: boolean;
  readonly ec2RoleDelivery?: '1.0' | '2.0';
  readonly sourceIdentity?: string;
  readonly federatedProvider?: string;
  readonly assumedRoot?: boolean;
  readonly signInSessionArn?: string;
  readonly inScopeOf?: JsonObject;
  readonly onBehalfOf?: JsonObject;
}

/** A user with a long-term access key. */
export function userIdentity(user: User, accessKeyId: string | null): JsonObject {
  return {
    type: 'IAMUser',
    principalId: user.id,
    arn: user.arn,
    accountId: user.accountId,
    ...(accessKeyId !== null && { accessKeyId }),
    userName: user.name,
  };
}

/** A user with a session: GetSessionToken, console and forwarded access all look like this. */
export function userSessionIdentity(user: User, accessKeyId: string | null, marks: SessionMarks): JsonObject {
  return withMarks({ ...userIdentity(user, accessKeyId) }, {}, marks);
}

/** Hot, like `buildRecord`. */
export function roleSessionIdentity(
  { role, sessionName }: { readonly role: Role; readonly sessionName: string },
  accessKeyId: string | null,
  marks: SessionMarks,
): JsonObject {
  const identity: Record<string, unknown> = {
    type: 'AssumedRole',
    principalId: `${role.id}:${sessionName}`,
    arn: assumedRoleArn(role, sessionName),
    accountId: role.accountId,
  };
  if (accessKeyId !== null) identity['accessKeyId'] = accessKeyId;
  return withMarks(identity, issuerOf('Role', role), marks);
}

export function federatedUserIdentity(
  session: { readonly user: User; readonly name: string; readonly accessKeyId: string },
  marks: SessionMarks,
): JsonObject {
  const { user, name, accessKeyId } = session;
  const identity = {
    type: 'FederatedUser',
    principalId: `${user.accountId}:${name}`,
    arn: `arn:aws:sts::${user.accountId}:federated-user/${name}`,
    accountId: user.accountId,
    accessKeyId,
  };
  return withMarks(identity, issuerOf('IAMUser', user), marks);
}

/** The root user: with a long-term key where there are no marks, else a session (console, GetSessionToken, AssumeRoot). */
export function rootIdentity(accountId: string, accessKeyId: string | null, marks?: SessionMarks): JsonObject {
  const identity = {
    type: 'Root',
    principalId: accountId,
    arn: `arn:aws:iam::${accountId}:root`,
    accountId,
    ...(accessKeyId !== null && { accessKeyId }),
  };
  return marks === undefined ? identity : withMarks(identity, {}, marks);
}

/** An AWS service that calls for itself. */
export function serviceIdentity(service: string): JsonObject {
  return { type: 'AWSService', invokedBy: service };
}

/** The caller in the target account's copy of a cross-account call: no ARN, no key. */
export function foreignIdentity(identity: JsonObject): JsonObject {
  return { type: 'AWSAccount', principalId: identity['principalId'], accountId: identity['accountId'] };
}

/** The role's path is dropped here, in AWS as well. */
export function assumedRoleArn(role: Role, sessionName: string): string {
  return `arn:aws:sts::${role.accountId}:assumed-role/${role.name}/${sessionName}`;
}

function issuerOf(type: 'Role' | 'IAMUser', issuer: Role | User): JsonObject {
  return { type, principalId: issuer.id, arn: issuer.arn, accountId: issuer.accountId, userName: issuer.name };
}

/** Adds to an identity, in place, what its session says of itself. */
function withMarks(identity: Record<string, unknown>, sessionIssuer: JsonObject, marks: SessionMarks): JsonObject {
  const context: Record<string, unknown> = {
    sessionIssuer,
    webIdFederationData: marks.federatedProvider ? { federatedProvider: marks.federatedProvider, attributes: {} } : {},
    attributes: { creationDate: isoTime(marks.createdAt), mfaAuthenticated: String(marks.mfa ?? false) },
  };
  if (marks.ec2RoleDelivery) context['ec2RoleDelivery'] = marks.ec2RoleDelivery;
  if (marks.sourceIdentity) context['sourceIdentity'] = marks.sourceIdentity;
  if (marks.assumedRoot) context['assumedRoot'] = 'true';
  if (marks.signInSessionArn) context['signInSessionArn'] = marks.signInSessionArn;
  identity['sessionContext'] = context;
  if (marks.inScopeOf) identity['inScopeOf'] = marks.inScopeOf;
  if (marks.onBehalfOf) identity['onBehalfOf'] = marks.onBehalfOf;
  return identity;
}
