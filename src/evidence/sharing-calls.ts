import type { ChangeOf, ControlCall } from './control-call.ts';
import { type JsonObject, objectIn, textIn } from './extract-fields.ts';
import { policyOf, policyText } from './extract-policy.ts';

/** Calls that open a thing to others by a policy, list or share of its own: no deny on whoever called takes that back. */
export const sharingCalls: readonly (readonly [string, ChangeOf])[] = [
  ['s3:PutBucketPolicy', shared],
  ['s3:PutBucketAcl', shared],
  ['s3:PutObjectAcl', shared],
  ['s3:PutAccessPointPolicy', shared],
  ['s3:PutBucketReplication', shared],
  ['s3:DeleteBucketPublicAccessBlock', shared],
  ['ec2:ModifySnapshotAttribute', shared],
  ['ec2:ModifyImageAttribute', shared],
  ['rds:ModifyDBSnapshotAttribute', shared],
  ['rds:ModifyDBClusterSnapshotAttribute', shared],
  ['lambda:AddPermission20150331v2', shared],
  ['lambda:AddLayerVersionPermission20181031', shared],
  ['lambda:CreateFunctionUrlConfig', shared],
  ['kms:PutKeyPolicy', shared],
  ['kms:CreateGrant', byThemselves],
  ['secretsmanager:PutResourcePolicy', shared],
  ['dynamodb:PutResourcePolicy', shared],
  ['kinesis:PutResourcePolicy', shared],
  ['ecr:SetRepositoryPolicy', shared],
  ['ecr:PutRegistryPolicy', shared],
  ['codeartifact:PutDomainPermissionsPolicy', shared],
  ['codeartifact:PutRepositoryPermissionsPolicy', shared],
  ['elasticfilesystem:PutFileSystemPolicy', shared],
  ['backup:PutBackupVaultAccessPolicy', shared],
  ['ssm:ModifyDocumentPermission', shared],
  ['sns:AddPermission', shared],
  ['sqs:AddPermission', shared],
  ['events:PutPermission', shared],
  ['logs:PutResourcePolicy', shared],
  ['logs:PutSubscriptionFilter', shared],
  ['ram:CreateResourceShare', shared],
  ['ram:AssociateResourceShare', shared],
];

const NAMES = [
  'bucketName',
  'snapshotId',
  'imageId',
  'dBSnapshotIdentifier',
  'dBClusterSnapshotIdentifier',
  'functionName',
  'layerName',
  'keyId',
  'secretId',
  'resourceArn',
  'streamARN',
  'repositoryName',
  'repository',
  'domain',
  'fileSystemId',
  'backupVaultName',
  'topicArn',
  'queueUrl',
  'eventBusName',
  'logGroupName',
  'policyName',
  'resourceShareArn',
  'name',
];

const DOCUMENTS = ['bucketPolicy', 'policy', 'policyText', 'resourcePolicy', 'policyDocument'];

function shared({ request }: ControlCall): ReturnType<ChangeOf> {
  return {
    kind: 'resource-shared',
    target: NAMES.map((name) => textIn(request, name)).find((name) => name !== null) ?? null,
    document: documentIn(request),
  };
}

/** Services make grants for whom they work for all day long. */
function byThemselves(call: ControlCall): ReturnType<ChangeOf> {
  return textIn(objectIn(call.record, 'userIdentity'), 'invokedBy') === null ? shared(call) : null;
}

function documentIn(request: JsonObject): string | null {
  for (const name of DOCUMENTS) {
    const policy = policyOf(request[name]);
    if (policy !== null) return policyText(policy);
  }
  return null;
}
