/**
 * Calls that mint a credential or open a session, by service and API, as AWS documents each service's CloudTrail events.
 * They are issuances also where no key is in the record: CloudTrail never logs one for some, and drops large responses.
 * Any other call that logs `responseElements.credentials` with a temporary key is an issuance too.
 */
export const mintCalls: ReadonlySet<string> = new Set([
  'sts:AssumeRole',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
  'sts:AssumeRoot',
  'sts:GetSessionToken',
  'sts:GetFederationToken',
  // The shape of its record is not published.
  'sts:GetDelegatedAccessToken',
  'signin:ConsoleLogin',
  'signin:SwitchRole',
  'signin:GetSigninToken',
  'signin:CreateOAuth2Token',
  'sso:GetRoleCredentials',
  // Signing in to Identity Center and fetching its bearer tokens: no key is in these. Which of the three services logs the
  // device flow, and whether the client id is in clear, is not published.
  'sso:Authenticate',
  'signin:UserAuthentication',
  ...['sso', 'sso-oauth', 'sso-oidc'].flatMap((service) => [
    `${service}:StartDeviceAuthorization`,
    `${service}:CreateToken`,
    `${service}:CreateTokenWithIAM`,
  ]),
  'eks-auth:AssumeRoleForPodIdentity',
  'cognito-identity:GetCredentialsForIdentity',
  'rolesanywhere:CreateSession',
  's3express:CreateSession',
]);

/** Calls that are nearly all mints of a trail, and whose records are read without being parsed where nothing in them is unusual. */
export const plainMints: ReadonlySet<string> = new Set([
  'sts:AssumeRole',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
]);

/** Calls that take `serialNumber`, so that its absence says: without MFA. */
export const callsThatTakeMfa: ReadonlySet<string> = new Set(['sts:AssumeRole', 'sts:GetSessionToken']);
