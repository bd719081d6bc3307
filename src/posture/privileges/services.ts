/** Calls of which all must be allowed for somebody to be the administrator of a service: one that destroys, one that opens. */
export const serviceProbes: Readonly<Record<string, readonly string[]>> = {
  s3: ['s3:DeleteBucket', 's3:PutBucketPolicy'],
  ec2: ['ec2:TerminateInstances', 'ec2:RunInstances'],
  lambda: ['lambda:DeleteFunction', 'lambda:AddPermission'],
  kms: ['kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy'],
  secretsmanager: ['secretsmanager:DeleteSecret', 'secretsmanager:PutResourcePolicy'],
  dynamodb: ['dynamodb:DeleteTable', 'dynamodb:UpdateTable'],
  rds: ['rds:DeleteDBInstance', 'rds:ModifyDBInstance'],
  ecs: ['ecs:DeleteService', 'ecs:UpdateService'],
  eks: ['eks:DeleteCluster', 'eks:CreateAccessEntry'],
  ecr: ['ecr:DeleteRepository', 'ecr:SetRepositoryPolicy'],
  cloudformation: ['cloudformation:DeleteStack', 'cloudformation:UpdateStack'],
  cloudtrail: ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail'],
  organizations: ['organizations:AttachPolicy', 'organizations:CreateAccount'],
  ssm: ['ssm:SendCommand', 'ssm:PutParameter'],
  sns: ['sns:DeleteTopic', 'sns:AddPermission'],
  sqs: ['sqs:DeleteQueue', 'sqs:AddPermission'],
  route53: ['route53:DeleteHostedZone', 'route53:ChangeResourceRecordSets'],
};

/** Calls that read what people keep in an account, and what that is; `everyday`: even all of it is no privilege. */
export const dataProbes: readonly { readonly action: string; readonly says: string; readonly everyday?: true }[] = [
  { action: 's3:GetObject', says: 'objects in S3' },
  { action: 'secretsmanager:GetSecretValue', says: 'secrets of Secrets Manager' },
  { action: 'ssm:GetParameter', says: 'parameters of Systems Manager' },
  { action: 'dynamodb:Scan', says: 'tables of DynamoDB' },
  { action: 'kms:Decrypt', says: 'data that KMS keys encrypt' },
  { action: 'rds-data:ExecuteStatement', says: 'databases of RDS' },
  { action: 'redshift-data:ExecuteStatement', says: 'databases of Redshift' },
  { action: 'athena:GetQueryResults', says: 'results of Athena', everyday: true },
  { action: 'logs:GetLogEvents', says: 'logs of CloudWatch', everyday: true },
  { action: 'ec2:GetPasswordData', says: 'passwords of instances' },
  { action: 'codecommit:GitPull', says: 'code in CodeCommit' },
];

/** Of all services, what only an administrator may do together. */
export const administratorProbes: readonly string[] = [
  'iam:CreateUser',
  'iam:AttachRolePolicy',
  's3:DeleteBucket',
  'ec2:TerminateInstances',
  'kms:ScheduleKeyDeletion',
  'lambda:DeleteFunction',
  'cloudtrail:DeleteTrail',
];

/** Whoever may do all of these everywhere gives himself every other right. */
export const iamProbes: readonly string[] = [
  'iam:AttachRolePolicy',
  'iam:PutRolePolicy',
  'iam:UpdateAssumeRolePolicy',
  'iam:CreateAccessKey',
];
