import { NotThereError, StemmaError, UsageError, whyNotWritten } from '../lib/errors.ts';

export type AwsFailureKind =
  | 'denied'
  | 'expired'
  | 'no-credentials'
  | 'bad-credentials'
  | 'throttled'
  | 'missing'
  | 'archived'
  | 'disk'
  | 'region'
  | 'unreachable'
  | 'other';

/** What AWS said, in words that a person can act on. */
export interface AwsFailure {
  readonly kind: AwsFailureKind;
  /** One clause without the thing that it is about: `access denied (s3:ListBucket)`. */
  readonly reason: string;
  readonly hint: string | null;
}

/** What was asked: the IAM action that it needs, as `service:Action`. */
export interface AwsCall {
  readonly action: string;
  /** How the user names what was asked for: `s3://bucket/prefix`, a region, an ARN. */
  readonly subject?: string;
}

/** Names by which services tell one failure, from their API references and the SDK's credential providers. */
const kindsByName: readonly (readonly [RegExp, AwsFailureKind])[] = [
  [/^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/, 'expired'],
  [
    /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden|AuthorizationError|AllAccessDisabled)$/,
    'denied',
  ],
  [
    /^(InvalidAccessKeyId|InvalidClientTokenId|UnrecognizedClientException|InvalidToken|SignatureDoesNotMatch|InvalidSignatureException|AuthFailure|MissingAuthenticationToken|IncompleteSignature|OptInRequired)$/,
    'bad-credentials',
  ],
  [/^(CredentialsProviderError|TokenProviderError|ProviderError)$/, 'no-credentials'],
  [
    /^(SlowDown|Throttling|ThrottlingException|ThrottledException|TooManyRequestsException|RequestLimitExceeded|RequestThrottled|RequestThrottledException|PriorRequestNotComplete|ServiceUnavailable)$/,
    'throttled',
  ],
  [
    /^(NoSuchKey|NoSuchBucket|NotFound|NoSuchEntity|NoSuchEntityException|EntityNotFoundException|TrailNotFoundException|EventDataStoreNotFoundException)$/,
    'missing',
  ],
  // Of an object in Glacier S3 answers with status 403 (API_GetObject).
  [/^InvalidObjectState$/, 'archived'],
  [/^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/, 'region'],
];

const unreachable =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|CERT_.*|DEPTH_ZERO.*|SELF_SIGNED.*|UND_ERR_.*)$/;

/** What is had goes through temporary files where it is large: then it is this machine that failed. */
const disk = /^(ENOSPC|EDQUOT|EFBIG|EROFS)$/;

/** Says what an error of the SDK means for a call. The SDK's own text is shown only where we know no better. */
export function awsFailure(error: unknown, call: AwsCall): AwsFailure {
  const name = nameOf(error);
  const kind = kindOf(error, name);
  return { kind, ...words[kind]({ error, name, action: deniedAction(error) ?? call.action }) };
}

interface Told {
  readonly error: unknown;
  readonly name: string;
  readonly action: string;
}

/** What helps where temporary files find no room. */
export const MORE_ROOM = 'free some space, or name a folder that has more in TMPDIR';

const later = 'it goes on where it stopped';

const words: Readonly<Record<AwsFailureKind, (told: Told) => Omit<AwsFailure, 'kind'>>> = {
  denied: ({ action, error }) => ({
    reason: `access denied (${action})${deniedBy(error)}`,
    hint: `grant ${action}, or pass another --profile`,
  }),
  expired: ({ action }) => ({
    reason: `the credentials have expired (${action})`,
    hint: `sign in again, then run the same command: ${later}`,
  }),
  'no-credentials': ({ error }) => noCredentials(error),
  'bad-credentials': ({ name, action }) => ({
    reason: `AWS does not accept the credentials (${name} at ${action})`,
    hint: 'check the profile, its keys, the clock of this machine, and that the region is enabled for the account',
  }),
  throttled: ({ name, action }) => ({
    reason: `AWS kept asking to slow down (${name} at ${action})`,
    hint: `run the same command again later: ${later}`,
  }),
  missing: ({ name }) => ({ reason: `not there (${name})`, hint: null }),
  archived: () => ({
    reason: 'it lies in an archive of S3 (Glacier)',
    hint: 'restore it (aws s3api restore-object), then run the same command',
  }),
  disk: ({ error }) => ({
    reason: `its temporary file cannot be written: ${whyNotWritten(error)}`,
    hint: MORE_ROOM,
  }),
  region: () => ({ reason: 'it is in another region', hint: 'pass its region with --region' }),
  unreachable: ({ error, name }) => ({
    reason: `cannot be reached (${codeOf(error) ?? name})`,
    hint: 'check the network, the proxy, and --endpoint-url and --region',
  }),
  other: ({ action, name, error }) => ({
    reason: `${action} failed: ${name === 'Error' ? '' : `${name}: `}${messageOf(error)}`,
    hint: null,
  }),
};

/** The failure as an error that ends the command. What failed before AWS was asked says what it is already. */
export function awsError(error: unknown, call: AwsCall): StemmaError {
  if (error instanceof UsageError) return error;
  const { kind, reason, hint } = awsFailure(error, call);
  const message = call.subject === undefined ? reason : `${call.subject}: ${reason}`;
  const Failure = kind === 'missing' ? NotThereError : StemmaError;
  return new Failure(message, { exitCode: 3, cause: error, ...(hint === null ? {} : { hint }) });
}

/** Where neither options, environment nor profile name a region. */
export function isRegionMissing(error: unknown): boolean {
  return error instanceof Error && error.message.includes('Region is missing');
}

/** The SDK takes for a region what may be a part of a host name. */
export function isRegionMalformed(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Region not accepted');
}

/** `Region not accepted: region="us east" is not a valid hostname component.` */
export function noRegion(error: unknown): UsageError {
  const region = /region="(.*)"/s.exec(messageOf(error))?.[1] ?? '';
  return new UsageError(
    `${region}: no region of AWS`,
    'name one such as eu-west-1 with --region, AWS_REGION or the profile',
  );
}

function kindOf(error: unknown, name: string): AwsFailureKind {
  for (const [names, kind] of kindsByName) if (names.test(name)) return kind;
  const code = codeOf(error) ?? '';
  if (disk.test(code)) return 'disk';
  if (unreachable.test(code)) return 'unreachable';
  if (name === 'TimeoutError') return 'unreachable';
  const status = statusOf(error);
  if (status === 403) return 'denied';
  if (status === 404) return 'missing';
  if (status === 301) return 'region';
  if (status === 429 || status === 503) return 'throttled';
  return 'other';
}

/** `User: … is not authorized to perform: iam:ListUsers on resource: …`. EC2 names no action in its message. */
function deniedAction(error: unknown): string | null {
  return /not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9*]+)/.exec(messageOf(error))?.[1] ?? null;
}

/** `… with an explicit deny in a service control policy`, `… because no identity-based policy allows the … action`. */
function deniedBy(error: unknown): string {
  const message = messageOf(error);
  const deny = /with an explicit deny in (?:an?|the) ([a-z][a-z -]*policy|permissions boundary)/.exec(message)?.[1];
  return deny === undefined ? '' : `, by a deny in a ${deny}`;
}

function noCredentials(error: unknown): { reason: string; hint: string } {
  const message = messageOf(error);
  const sso = /sso|token/i.test(message) && /expired|refresh|invalid/i.test(message);
  if (sso)
    return { reason: 'the SSO session of the profile has expired', hint: 'run: aws sso login, with the same profile' };
  const missing = /profile/i.test(message) && /(?:not|could not).*(?:found|resolve)/i.test(message);
  return {
    reason: missing ? 'the profile gives no credentials' : 'no AWS credentials found',
    hint: 'pass --profile, sign in (aws sso login), or set AWS_PROFILE as for the AWS CLI',
  };
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Error';
  // Athena hands on what Glue says of a table: `Entity Not Found (Service: AmazonDataCatalog; …; Error Code: EntityNotFoundException; …)`.
  const ofGlue = /\b(?:EntityNotFound|AccessDenied)Exception\b/.exec(error.message);
  if (error.name === 'MetadataException' && ofGlue !== null) return ofGlue[0];
  // EC2 and some S3 errors carry their name in `Code` only.
  const code = 'Code' in error && typeof error.Code === 'string' ? error.Code : null;
  return error.name === 'Error' || error.name === 'UnknownError' ? (code ?? error.name) : error.name;
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause === undefined ? null : codeOf(error.cause);
}

function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('$metadata' in error)) return null;
  const { httpStatusCode } = error.$metadata as { httpStatusCode?: number };
  return httpStatusCode ?? null;
}

/** One line, and no more of it than helps. */
function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s+/g, ' ').slice(0, 500);
}
