import { expect, test } from 'vitest';
import { awsError, awsFailure } from './failure.ts';

const sdkError = (name: string, message = name, more: object = {}): Error =>
  Object.assign(new Error(message), { name, ...more });
const call = { action: 'iam:ListUsers' };

test.each([
  [
    sdkError(
      'AccessDenied',
      'User: arn:aws:iam::111122223333:user/ann is not authorized to perform: iam:ListRoles on resource: x',
    ),
    'access denied (iam:ListRoles)',
  ],
  [sdkError('AccessDenied', 'Access Denied'), 'access denied (iam:ListUsers)'],
  [
    sdkError('UnauthorizedOperation', 'You are not authorized to perform this operation.'),
    'access denied (iam:ListUsers)',
  ],
  [
    sdkError(
      'AccessDeniedException',
      'User: x is not authorized to perform: athena:StartQueryExecution with an explicit deny in a service control policy',
    ),
    'access denied (athena:StartQueryExecution), by a deny in a service control policy',
  ],
  [sdkError('403', 'UnknownError', { $metadata: { httpStatusCode: 403 } }), 'access denied (iam:ListUsers)'],
])('%s names the missing action', (error, reason) => {
  expect(awsFailure(error, call)).toMatchObject({ kind: 'denied', reason });
  expect(awsFailure(error, call).hint).toMatch(/^grant [a-z]+:[A-Za-z]+, or/);
});

test.each([
  ['ExpiredToken', 'expired'],
  ['ExpiredTokenException', 'expired'],
  ['RequestExpired', 'expired'],
  ['InvalidClientTokenId', 'bad-credentials'],
  ['AuthFailure', 'bad-credentials'],
  ['CredentialsProviderError', 'no-credentials'],
  ['SlowDown', 'throttled'],
  ['ThrottlingException', 'throttled'],
  ['RequestLimitExceeded', 'throttled'],
  ['NoSuchBucket', 'missing'],
  ['PermanentRedirect', 'region'],
  ['TimeoutError', 'unreachable'],
  ['ValidationError', 'other'],
])('%s is %s', (name, kind) => {
  expect(awsFailure(sdkError(name), call).kind).toBe(kind);
});

test.each([
  ['EntityNotFoundException from Glue: Entity Not Found (Service: Glue, Status Code: 400)', 'missing'],
  ['Entity Not Found (Service: AmazonDataCatalog; Status Code: 400; Error Code: EntityNotFoundException)', 'missing'],
  [
    'User: x is not authorized to perform: glue:GetTable (Service: AmazonDataCatalog; Error Code: AccessDeniedException)',
    'denied',
  ],
  ['the connector has no such table', 'other'],
])('what Glue says through Athena is told by its own name: %s', (message, kind) => {
  expect(awsFailure(sdkError('MetadataException', message), call).kind).toBe(kind);
});

test('an object in Glacier is not denied, but archived', () => {
  const message = "The operation is not valid for the object's storage class";
  const error = sdkError('InvalidObjectState', message, { $metadata: { httpStatusCode: 403 } });
  expect(awsFailure(error, { action: 's3:GetObject' })).toMatchObject({
    kind: 'archived',
    hint: expect.stringContaining('restore') as string,
  });
});

test('a full disk is not blamed on AWS', () => {
  const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  expect(awsFailure(error, { action: 's3:GetObject' })).toMatchObject({
    kind: 'disk',
    reason: 'its temporary file cannot be written: no space left on the disk',
    hint: expect.stringContaining('TMPDIR') as string,
  });
});

test('a code of the network is found behind what wraps it', () => {
  const error = new Error('request failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) });
  expect(awsFailure(error, call)).toMatchObject({ kind: 'unreachable', reason: 'cannot be reached (ECONNREFUSED)' });
});

test('an SSO session that has expired says how to sign in', () => {
  const error = sdkError(
    'CredentialsProviderError',
    'The SSO session associated with this profile has expired or is otherwise invalid.',
  );
  expect(awsFailure(error, call)).toMatchObject({
    kind: 'no-credentials',
    hint: expect.stringContaining('aws sso login') as string,
  });
});

test('as an error it names the thing, says what to do, keeps the cause, and ends as nothing read', () => {
  const cause = sdkError('AccessDenied');
  const error = awsError(cause, { action: 'cloudtrail:DescribeTrails', subject: 'us-east-1' });
  expect(error).toMatchObject({ message: 'us-east-1: access denied (cloudtrail:DescribeTrails)', exitCode: 3, cause });
  expect(error.hint).toContain('grant cloudtrail:DescribeTrails');
});
