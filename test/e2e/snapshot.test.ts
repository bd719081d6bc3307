import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AwsStub, type StubAnswer, type StubCall } from '../support/aws-stub.ts';
import { type Outcome, stemma } from '../support/command.ts';

let cwd: string;
let stub: AwsStub;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-snapshot-'));
  stub = await AwsStub.start();
});
afterEach(async () => {
  await stub[Symbol.asyncDispose]();
  await rm(cwd, { recursive: true, force: true });
});

const run = (...args: string[]): Promise<Outcome> =>
  stemma([...args, '--endpoint-url', stub.url], {
    cwd,
    env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'none', AWS_REGION: 'us-east-1' },
  });

const denied = (action: string): StubAnswer => ({
  fail: {
    code: 'AccessDenied',
    status: 403,
    message: `User: arn:aws:iam::111122223333:user/ann is not authorized to perform: ${action}`,
  },
});

const user = (name: string): string =>
  `<member><UserName>${name}</UserName><UserId>AIDA${name}</UserId><Path>/</Path><Arn>arn:aws:iam::111122223333:user/${name}</Arn></member>`;

/** Answers IAM of two users; of the rest nothing may be asked. */
function someIam({ action }: StubCall): StubAnswer {
  if (action === 'GetCallerIdentity') return undefined;
  if (action === 'GetAccountAuthorizationDetails') {
    return `<IsTruncated>false</IsTruncated><UserDetailList>${user('ann')}${user('bob')}</UserDetailList>`;
  }
  return denied(`iam:${action}`);
}

test('what is denied is told with its action, is null in the file, and the rest is written', async () => {
  stub.answer = someIam;
  const outcome = await run('snapshot', '--regions', 'us-east-1');
  expect(outcome.code).toBe(4);
  expect(outcome.stdout).toContain('stemma-snapshot.json: 111122223333, 2 users, 0 roles, instances not known');
  expect(outcome.stderr).toContain('user ann: access denied (iam:ListAccessKeys)');
  const file = JSON.parse(await readFile(join(cwd, 'stemma-snapshot.json'), 'utf8')) as { problems: object[] };
  expect(file).toMatchObject({ accounts: [{ accessKeys: null, providers: null }], instances: null, trails: null });
  expect(file.problems).toContainEqual({ source: 'user ann', reason: 'access denied (iam:ListAccessKeys)' });
  // Where the first is denied, the second is not asked for.
  expect(stub.inputsOf('ListAccessKeys')).toMatchObject([{ UserName: 'ann' }]);
});

test('it is for its owner alone, whatever lay where it is written', async () => {
  stub.answer = someIam;
  await writeFile(join(cwd, 'stemma-snapshot.json.part'), 'half', { mode: 0o644 });
  expect((await run('snapshot', '--regions', 'us-east-1')).code).toBe(4);
  expect((await stat(join(cwd, 'stemma-snapshot.json'))).mode & 0o777).toBe(0o600);
});

test('a page token of IAM that comes again is told: the list would be half', async () => {
  stub.answer = (call) =>
    call.action === 'GetAccountAuthorizationDetails'
      ? `<IsTruncated>true</IsTruncated><Marker>again</Marker><UserDetailList>${user('ann')}</UserDetailList>`
      : someIam(call);
  const outcome = await run('snapshot', '--regions', 'us-east-1');
  expect(outcome).toMatchObject({ code: 3, stdout: '' });
  expect(outcome.stderr).toContain('stemma permissions snapshot');
});

test('where nothing may be asked, it ends with the policy that would allow it', async () => {
  stub.answer = ({ action }) => (action === 'GetCallerIdentity' ? undefined : denied(`x:${action}`));
  const outcome = await run('snapshot', '--regions', 'us-east-1');
  expect(outcome).toMatchObject({ code: 3, stdout: '' });
  expect(outcome.stderr).toContain('stemma permissions snapshot');
});

test('credentials that have expired end it at once', async () => {
  stub.answer = () => ({ fail: { code: 'ExpiredToken', status: 403 } });
  const outcome = await run('snapshot');
  expect(outcome).toMatchObject({ code: 3, stdout: '' });
  expect(outcome.stderr).toContain('the credentials have expired (sts:GetCallerIdentity)');
});

test('event data stores are listed with the command that scans them', async () => {
  const arn = 'arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/a1b2';
  stub.answer = ({ action, region }) => {
    if (action === 'DescribeTrails') return { trailList: [] };
    if (action === 'ListEventDataStores')
      return { EventDataStores: region === 'us-east-1' ? [{ EventDataStoreArn: arn }] : [] };
    if (action !== 'GetEventDataStore') return undefined;
    const selectors = [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }];
    return {
      EventDataStoreArn: arn,
      Name: 'all',
      Status: 'ENABLED',
      MultiRegionEnabled: true,
      AdvancedEventSelectors: selectors,
    };
  };
  const outcome = await run('trails');
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  expect(outcome.stdout).toContain('records what lineage needs');
  expect(outcome.stdout).toContain(`stemma scan lake:${arn} --region us-east-1`);
});

test('the policy of a source is printed', async () => {
  const outcome = await run('permissions', 's3://logs/AWSLogs').then(async (failed) => {
    // It asks nothing of AWS, and takes no endpoint.
    expect(failed.code).toBe(2);
    return await stemma(['permissions', 's3://logs/AWSLogs', '--format', 'json'], { cwd });
  });
  expect(outcome.code).toBe(0);
  expect(JSON.parse(outcome.stdout)).toMatchObject({ Version: '2012-10-17' });
});
