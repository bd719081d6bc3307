/**
 * One event as numbers, on its way into a batch: text codes of the batch's pool, times in epoch seconds, flags. Both doors
 * of the batch fill the same array, so that a byte scanner need not build an object for a record that says nothing special.
 * 0 is null everywhere. The first `IDENTITY_WORDS` are the columns of `identities`, in their order.
 */
export const SLOT = {
  accessKeyId: 0,
  type: 1,
  principalId: 2,
  arn: 3,
  accountId: 4,
  userName: 5,
  sessionCreatedAt: 6,
  mfaAuthenticated: 7,
  issuerType: 8,
  issuerPrincipalId: 9,
  issuerArn: 10,
  issuerAccountId: 11,
  issuerUserName: 12,
  ec2RoleDelivery: 13,
  inScopeOfArn: 14,
  inScopeOfType: 15,
  federatedProvider: 16,
  sourceIdentity: 17,
  assumedRoot: 18,
  signInSessionArn: 19,
  onBehalfOf: 20,
  delegateAccountId: 21,
  sourceIPAddress: 22,
  userAgent: 23,
  eventSource: 24,
  awsRegion: 25,
  /** Left 0, the batch looks it up by `eventSource` and `eventName`. */
  activity: 26,
  invokedBy: 27,
  vpcEndpointId: 28,
  vpcEndpointAccountId: 29,
  fromConsole: 30,
  eventTime: 31,
  eventName: 32,
  recipientAccountId: 33,
  /** 1 where `errorCode` or `errorMessage` is there. */
  failed: 34,
  /** Four words. */
  eventID: 35,
} as const;

export const SLOT_COUNT = 39;
export const IDENTITY_WORDS = 22;
