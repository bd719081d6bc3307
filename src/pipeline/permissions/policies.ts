/** One statement of an IAM policy; `<…>` in a resource is for the reader to fill in. */
export interface Statement {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

export interface Grant {
  /** What it lets stemma do, in one sentence. */
  readonly title: string;
  /** What is lost without a part of it, or when a part is needed. */
  readonly notes: readonly string[];
  readonly statements: readonly Statement[];
}

const everything = ['*'];
const decrypt: Statement = {
  sid: 'DecryptLogs',
  actions: ['kms:Decrypt'],
  resources: ['<ARN of the KMS key of the trail>'],
};
const decryptNote = 'DecryptLogs: only where the trail encrypts with a KMS key; leave it out otherwise.';

/** The least that each source and command needs, and nothing else: the exact actions that are called. */
export const grants = {
  s3: {
    title: 'stemma scan s3://bucket/prefix: list the bucket and read the log files.',
    notes: [decryptNote, 'In a bucket of another account, its bucket policy must allow the same.'],
    statements: [
      { sid: 'ListLogs', actions: ['s3:ListBucket'], resources: ['arn:aws:s3:::<bucket>'] },
      { sid: 'ReadLogs', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::<bucket>/<prefix>*'] },
      decrypt,
    ],
  },
  cloudtrail: {
    title: 'stemma scan cloudtrail: read the event history of the account.',
    notes: ['Without ec2:DescribeRegions the regions that every account has are asked; name others after the colon.'],
    statements: [
      { sid: 'ReadEventHistory', actions: ['cloudtrail:LookupEvents'], resources: everything },
      { sid: 'ListRegions', actions: ['ec2:DescribeRegions'], resources: everything },
    ],
  },
  snapshot: {
    title: 'stemma snapshot (and --iam live): read IAM, instances, addresses and trails of the account.',
    notes: [
      'Any part may be left out: what is denied is told, and null in the file.',
      'The organizations actions are answered in the management account and to delegated administrators; DescribeOrganization in every account.',
    ],
    statements: [
      {
        sid: 'ReadIam',
        actions: [
          'iam:GetAccountAuthorizationDetails',
          'iam:GetLoginProfile',
          'iam:ListAccessKeys',
          'iam:ListAccountAliases',
          'iam:ListInstanceProfiles',
          'iam:ListMFADevices',
          'iam:ListOpenIDConnectProviders',
          'iam:ListSAMLProviders',
        ],
        resources: everything,
      },
      {
        sid: 'ReadAddresses',
        actions: ['ec2:DescribeAddresses', 'ec2:DescribeInstances', 'ec2:DescribeNatGateways', 'ec2:DescribeRegions'],
        resources: everything,
      },
      { sid: 'ReadTrails', actions: ['cloudtrail:DescribeTrails', 'cloudtrail:GetTrailStatus'], resources: everything },
      {
        sid: 'ReadOrganization',
        actions: [
          'organizations:DescribeOrganization',
          'organizations:DescribePolicy',
          'organizations:ListAccounts',
          'organizations:ListParents',
          'organizations:ListPoliciesForTarget',
        ],
        resources: everything,
      },
    ],
  },
  trails: {
    title: 'stemma trails: list trails and event data stores, and what they record.',
    notes: [],
    statements: [
      {
        sid: 'ReadTrails',
        actions: [
          'cloudtrail:DescribeTrails',
          'cloudtrail:GetEventDataStore',
          'cloudtrail:GetEventSelectors',
          'cloudtrail:GetTrailStatus',
          'cloudtrail:ListEventDataStores',
        ],
        resources: everything,
      },
      { sid: 'ListRegions', actions: ['ec2:DescribeRegions'], resources: everything },
    ],
  },
  verify: {
    title: 'stemma verify s3://bucket/prefix (and scan --verify): read log files, digests and the public keys.',
    notes: [decryptNote, 'A folder with --public-keys needs nothing.'],
    statements: [
      { sid: 'ListLogs', actions: ['s3:ListBucket'], resources: ['arn:aws:s3:::<bucket>'] },
      { sid: 'ReadLogsAndDigests', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::<bucket>/<prefix>*'] },
      { sid: 'ReadPublicKeys', actions: ['cloudtrail:ListPublicKeys'], resources: everything },
      decrypt,
    ],
  },
  athena: {
    title: 'stemma scan athena://workgroup/database/table: run queries over the logs, and read their results.',
    notes: [
      'The bucket of results is the one that the workgroup names.',
      'With Lake Formation, SELECT on the table is granted there besides.',
      'ListBuckets on the bucket of logs also serves to tell before what a query will cost.',
      'stemma athena setup --apply needs glue:CreateTable on the same catalog, database and table besides; setup alone needs nothing.',
      decryptNote,
    ],
    statements: [
      {
        sid: 'RunQueries',
        actions: [
          'athena:GetQueryExecution',
          'athena:GetQueryResults',
          'athena:GetWorkGroup',
          'athena:StartQueryExecution',
          'athena:StopQueryExecution',
        ],
        resources: ['arn:aws:athena:<region>:<account>:workgroup/<workgroup>'],
      },
      {
        sid: 'DescribeTable',
        actions: ['athena:GetTableMetadata'],
        resources: ['arn:aws:athena:<region>:<account>:datacatalog/AwsDataCatalog'],
      },
      {
        sid: 'ReadTable',
        actions: ['glue:GetDatabase', 'glue:GetPartitions', 'glue:GetTable'],
        resources: [
          'arn:aws:glue:<region>:<account>:catalog',
          'arn:aws:glue:<region>:<account>:database/<database>',
          'arn:aws:glue:<region>:<account>:table/<database>/<table>',
        ],
      },
      {
        sid: 'ListBuckets',
        actions: ['s3:GetBucketLocation', 's3:ListBucket'],
        resources: ['arn:aws:s3:::<bucket of logs>', 'arn:aws:s3:::<bucket of results>'],
      },
      { sid: 'ReadLogs', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::<bucket of logs>/<prefix>*'] },
      {
        sid: 'KeepResults',
        actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
        resources: ['arn:aws:s3:::<bucket of results>/*'],
      },
      decrypt,
    ],
  },
  lake: {
    title: 'stemma scan lake:<event data store ARN>: run queries over an event data store.',
    notes: ['DecryptLogs: only where the event data store is encrypted with a KMS key; leave it out otherwise.'],
    statements: [
      {
        sid: 'RunQueries',
        actions: [
          'cloudtrail:CancelQuery',
          'cloudtrail:DescribeQuery',
          'cloudtrail:GetQueryResults',
          'cloudtrail:StartQuery',
        ],
        resources: ['<ARN of the event data store>'],
      },
      decrypt,
    ],
  },
} as const satisfies Readonly<Record<string, Grant>>;

export type GrantName = keyof typeof grants;
export const grantNames = Object.keys(grants) as GrantName[];

/** The policy document of a grant, as IAM takes it once the `<…>` are filled in. */
export function policyDocument(name: GrantName): object {
  const { statements }: Grant = grants[name];
  return {
    Version: '2012-10-17',
    Statement: statements.map(({ sid, actions, resources }) => ({
      Sid: sid,
      Effect: 'Allow',
      Action: actions,
      Resource: resources.length === 1 ? resources[0] : resources,
    })),
  };
}
