import type { EpochSeconds } from '../../model/lineage.ts';
import { expirationText } from '../times.ts';
import type { ExpirationStyle } from '../times.ts';
import { assumedRoleArn } from './identity.ts';
import type { Role, User } from './identity.ts';
import type { Call, JsonObject } from './record.ts';

const STS = 'sts.amazonaws.com';

/** What an issuance gives away: the record carries all of it, the session token too. */
export interface Minted {
  readonly accessKeyId: string;
  readonly sessionToken: string;
  readonly expiresAt: EpochSeconds;
  readonly expirationStyle?: ExpirationStyle;
}

export interface AssumeRoleRequest {
  readonly role: Role;
  readonly sessionName: string;
  readonly durationSeconds?: number;
  readonly externalId?: string;
  readonly serialNumber?: string;
  readonly sourceIdentity?: string;
  readonly policy?: string;
  readonly policyArns?: readonly string[];
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
}

export function assumeRole(request: AssumeRoleRequest, minted: Minted): Call {
  return {
    eventSource: STS,
    eventName: 'AssumeRole',
    requestParameters: assumeRoleParameters(request),
    responseElements: {
      credentials: credentials(minted),
      assumedRoleUser: assumedRoleUser(request.role, request.sessionName),
      ...(request.sourceIdentity && { sourceIdentity: request.sourceIdentity }),
      ...(request.policy && { packedPolicySize: 6 }),
    },
    resources: [roleResource(request.role)],
  };
}

/** EC2 and Lambda say neither who the session is nor how long it lasts. */
export function assumeRoleByService(request: AssumeRoleRequest, minted: Minted, style: 'bare' | 'full'): Call {
  const full = assumeRole(request, minted);
  return style === 'full' ? full : { ...full, responseElements: { credentials: credentials(minted) } };
}

/** A refused AssumeRole: the role is named in the message alone. */
export function deniedAssumeRole(role: Role, callerArn: string): Call {
  const message = `User: ${callerArn} is not authorized to perform: sts:AssumeRole on resource: ${role.arn}`;
  return { eventSource: STS, eventName: 'AssumeRole', error: ['AccessDenied', message] };
}

export interface SamlRequest extends AssumeRoleRequest {
  readonly providerArn: string;
  readonly assertionID: string;
  readonly subject: string;
  readonly nameQualifier: string;
}

export function assumeRoleWithSaml(request: SamlRequest, minted: Minted): Call {
  return {
    eventSource: STS,
    eventName: 'AssumeRoleWithSAML',
    requestParameters: {
      sAMLAssertionID: request.assertionID,
      ...assumeRoleParameters(request),
      principalArn: request.providerArn,
    },
    responseElements: {
      credentials: credentials(minted),
      assumedRoleUser: assumedRoleUser(request.role, request.sessionName),
      subject: request.subject,
      subjectType: 'persistent',
      issuer: 'https://idp.example.com/saml',
      audience: 'https://signin.aws.amazon.com/saml',
      nameQualifier: request.nameQualifier,
    },
    resources: [roleResource(request.role), samlResource(request)],
  };
}

export function samlIdentity(nameQualifier: string, userName: string): JsonObject {
  return { type: 'SAMLUser', principalId: `${nameQualifier}:${userName}`, userName, identityProvider: nameQualifier };
}

export interface WebIdentityRequest extends AssumeRoleRequest {
  /** OIDC provider ARN, or a name such as `cognito-identity.amazonaws.com`. */
  readonly provider: string;
  readonly audience: string;
  readonly subject: string;
}

export function assumeRoleWithWebIdentity(request: WebIdentityRequest, minted: Minted): Call {
  return {
    eventSource: STS,
    eventName: 'AssumeRoleWithWebIdentity',
    requestParameters: assumeRoleParameters(request),
    responseElements: {
      credentials: credentials(minted),
      subjectFromWebIdentityToken: request.subject,
      assumedRoleUser: assumedRoleUser(request.role, request.sessionName),
      provider: request.provider,
      audience: request.audience,
    },
    resources: [roleResource(request.role)],
  };
}

export function webIdentity(request: WebIdentityRequest): JsonObject {
  return {
    type: 'WebIdentityUser',
    principalId: `${request.provider}:${request.audience}:${request.subject}`,
    userName: request.subject,
    identityProvider: request.provider,
  };
}

/** Without parameters the record says `null`; `serialNumber` is there with MFA and only then. */
export function getSessionToken(
  request: { readonly durationSeconds?: number; readonly serialNumber?: string },
  minted: Minted,
): Call {
  const bare = request.durationSeconds === undefined && request.serialNumber === undefined;
  return {
    eventSource: STS,
    eventName: 'GetSessionToken',
    requestParameters: bare ? null : { ...given(request, ['durationSeconds', 'serialNumber']) },
    responseElements: { credentials: credentials(minted) },
  };
}

export interface FederationRequest {
  readonly name: string;
  readonly durationSeconds?: number;
  readonly policy?: string;
  readonly policyArns?: readonly string[];
}

export function getFederationToken(user: User, request: FederationRequest, minted: Minted): Call {
  return {
    eventSource: STS,
    eventName: 'GetFederationToken',
    requestParameters: { name: request.name, ...given(request, ['durationSeconds', 'policy']), ...policyArns(request) },
    responseElements: {
      credentials: credentials(minted),
      federatedUser: {
        federatedUserId: `${user.accountId}:${request.name}`,
        arn: `arn:aws:sts::${user.accountId}:federated-user/${request.name}`,
      },
      packedPolicySize: 4,
    },
  };
}

export function assumeRoot(targetAccountId: string, taskPolicy: string, minted: Minted): Call {
  return {
    eventSource: STS,
    eventName: 'AssumeRoot',
    requestParameters: {
      targetPrincipal: targetAccountId,
      taskPolicyArn: { arn: `arn:aws:iam::aws:policy/root-task/${taskPolicy}` },
      durationSeconds: 900,
    },
    responseElements: { credentials: credentials(minted) },
    readOnly: false,
  };
}

/** `responseElements.credentials` as CloudTrail shows it: the secret access key never, the session token always. */
export function credentials(minted: Minted): JsonObject {
  return {
    accessKeyId: minted.accessKeyId,
    sessionToken: minted.sessionToken,
    expiration: expirationText(minted.expiresAt, minted.expirationStyle),
  };
}

function assumeRoleParameters(request: AssumeRoleRequest): JsonObject {
  return {
    roleArn: request.role.arn,
    roleSessionName: request.sessionName,
    ...given(request, ['durationSeconds', 'externalId', 'serialNumber', 'sourceIdentity', 'policy', 'tags']),
    ...policyArns(request),
  };
}

function given<T extends object>(request: T, names: readonly (keyof T)[]): JsonObject {
  return Object.fromEntries(names.filter((name) => request[name] !== undefined).map((name) => [name, request[name]]));
}

function policyArns(request: { readonly policyArns?: readonly string[] }): JsonObject {
  return request.policyArns ? { policyArns: request.policyArns.map((arn) => ({ arn })) } : {};
}

function assumedRoleUser(role: Role, sessionName: string): JsonObject {
  return { assumedRoleId: `${role.id}:${sessionName}`, arn: assumedRoleArn(role, sessionName) };
}

function roleResource(role: Role): JsonObject {
  return { accountId: role.accountId, type: 'AWS::IAM::Role', ARN: role.arn };
}

function samlResource(request: SamlRequest): JsonObject {
  return { accountId: request.role.accountId, type: 'AWS::IAM::SAMLProvider', ARN: request.providerArn };
}
