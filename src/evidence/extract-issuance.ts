import { parseTime } from '../lib/time.ts';
import type { FactRow } from '../model/facts.ts';
import {
  booleanIn,
  countIn,
  isObject,
  type JsonObject,
  keyIn,
  listIn,
  objectIn,
  objectsIn,
  textIn,
} from './extract-fields.ts';
import { policyOf, policyText } from './extract-policy.ts';
import { callsThatTakeMfa, mintCalls } from './mint-calls.ts';

type Issuance = FactRow<'issuances'>;

/** What the caller of an extractor knows of the record already. */
export interface EventHead {
  readonly eventTime: number;
  /** `sts:AssumeRole`: service and API in one. */
  readonly call: string;
}

/** The same, and the record's id. */
export interface ChangeHead extends EventHead {
  readonly eventID: string | null;
}

/** What an issuance says beyond what every record says of its call: who made it, when, and from where. */
export type Mint = Omit<Issuance, Call | Caller | Client | 'otherRequestID'>;

type Call = 'eventID' | 'eventTime' | 'eventSource' | 'eventName' | 'awsRegion' | 'recipientAccountId';

type Caller =
  | 'signerAccessKeyId'
  | 'callerType'
  | 'callerPrincipalId'
  | 'callerArn'
  | 'callerAccountId'
  | 'callerUserName'
  | 'callerIssuerArn'
  | 'callerSessionCreatedAt'
  | 'invokedBy'
  | 'onBehalfOf';

type Client = 'sourceIPAddress' | 'userAgent' | 'vpcEndpointId';

/**
 * The issuances that a successful call's record tells of: one for the known calls (with a null key where none is logged),
 * one for each temporary key in the response of any other call.
 */
export function extractMints(record: JsonObject, head: EventHead): Mint[] {
  const known = mintCalls.has(head.call);
  const minted = mintedBy(objectIn(record, 'responseElements'));
  if (!known) return minted.filter(isTemporary).map((one) => mintOf(record, head, one));
  if (!succeeded(record, head)) return [];
  return (minted.length === 0 ? [NONE] : minted).map((one) => mintOf(record, head, one));
}

/** Whether a response may hold a minted credential, whatever the call. */
export function hasCredentials(record: JsonObject): boolean {
  const response = objectIn(record, 'responseElements');
  return 'credentials' in response || 'roleCredentials' in response || 'credentialSet' in response;
}

/** One minted credential in a response: its `credentials` and the object that they lie in. */
interface Minted {
  readonly credentials: JsonObject;
  readonly around: JsonObject;
}

const NONE: Minted = { credentials: {}, around: {} };

/** Roles Anywhere answers with a list `credentialSet`, Identity Center's model says `roleCredentials`, all others `credentials`. */
function mintedBy(response: JsonObject): Minted[] {
  const sets = [response, ...objectsIn(response, 'credentialSet')];
  return sets.flatMap((around) => {
    const credentials = [objectIn(around, 'credentials'), objectIn(around, 'roleCredentials')];
    return credentials.filter((one) => keyIn(one, 'accessKeyId') !== null).map((one) => ({ credentials: one, around }));
  });
}

function isTemporary({ credentials }: Minted): boolean {
  return keyIn(credentials, 'accessKeyId')?.startsWith('ASIA') ?? false;
}

/** Sign-ins say in the response, or beside it, how they went. */
function succeeded(record: JsonObject, head: EventHead): boolean {
  const [service, api] = head.call.split(':', 2) as [string, string];
  if (service !== 'signin') return true;
  const outcome = textIn(objectIn(record, 'responseElements'), api);
  if (api === 'ConsoleLogin') return outcome === 'Success';
  if (booleanIn(objectIn(record, 'additionalEventData'), 'success') === false) return false;
  if (textIn(objectIn(record, 'serviceEventDetails'), api) === 'Failure') return false;
  return outcome === null || outcome === 'Success';
}

function mintOf(record: JsonObject, head: EventHead, minted: Minted): Mint {
  const identity = objectIn(record, 'userIdentity');
  const signer = keyIn(identity, 'accessKeyId');
  const accessKeyId = keyIn(minted.credentials, 'accessKeyId');
  return {
    // GetSigninToken answers with the caller's own key where no session duration was asked for: nothing new.
    accessKeyId: accessKeyId === signer ? null : accessKeyId,
    expiration: parseTime(minted.credentials['expiration']),
    ...sessionOf(record, head, minted.around),
    ...subjectOf(record, head, minted.around),
    signInSessionArn:
      textIn(objectIn(identity, 'sessionContext'), 'signInSessionArn') ??
      textIn(objectIn(record, 'additionalEventData'), 'signInSessionArn'),
    requestID: textIn(record, 'requestID'),
    sharedEventID: textIn(record, 'sharedEventID'),
    omitted: isOmitted(record) || isOmitted(record['requestParameters']) || isOmitted(record['responseElements']),
  };
}

type Session =
  | 'durationSeconds'
  | 'roleArn'
  | 'sessionName'
  | 'principalId'
  | 'principalArn'
  | 'externalId'
  | 'serialNumber'
  | 'mfa'
  | 'sessionPolicy'
  | 'sessionPolicyArns'
  | 'switchFrom';

function sessionOf(record: JsonObject, head: EventHead, around: JsonObject): Pick<Issuance, Session> {
  const request = objectIn(record, 'requestParameters');
  const assumed = objectIn(around, 'assumedRoleUser');
  const federated = objectIn(around, 'federatedUser');
  const principalId = textIn(assumed, 'assumedRoleId') ?? textIn(federated, 'federatedUserId');
  return {
    durationSeconds: countIn(request, 'durationSeconds'),
    roleArn: roleArnOf(record, head, around),
    sessionName: sessionNameOf(request, head, principalId),
    principalId,
    principalArn: textIn(assumed, 'arn') ?? textIn(federated, 'arn'),
    externalId: textIn(request, 'externalId'),
    serialNumber: textIn(request, 'serialNumber'),
    mfa: mfaOf(record, head),
    sessionPolicy: policyText(policyOf(request['policy'])),
    sessionPolicyArns: policyArnsOf(request),
    switchFrom: textIn(objectIn(record, 'additionalEventData'), 'SwitchFrom'),
  };
}

/** GetRoleCredentials of Identity Center names the role without an ARN. */
function roleArnOf(record: JsonObject, head: EventHead, around: JsonObject): string | null {
  const request = objectIn(record, 'requestParameters');
  const asked = textIn(request, 'roleArn') ?? textIn(around, 'roleArn');
  if (asked !== null) return asked;
  for (const resource of objectsIn(record, 'resources')) {
    if (textIn(resource, 'type') === 'AWS::IAM::Role') return textIn(resource, 'ARN') ?? textIn(resource, 'arn');
  }
  if (head.call !== 'sso:GetRoleCredentials') return null;
  const details = objectIn(record, 'serviceEventDetails');
  return textIn(details, 'role_name') ?? textIn(request, 'role_name') ?? textIn(request, 'roleName');
}

function sessionNameOf(request: JsonObject, head: EventHead, principalId: string | null): string | null {
  const asked = textIn(request, 'roleSessionName');
  if (asked !== null) return asked;
  if (head.call === 'sts:GetFederationToken' && textIn(request, 'name') !== null) return textIn(request, 'name');
  // Where the request was left out for its size: `AROA…:name`, `account:name`.
  const colon = principalId?.indexOf(':') ?? -1;
  return colon === -1 ? null : principalId!.slice(colon + 1) || null;
}

function mfaOf(record: JsonObject, head: EventHead): boolean | null {
  if (head.call === 'signin:ConsoleLogin') {
    const used = textIn(objectIn(record, 'additionalEventData'), 'MFAUsed');
    return used === 'Yes' ? true : used === 'No' ? false : null;
  }
  if (!callsThatTakeMfa.has(head.call)) return null;
  const request = record['requestParameters'];
  if (isOmitted(request)) return null;
  return isObject(request) && textIn(request, 'serialNumber') !== null;
}

/** `policyArns` is logged as a list of texts or of `{ arn }`; AssumeRoot has one `taskPolicyArn`. */
function policyArnsOf(request: JsonObject): string | null {
  const all = [...listIn(request, 'policyArns'), request['taskPolicyArn']];
  const arns = all.map((one) => (isObject(one) ? textIn(one, 'arn') : one)).filter((one) => typeof one === 'string');
  return arns.length === 0 ? null : [...new Set(arns)].sort().join(' ');
}

type Subject = Pick<Issuance, 'provider' | 'subject' | 'targetPrincipal' | 'sourceIdentity'>;

function subjectOf(record: JsonObject, head: EventHead, around: JsonObject): Subject {
  const request = objectIn(record, 'requestParameters');
  const identity = objectIn(record, 'userIdentity');
  const nobody = {
    provider: null,
    subject: null,
    targetPrincipal: null,
    sourceIdentity: textIn(around, 'sourceIdentity') ?? textIn(request, 'sourceIdentity'),
  };
  switch (head.call) {
    case 'sts:AssumeRoleWithSAML':
      return { ...nobody, ...samlSubject(request, identity, around) };
    case 'sts:AssumeRoleWithWebIdentity':
      return { ...nobody, ...webSubject(request, identity, around) };
    case 'cognito-identity:GetCredentialsForIdentity':
      return { ...nobody, subject: textIn(request, 'identityId'), provider: loginsOf(request) };
    case 'rolesanywhere:CreateSession':
      return { ...nobody, provider: textIn(request, 'trustAnchorArn') };
    case 'sts:AssumeRoot':
      return { ...nobody, targetPrincipal: textIn(request, 'targetPrincipal') };
    case 'sso:GetRoleCredentials':
      return { ...nobody, targetPrincipal: ssoAccountOf(record) };
    case 'sts:AssumeRole':
      // Once set it stays for the whole chain, named again in the call or not.
      nobody.sourceIdentity ??= textIn(objectIn(identity, 'sessionContext'), 'sourceIdentity');
      return nobody;
    default:
      return { ...nobody, provider: deviceFlow.test(head.call) ? textIn(request, 'clientId') : null };
  }
}

const deviceFlow = /^sso(?:-oauth|-oidc)?:(?:CreateToken|StartDeviceAuthorization)/;

/** The providers that vouch for a Cognito identity, their tokens hidden; none for an identity that anybody can have. */
function loginsOf(request: JsonObject): string | null {
  return Object.keys(objectIn(request, 'logins')).sort().join(' ') || null;
}

function samlSubject(request: JsonObject, identity: JsonObject, around: JsonObject): Partial<Subject> {
  return {
    provider: textIn(request, 'principalArn') ?? textIn(identity, 'identityProvider'),
    subject: textIn(around, 'subject') ?? textIn(identity, 'userName'),
  };
}

function webSubject(request: JsonObject, identity: JsonObject, around: JsonObject): Partial<Subject> {
  return {
    provider: textIn(identity, 'identityProvider') ?? textIn(around, 'provider') ?? textIn(request, 'providerId'),
    subject: textIn(around, 'subjectFromWebIdentityToken') ?? textIn(identity, 'userName'),
  };
}

function ssoAccountOf(record: JsonObject): string | null {
  const request = objectIn(record, 'requestParameters');
  const details = objectIn(record, 'serviceEventDetails');
  return textIn(details, 'account_id') ?? textIn(request, 'account_id') ?? textIn(request, 'accountId');
}

/** CloudTrail replaces a request or response of more than 100 KB by `{ "omitted": true, … }`. */
function isOmitted(value: unknown): boolean {
  return isObject(value) && booleanIn(value, 'omitted') === true;
}
