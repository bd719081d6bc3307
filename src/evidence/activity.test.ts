import { expect, test } from 'vitest';
import { activityOf } from './activity.ts';

test.each([
  ['sts', 'GetCallerIdentity', 'look'],
  ['iam', 'ListUsers', 'look'],
  ['iam', 'GetAccountAuthorizationDetails', 'look'],
  ['iam', 'SimulatePrincipalPolicy', 'look'],
  ['ec2', 'DescribeInstances', 'look'],
  ['s3', 'ListBuckets', 'look'],
  ['s3', 'GetBucketAcl', 'look'],
  ['cloudtrail', 'DescribeTrails', 'look'],
  ['cloudtrail', 'LookupEvents', 'look'],
  ['cloudtrail', 'GetTrailStatus', 'look'],
  ['sts', 'AssumeRole', 'mint'],
  ['signin', 'ConsoleLogin', 'mint'],
  ['iam', 'CreateAccessKey', 'iam'],
  ['iam', 'UpdateAssumeRolePolicy', 'iam'],
  ['iam', 'PassRole', 'iam'],
  ['organizations', 'AttachPolicy', 'iam'],
  ['rolesanywhere', 'CreateTrustAnchor', 'iam'],
  ['ec2', 'AssociateIamInstanceProfile', 'iam'],
  ['s3', 'GetObject', 'data'],
  ['secretsmanager', 'GetSecretValue', 'data'],
  ['ssm', 'GetParametersByPath', 'data'],
  ['ec2', 'ModifySnapshotAttribute', 'data'],
  ['dynamodb', 'Scan', 'data'],
  ['cloudtrail', 'StopLogging', 'trail'],
  ['cloudtrail', 'PutEventSelectors', 'trail'],
  ['s3', 'PutObject', 'other'],
  ['ec2', 'RunInstances', 'other'],
  ['kms', 'Decrypt', 'other'],
  ['lambda', 'Invoke', 'other'],
])('%s:%s is %s', (service, eventName, activity) => {
  expect(activityOf(`${service}.amazonaws.com`, eventName)).toBe(activity);
  expect(activityOf(`${service}.amazonaws.com.cn`, eventName)).toBe(activity);
});
