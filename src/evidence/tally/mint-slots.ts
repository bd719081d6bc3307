/**
 * What a record says that mints, beside the slots of its event: numbers as there, the columns of `issuances` in words. Where
 * a fact can stand in several places, each has a slot, and who reads them says which goes before.
 */
export const MINT = {
  accessKeyId: 0,
  expiration: 1,
  durationSeconds: 2,
  roleArn: 3,
  sessionName: 4,
  principalId: 5,
  principalArn: 6,
  /** In the response, and in the request. */
  sourceIdentity: 7,
  askedSourceIdentity: 8,
  externalId: 9,
  serialNumber: 10,
  switchFrom: 11,
  signInSessionArn: 12,
  /** `principalArn` of a request with SAML, `providerId` of one with a web identity. */
  samlProvider: 13,
  webProvider: 14,
  provider: 15,
  identityProvider: 16,
  samlSubject: 17,
  webSubject: 18,
  /** Four words each. */
  requestID: 19,
  sharedEventID: 23,
} as const;

export const MINT_COUNT = 27;
