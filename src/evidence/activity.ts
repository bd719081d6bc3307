import type { Activity } from '../model/facts.ts';
import { serviceOf } from './extract-fields.ts';
import { mintCalls } from './mint-calls.ts';

/** Reading of what is worth stealing, and the calls that hand it to somebody else. */
const dataCalls: ReadonlySet<string> = new Set([
  's3:GetObject',
  's3:GetObjectTorrent',
  's3:SelectObjectContent',
  's3:CopyObject',
  's3:RestoreObject',
  'secretsmanager:GetSecretValue',
  'secretsmanager:BatchGetSecretValue',
  'ssm:GetParameter',
  'ssm:GetParameters',
  'ssm:GetParametersByPath',
  'ssm:GetParameterHistory',
  'dynamodb:GetItem',
  'dynamodb:BatchGetItem',
  'dynamodb:TransactGetItems',
  'dynamodb:Query',
  'dynamodb:Scan',
  'dynamodb:ExecuteStatement',
  'dynamodb:BatchExecuteStatement',
  'dynamodb:ExportTableToPointInTime',
  'ec2:CreateSnapshot',
  'ec2:CreateSnapshots',
  'ec2:CopySnapshot',
  'ec2:ModifySnapshotAttribute',
  'ec2:ModifyImageAttribute',
  'ec2:CreateImage',
  'ec2:GetPasswordData',
  'ec2:CreateStoreImageTask',
  'ebs:GetSnapshotBlock',
  'ebs:ListSnapshotBlocks',
  'rds:CreateDBSnapshot',
  'rds:CreateDBClusterSnapshot',
  'rds:CopyDBSnapshot',
  'rds:ModifyDBSnapshotAttribute',
  'rds:ModifyDBClusterSnapshotAttribute',
  'rds:StartExportTask',
  'rds-data:ExecuteStatement',
  'redshift-data:ExecuteStatement',
  'athena:GetQueryResults',
  'ecr:GetDownloadUrlForLayer',
  'ecr:BatchGetImage',
  'codecommit:GitPull',
  'kinesis:GetRecords',
  'sqs:ReceiveMessage',
]);

/** Services all of whose changes are changes of identities, permissions or trust. */
const identityServices: ReadonlySet<string> = new Set([
  'iam',
  'organizations',
  'rolesanywhere',
  'identitystore',
  'sso-directory',
]);

/** Of other services, the calls that are. */
const identityCalls: ReadonlySet<string> = new Set([
  'ec2:AssociateIamInstanceProfile',
  'ec2:ReplaceIamInstanceProfileAssociation',
  'ec2:DisassociateIamInstanceProfile',
  'sso:CreatePermissionSet',
  'sso:UpdatePermissionSet',
  'sso:DeletePermissionSet',
  'sso:ProvisionPermissionSet',
  'sso:AttachManagedPolicyToPermissionSet',
  'sso:AttachCustomerManagedPolicyReferenceToPermissionSet',
  'sso:DetachManagedPolicyFromPermissionSet',
  'sso:PutInlinePolicyToPermissionSet',
  'sso:DeleteInlinePolicyFromPermissionSet',
  'sso:CreateAccountAssignment',
  'sso:DeleteAccountAssignment',
]);

const LOOKING = /^(?:List|Describe|Head|LookupEvents|BatchDescribe|GetCallerIdentity|GetAccount|GetBucket)/;
const READING =
  /^(?:Get|List|Describe|Simulate|Generate|Search|Lookup|Head|BatchGet|Is|Start(?:Query)|Cancel(?:Query))/;

/** The tables behind `activityOf`, for engines that group calls where the logs are. */
export const activityTables = {
  dataCalls,
  identityServices,
  identityCalls,
  looking: LOOKING.source,
  reading: READING.source,
} as const;

/** What a call is for, by its service (`eventSource`) and API (`eventName`). */
export function activityOf(eventSource: string, eventName: string): Activity {
  const service = serviceOf(eventSource);
  const call = `${service}:${eventName}`;
  if (mintCalls.has(call)) return 'mint';
  if (dataCalls.has(call)) return 'data';
  if (service === 's3' && eventName.startsWith('GetObject')) return 'other';
  if (LOOKING.test(eventName)) return 'look';
  const reads = READING.test(eventName);
  if (service === 'cloudtrail') return reads ? 'look' : 'trail';
  if (identityServices.has(service)) return reads ? 'look' : 'iam';
  return identityCalls.has(call) ? 'iam' : 'other';
}
