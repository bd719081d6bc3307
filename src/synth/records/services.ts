import { expirationText, isoTime } from '../times.ts';
import { assumedRoleArn } from './identity.ts';
import type { Role } from './identity.ts';
import type { Call, Client, JsonObject } from './record.ts';
import type { Minted } from './sts.ts';

/** A service that calls for itself is its own address and its own user agent. */
export function serviceClient(service: string): Client {
  return { ip: service, userAgent: service };
}

/** The same identity in a call that a service makes for it, with a key that no issuance names. */
export function forwardedIdentity(identity: JsonObject, service: string): JsonObject {
  return { ...identity, invokedBy: service };
}

/** Signed by the node; the credentials themselves are in the AssumeRole that pods.eks.amazonaws.com makes. */
export function assumeRoleForPodIdentity(clusterName: string): Call {
  return {
    eventSource: 'eks-auth.amazonaws.com',
    eventName: 'AssumeRoleForPodIdentity',
    requestParameters: { clusterName, token: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
  };
}

/** Roles Anywhere hands on what AssumeRole gave, with times in ISO form. */
export function createSession(
  request: { readonly role: Role; readonly sessionName: string; readonly serial: string },
  minted: Minted,
): Call {
  const { role, sessionName, serial } = request;
  const credentialSet = {
    assumedRoleUser: { arn: assumedRoleArn(role, sessionName), assumedRoleId: `${role.id}:${sessionName}` },
    credentials: {
      accessKeyId: minted.accessKeyId,
      sessionToken: minted.sessionToken,
      expiration: isoTime(minted.expiresAt),
    },
    roleArn: role.arn,
    sourceIdentity: `CN=${serial}`,
  };
  return {
    eventSource: 'rolesanywhere.amazonaws.com',
    eventName: 'CreateSession',
    requestParameters: {
      cert: 'HIDDEN_DUE_TO_SECURITY_REASONS',
      durationSeconds: 3600,
      profileArn: `arn:aws:rolesanywhere:us-east-1:${role.accountId}:profile/0a1b2c3d-0000-4000-8000-000000000001`,
      roleArn: role.arn,
      trustAnchorArn: `arn:aws:rolesanywhere:us-east-1:${role.accountId}:trust-anchor/0a1b2c3d-0000-4000-8000-000000000002`,
    },
    responseElements: { credentialSet: [credentialSet] },
    additionalEventData: { missingSignedHeaders: false, postEmptyBody: false, algorithmMismatch: false },
    readOnly: false,
  };
}

/** The portal's half of an Identity Center sign-in, in the management account: no key in it. */
export function getRoleCredentials(role: Role): Call {
  return {
    eventSource: 'sso.amazonaws.com',
    eventName: 'GetRoleCredentials',
    serviceEventDetails: { role_name: role.name, account_id: role.accountId },
    readOnly: true,
    eventType: 'AwsServiceEvent',
  };
}

/** Cognito's enhanced flow: a data event, its expiration without the comma. */
export function getCredentialsForIdentity(identityId: string, minted: Minted): Call {
  return {
    eventSource: 'cognito-identity.amazonaws.com',
    eventName: 'GetCredentialsForIdentity',
    requestParameters: { identityId },
    responseElements: {
      credentials: {
        accessKeyId: minted.accessKeyId,
        sessionToken: minted.sessionToken,
        expiration: expirationText(minted.expiresAt, 'no-comma'),
      },
      identityId,
    },
    readOnly: false,
    data: true,
  };
}

/** What a function's or task's credentials say of the resource that they were issued to. */
export function issuedToFunction(functionArn: string, accountId: string): JsonObject {
  return {
    sourceArn: functionArn,
    sourceAccount: accountId,
    issuerType: 'AWS::Lambda::Function',
    credentialsIssuedTo: functionArn,
  };
}

export function issuedToTask(taskArn: string, accountId: string): JsonObject {
  return { sourceArn: taskArn, sourceAccount: accountId, issuerType: 'AWS::ECS::Task', credentialsIssuedTo: taskArn };
}
