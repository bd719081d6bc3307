import type { EpochSeconds } from '../../model/lineage.ts';
import { expirationText } from '../times.ts';
import type { Call, JsonObject } from './record.ts';

/** What IAM answers, for the changes that have an answer. */
export type IamAnswer = { readonly accessKeyId?: string; readonly id?: string; readonly arn?: string };

/** A change of IAM, its `responseElements` built from what was asked. */
export function iamChange(
  eventName: string,
  asked: JsonObject,
  answer: IamAnswer & { readonly at: EpochSeconds },
): Call {
  return {
    eventSource: 'iam.amazonaws.com',
    eventName,
    requestParameters: asked,
    responseElements: answers[eventName]?.(asked, answer) ?? null,
    readOnly: false,
  };
}

type Answer = (asked: JsonObject, answer: IamAnswer & { readonly at: EpochSeconds }) => JsonObject;

// IAM writes createDate without the comma that STS has in its expiration, on the same day.
const createDate = (at: EpochSeconds): string => expirationText(at, 'no-comma');

const answers: Readonly<Record<string, Answer>> = {
  CreateUser: (asked, answer) => ({
    user: {
      path: '/',
      userName: asked['userName'],
      userId: answer.id,
      arn: answer.arn,
      createDate: createDate(answer.at),
    },
  }),
  CreateRole: (asked, answer) => ({
    role: {
      path: '/',
      roleName: asked['roleName'],
      roleId: answer.id,
      arn: answer.arn,
      createDate: createDate(answer.at),
      assumeRolePolicyDocument: encodeURIComponent(String(asked['assumeRolePolicyDocument'])),
    },
  }),
  CreateAccessKey: (asked, answer) => ({
    accessKey: {
      userName: asked['userName'],
      accessKeyId: answer.accessKeyId,
      status: 'Active',
      createDate: createDate(answer.at),
    },
  }),
  CreateLoginProfile: (asked, answer) => ({
    loginProfile: { userName: asked['userName'], createDate: createDate(answer.at), passwordResetRequired: false },
  }),
};

/** The inline policy that the console's "Revoke active sessions" puts on a role. */
export function revokeOlderSessions(roleName: string, cutOff: EpochSeconds): JsonObject {
  const milliseconds = new Date(cutOff * 1000).toISOString();
  const document = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Action: ['*'],
        Resource: ['*'],
        Condition: { DateLessThan: { 'aws:TokenIssueTime': milliseconds } },
      },
    ],
  };
  return { roleName, policyName: 'AWSRevokeOlderSessions', policyDocument: JSON.stringify(document) };
}

/** A trust policy that lets the given principals assume a role. */
export function trustPolicy(principals: readonly string[]): string {
  const statement = { Effect: 'Allow', Principal: { AWS: principals }, Action: 'sts:AssumeRole' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
