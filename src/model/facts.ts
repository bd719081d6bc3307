import type { PackedTexts, Row, RowSource, Table, TextPool } from './columns.ts';

/**
 * The whole vocabulary of the product: what a CloudTrail record is turned into, once, whichever engine read it.
 * Column names are CloudTrail's own field names where a column is one field (`eventID`, `sourceIPAddress`).
 */

/** One row a record that mints a credential or opens a session: STS, services that wrap it, console and sign-in. */
export const issuanceColumns = {
  eventID: 'uuid',
  eventTime: 'time',
  eventSource: 'text',
  /** The API: AssumeRole, AssumeRoleWithSAML, GetSessionToken, ConsoleLogin, GetRoleCredentials, … */
  eventName: 'text',
  awsRegion: 'text',
  recipientAccountId: 'text',
  /** `responseElements.credentials.accessKeyId`: the token. Null for sign-ins, which log none, and where CloudTrail omitted it. */
  accessKeyId: 'text',
  /** `responseElements.credentials.expiration`. */
  expiration: 'time',
  /** `requestParameters.durationSeconds`, 0 where it was not given. */
  durationSeconds: 'count',
  /** `userIdentity.accessKeyId`: the key that signed the call. Null where none did, where CloudTrail hides it, and in a target account's copy. */
  signerAccessKeyId: 'text',
  callerType: 'text',
  callerPrincipalId: 'text',
  callerArn: 'text',
  callerAccountId: 'text',
  callerUserName: 'text',
  /** `userIdentity.sessionContext.sessionIssuer.arn` of the caller: its role, with path. */
  callerIssuerArn: 'text',
  /** `userIdentity.sessionContext.attributes.creationDate` of the caller. */
  callerSessionCreatedAt: 'time',
  invokedBy: 'text',
  sourceIPAddress: 'text',
  userAgent: 'text',
  vpcEndpointId: 'text',
  /** `requestParameters.roleArn`, else the role ARN in `resources`. GetRoleCredentials logs only the role's bare name. */
  roleArn: 'text',
  /** `requestParameters.roleSessionName`; `name` of GetFederationToken. */
  sessionName: 'text',
  /** `responseElements.assumedRoleUser.assumedRoleId` or `federatedUser.federatedUserId`. */
  principalId: 'text',
  /** `responseElements.assumedRoleUser.arn` or `federatedUser.arn`. */
  principalArn: 'text',
  sourceIdentity: 'text',
  externalId: 'text',
  /** `requestParameters.serialNumber`: the MFA device, present only when the call was made with MFA. */
  serialNumber: 'text',
  /** `additionalEventData.MFAUsed` of ConsoleLogin; otherwise whether `serialNumber` is there, for the calls that take one. */
  mfa: 'flag',
  /** `requestParameters.policy`: the session policy, a JSON document as text. */
  sessionPolicy: 'text',
  /** `requestParameters.policyArns` (and `taskPolicyArn`), ARNs joined by a space, sorted. */
  sessionPolicyArns: 'text',
  /**
   * SAML provider ARN, or OIDC provider ARN or name; the trust anchor of Roles Anywhere; the providers that vouch for a Cognito
   * identity (null where none does); the client id of Identity Center's device flow.
   */
  provider: 'text',
  /** Subject of the assertion or token; Cognito's `identityId`. */
  subject: 'text',
  /** `requestParameters.targetPrincipal` of AssumeRoot; `serviceEventDetails.account_id` of GetRoleCredentials. */
  targetPrincipal: 'text',
  /** `additionalEventData.SwitchFrom` of SwitchRole. */
  switchFrom: 'text',
  requestID: 'uuid',
  /** Where the request id is no UUID, as those of S3 are none. */
  otherRequestID: 'text',
  /** The same of the copies of one call in two accounts. A UUID; what is none is hashed to one. */
  sharedEventID: 'uuid',
  signInSessionArn: 'text',
  /** `userIdentity.onBehalfOf.userId`: the Identity Center person. */
  onBehalfOf: 'text',
  /** True where CloudTrail left `requestParameters` or `responseElements` out for their size. */
  omitted: 'flag',
} as const;

/** One row a distinct `userIdentity`, without what changes from call to call. */
export const identityColumns = {
  accessKeyId: 'text',
  type: 'text',
  principalId: 'text',
  arn: 'text',
  accountId: 'text',
  userName: 'text',
  /** `sessionContext.attributes.creationDate`. */
  sessionCreatedAt: 'time',
  mfaAuthenticated: 'flag',
  issuerType: 'text',
  issuerPrincipalId: 'text',
  issuerArn: 'text',
  issuerAccountId: 'text',
  issuerUserName: 'text',
  /** "1.0" or "2.0": the credentials were fetched from the instance metadata service. */
  ec2RoleDelivery: 'text',
  /** `inScopeOf.credentialsIssuedTo`, else its `sourceArn`, and `issuerType`: the function or task that the credentials were issued to. */
  inScopeOfArn: 'text',
  inScopeOfType: 'text',
  federatedProvider: 'text',
  sourceIdentity: 'text',
  assumedRoot: 'flag',
  signInSessionArn: 'text',
  onBehalfOf: 'text',
  /** `invokedByDelegate.accountId`. */
  delegateAccountId: 'text',
} as const;

/** One row a credential × client × service × activity × clock hour. */
export const useColumns = {
  accessKeyId: 'text',
  /** With `sessionCreatedAt`, says whose calls these are where CloudTrail hides the key (service-linked roles). */
  principalId: 'text',
  sessionCreatedAt: 'time',
  sourceIPAddress: 'text',
  userAgent: 'text',
  eventSource: 'text',
  awsRegion: 'text',
  /** See `Activity`. */
  activity: 'text',
  /** `userIdentity.invokedBy`: a service made these calls for the principal. */
  invokedBy: 'text',
  vpcEndpointId: 'text',
  vpcEndpointAccountId: 'text',
  /** `sessionCredentialFromConsole`: "true" proves a console session; absence proves nothing. */
  fromConsole: 'flag',
  first: 'time',
  last: 'time',
  count: 'count',
  errors: 'count',
  /** The first call by time, then by `eventID`. */
  firstEventID: 'uuid',
  firstEventName: 'text',
  lastEventID: 'uuid',
} as const;

/** What tells one use row from another, besides its clock hour. */
export const useDimensions = [
  'accessKeyId',
  'principalId',
  'sessionCreatedAt',
  'sourceIPAddress',
  'userAgent',
  'eventSource',
  'awsRegion',
  'activity',
  'invokedBy',
  'vpcEndpointId',
  'vpcEndpointAccountId',
  'fromConsole',
] as const satisfies readonly (keyof typeof useColumns)[];

/** What a call is for, as far as the rules care. */
export type Activity =
  /** Finding out where one is: GetCallerIdentity, List…, Describe…, account-wide Get… of IAM. */
  | 'look'
  /** A call that mints: see `issuanceColumns`. */
  | 'mint'
  /** A change of identities, permissions or trust. */
  | 'iam'
  /** Reading what is worth stealing: objects, secrets, parameters, snapshots, table rows. */
  | 'data'
  /** A change of the trail itself. */
  | 'trail'
  | 'other';

/** One row a successful change of credentials, trust, permissions or the trail. */
export const controlColumns = {
  eventID: 'uuid',
  eventTime: 'time',
  /** See `ControlKind`. */
  kind: 'text',
  eventSource: 'text',
  eventName: 'text',
  awsRegion: 'text',
  recipientAccountId: 'text',
  actorAccessKeyId: 'text',
  actorType: 'text',
  actorPrincipalId: 'text',
  actorArn: 'text',
  actorSessionCreatedAt: 'time',
  invokedBy: 'text',
  sourceIPAddress: 'text',
  userAgent: 'text',
  /** The access key that is made or changed. */
  targetAccessKeyId: 'text',
  /** Name of the user that is changed; for UpdateAccessKey without `userName`, the caller's own. */
  targetUserName: 'text',
  /** Of something that was started, all roles that it is given, joined by a space, sorted. */
  targetRoleName: 'text',
  /** ARN or name of anything else: policy, provider, trail, group, instance profile; instances joined by a space, sorted. */
  target: 'text',
  policyName: 'text',
  /** Of something that was started, its instance profiles by ARN or name, joined by a space, sorted. */
  policyArn: 'text',
  /** The policy or trust document as JSON text, URL-decoded; of a trail what it is set to record. */
  document: 'text',
  /**
   * Tokens issued before this time are denied: `DateLessThan aws:TokenIssueTime` of a deny on everything. Where the policy also
   * says from when on, or names sessions, `document` says whom.
   */
  cutOff: 'time',
} as const;

export type ControlKind =
  | 'access-key-created'
  | 'access-key-activated'
  | 'access-key-deactivated'
  | 'access-key-deleted'
  | 'user-created'
  | 'user-deleted'
  /** A person of IAM Identity Center, who is no IAM user. */
  | 'person-created'
  | 'login-profile-created'
  | 'login-profile-changed'
  | 'login-profile-deleted'
  /** A credential of a user that is no access key and no password: for single services, SSH keys, signing certificates. */
  | 'user-credential-added'
  | 'user-credential-removed'
  | 'mfa-device-added'
  | 'mfa-device-removed'
  | 'role-created'
  | 'role-deleted'
  /** A deny on a role by issue time, where `cutOff` says until when, or of single sessions. */
  | 'role-sessions-revoked'
  /** A deny of everything, whenever issued, on a role. */
  | 'role-denied'
  | 'user-sessions-revoked'
  | 'user-denied'
  /** AWSRevokeOlderSessions or AWSDenyAll is taken away again (deleted or detached): the policies known by name to deny. */
  | 'deny-removed'
  /** AWS's own `AWSCompromisedKeyQuarantine`, V2, V3 is attached to a user. */
  | 'user-quarantined'
  | 'trust-changed'
  /** Also when a policy is removed: `policyName` or `policyArn` may be that of an earlier deny, which is lifted then. */
  | 'permissions-changed'
  | 'group-changed'
  | 'identity-provider-changed'
  | 'instance-profile-changed'
  /** Something was started that is given sessions of a role, or what runs with one was changed. */
  | 'workload-started'
  /** A thing was opened to others by a policy, list or share of its own. */
  | 'resource-shared'
  | 'organization-policy-changed'
  | 'trail-stopped'
  | 'trail-started'
  | 'trail-deleted'
  /** A trail or event data store is set so that something is not recorded; `document` says what, as JSON: see `TrailSettings`. */
  | 'trail-narrowed'
  /** One is made, or set to record more; `document` likewise. */
  | 'trail-changed';

/** One row an address (or its loss) that a record ties to a workload, a network interface or a gateway. */
export const placementColumns = {
  eventID: 'uuid',
  eventTime: 'time',
  eventName: 'text',
  accountId: 'text',
  awsRegion: 'text',
  instanceId: 'text',
  networkInterfaceId: 'text',
  allocationId: 'text',
  /** Of an address or an instance profile; of AttachNetworkInterface and DetachNetworkInterface the attachment. */
  associationId: 'text',
  privateAddress: 'text',
  publicAddress: 'text',
  vpcId: 'text',
  subnetId: 'text',
  natGatewayId: 'text',
  vpcEndpointId: 'text',
  instanceProfile: 'text',
} as const;

/** One row an account × region × clock hour: how much was read, and of when. */
export const volumeColumns = {
  recipientAccountId: 'text',
  awsRegion: 'text',
  first: 'time',
  last: 'time',
  events: 'count',
} as const;

export const factColumns = {
  issuances: issuanceColumns,
  identities: identityColumns,
  uses: useColumns,
  controls: controlColumns,
  placements: placementColumns,
  volumes: volumeColumns,
} as const;

/**
 * What the rows of `CaseFacts` are sorted by; the other columns, in their order, break ties. Nulls first, numbers and UUIDs
 * by value, texts by their UTF-8 bytes.
 */
export const factOrder: { readonly [Kind in keyof typeof factColumns]: readonly (keyof (typeof factColumns)[Kind])[] } =
  {
    issuances: ['eventTime', 'eventID', 'recipientAccountId', 'accessKeyId'],
    identities: [],
    // `first` stands for the hour.
    uses: [...useDimensions, 'first'],
    controls: ['eventTime', 'eventID', 'recipientAccountId'],
    placements: ['eventTime', 'eventID', 'accountId'],
    volumes: ['recipientAccountId', 'awsRegion', 'first'],
  };

export type FactKind = keyof typeof factColumns;
export type FactTables = { readonly [Kind in FactKind]: Table<(typeof factColumns)[Kind]> };
export type FactRow<Kind extends FactKind> = Row<(typeof factColumns)[Kind]>;

/** All facts of a case, each event counted once, rows in an order that does not depend on how they were read. */
export interface CaseFacts extends Omit<FactTables, 'uses'> {
  /** Of very many rows values take as little memory as they can, and the ids of the first and last calls are not in it. */
  readonly uses: RowSource<typeof useColumns>;
  readonly texts: TextPool;
}

/**
 * What one worker read, before duplicates between batches are removed. Use and volume rows are sums over all `events`;
 * whoever merges batches takes a repeated event off its two rows again.
 */
export interface FactBatch extends FactTables {
  readonly texts: PackedTexts;
  readonly events: EventLog;
  readonly files: readonly FileOutcome[];
}

/** One element an event of the batch, in the order read, for exactly-once counting. */
export interface EventLog {
  readonly length: number;
  /** 64-bit identity of (`eventID`, `recipientAccountId`), two words an event. */
  readonly identity: Uint32Array;
  readonly eventTime: Uint32Array;
  /** Row in `uses`, plus 1; 0 where the event counts for no use row. */
  readonly useRow: Uint32Array;
  readonly volumeRow: Uint32Array;
  /** 1 where the event counts in `errors` of its use row. */
  readonly failed: Uint8Array;
  /** Position in `files` of the file that it came from. */
  readonly file: Uint32Array;
  /** Events that an element stands for, where a query counted them together; absent, each is one. */
  readonly weight?: Uint32Array;
}

/** What may become of a file. Cases and threads know each by its place. */
export const fileStatuses = ['read', 'partial', 'skipped', 'foreign'] as const;

/** What became of one file. Bad input never loses good input: a `partial` file's whole records are in the facts. */
export interface FileOutcome {
  /** As the user names it: path, URL, `-`. */
  readonly source: string;
  /** What tells that the file is unchanged since: size and time, or ETag. Null: read it again every time. */
  readonly identity: string | null;
  readonly status: (typeof fileStatuses)[number];
  /** One clause, for `coverage.skipped`; null where the file was read whole. */
  readonly reason: string | null;
  readonly events: number;
  /** Records that were there but could not be understood. */
  readonly unreadable: number;
}
