import type { Call, JsonObject } from '../records/record.ts';
import { BYTES, HEX_ID, ITEM, OPAQUE, UUID } from './template.ts';

/** What the actors of an organisation call all day, `@…@` where one call differs from the next. */

const transfer: JsonObject = {
  SignatureVersion: 'SigV4',
  CipherSuite: 'TLS_AES_128_GCM_SHA256',
  bytesTransferredIn: 0,
  SSEApplied: 'Default_SSE_S3',
  AuthenticationMethod: 'AuthHeader',
  'x-amz-id-2': OPAQUE,
  bytesTransferredOut: BYTES,
};

function object(eventName: 'GetObject' | 'PutObject' | 'HeadObject', bucketName: string, folder: string): Call {
  const key = `${folder}/part-${HEX_ID}.json.gz`;
  return {
    eventSource: 's3.amazonaws.com',
    eventName,
    requestParameters: { bucketName, key },
    responseElements:
      eventName === 'PutObject' ? { 'x-amz-server-side-encryption': 'AES256', 'x-amz-version-id': HEX_ID } : null,
    additionalEventData: transfer,
    resources: [
      { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${bucketName}/${key}` },
      { accountId: '111122223333', type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucketName}` },
    ],
    data: true,
  };
}

const call = (
  service: string,
  eventName: string,
  requestParameters: JsonObject | null = null,
  more: Partial<Call> = {},
): Call => ({
  eventSource: `${service}.amazonaws.com`,
  eventName,
  requestParameters,
  ...more,
});

const decrypt = call('kms', 'Decrypt', {
  encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::example-orders/2026/part-${HEX_ID}.json.gz` },
  encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
});

export const instanceCalls = (instanceId: string): readonly Call[] => [
  call('ssm', 'UpdateInstanceInformation', {
    instanceId,
    agentVersion: '3.3.2299.0',
    agentStatus: 'Active',
    computerName: `ip-10-1-${ITEM}.ec2.internal`,
    agentName: 'amazon-ssm-agent',
  }),
  object('GetObject', 'example-web-assets', 'current'),
  call('ec2', 'DescribeTags', {
    filterSet: { items: [{ name: 'key', valueSet: { items: [{ value: 'Name' }] } }] },
    nextToken: OPAQUE,
  }),
  call('ssm', 'ListInstanceAssociations', { instanceId, maxResults: 20 }),
  call('sts', 'GetCallerIdentity'),
  object('PutObject', 'example-web-logs', 'access/2026'),
  call(
    'sqs',
    'ReceiveMessage',
    { queueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/orders', maxNumberOfMessages: 10 },
    { data: true },
  ),
  decrypt,
];

export const functionCalls: readonly Call[] = [
  object('GetObject', 'example-orders', 'incoming/2026'),
  call(
    'dynamodb',
    'PutItem',
    { tableName: 'orders', key: { id: `order-${HEX_ID}` }, items: ['id'] },
    { data: true, readOnly: false },
  ),
  call('dynamodb', 'GetItem', { tableName: 'orders', key: { id: `order-${HEX_ID}` } }, { data: true }),
  call('logs', 'CreateLogStream', {
    logGroupName: '/aws/lambda/orders',
    logStreamName: `2026/10/05/[$LATEST]${HEX_ID}`,
  }),
  decrypt,
];

export const taskCalls: readonly Call[] = [
  object('GetObject', 'example-shop', 'catalogue'),
  call('secretsmanager', 'GetSecretValue', { secretId: 'shop/database', versionStage: 'AWSCURRENT' }),
  call(
    'sqs',
    'SendMessage',
    {
      queueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/orders',
      messageBody: 'HIDDEN_DUE_TO_SECURITY_REASONS',
    },
    { responseElements: { messageId: UUID, mD5OfMessageBody: `${HEX_ID}${HEX_ID}` }, data: true, readOnly: false },
  ),
  call('dynamodb', 'Query', { tableName: 'carts', keyConditionExpression: 'id = :id' }, { data: true, readOnly: true }),
  decrypt,
];

export const pipelineCalls: readonly Call[] = [
  call('ecr', 'GetAuthorizationToken', { registryIds: ['111122223333'] }),
  call('ecr', 'BatchGetImage', {
    repositoryName: 'shop',
    imageIds: [{ imageTag: `build-${ITEM}` }],
    registryId: '111122223333',
  }),
  call('ecs', 'DescribeServices', { services: ['shop'], cluster: 'production', include: ['TAGS'] }),
  call('ecs', 'UpdateService', { service: 'shop', cluster: 'production', taskDefinition: `shop:${ITEM}` }),
  call('cloudformation', 'DescribeStacks', { stackName: 'shop' }),
];

export const personCalls: readonly Call[] = [
  call('ec2', 'DescribeInstances', { instancesSet: {}, filterSet: {}, maxResults: 1000, nextToken: OPAQUE }),
  call('logs', 'FilterLogEvents', {
    logGroupName: '/aws/lambda/orders',
    filterPattern: 'ERROR',
    startTime: 1_791_158_400_000,
    limit: 100,
  }),
  object('GetObject', 'example-reports', '2026/quarter-3'),
  call(
    'cloudwatch',
    'GetMetricData',
    { startTime: 'Oct 5, 2026, 8:00:00 AM', metricDataQueries: [{ id: `m${ITEM}` }] },
    { data: true },
  ),
  call('s3', 'ListBuckets', { Host: 's3.us-east-1.amazonaws.com' }),
  call('lambda', 'GetFunction20150331v2', { functionName: 'orders' }),
  call(
    'ec2',
    'DescribeVolumes',
    { volumeSet: {}, filterSet: {} },
    {
      error: ['Client.UnauthorizedOperation', 'You are not authorized to perform this operation.'],
    },
  ),
];

export const infrastructureCalls: readonly Call[] = [
  call('ec2', 'DescribeVpcs', { vpcSet: { items: [{ vpcId: `vpc-0${HEX_ID}` }] }, filterSet: {} }),
  call('ec2', 'DescribeSecurityGroups', { securityGroupSet: {}, securityGroupIdSet: {}, filterSet: {} }),
  call('rds', 'DescribeDBInstances', { dBInstanceIdentifier: 'shop' }),
  call('ssm', 'GetParameter', { name: `/app/${ITEM}/image`, withDecryption: true }),
  object('GetObject', 'example-terraform-state', 'production'),
  call(
    'ec2',
    'CreateTags',
    {
      resourcesSet: { items: [{ resourceId: `i-0${HEX_ID}` }] },
      tagSet: { items: [{ key: 'owner', value: 'platform' }] },
    },
    { responseElements: { requestId: ITEM, _return: true }, readOnly: false },
  ),
];
