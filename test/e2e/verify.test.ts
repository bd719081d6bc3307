import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AwsStub } from '../support/aws-stub.ts';
import { plainRecords, trailFile } from '../support/records.ts';
import { type Outcome, stemma } from '../support/command.ts';
import { logKey, publicKeyList, rewritten, trailWithDigests, type SignedFile } from '../support/trail-with-digests.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-verify-'));
  await writeFile(join(cwd, 'keys.json'), JSON.stringify(publicKeyList));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function put(trail: Map<string, SignedFile>): Promise<void> {
  for (const [key, { bytes }] of trail) {
    await mkdir(dirname(join(cwd, 'copy', key)), { recursive: true });
    await writeFile(join(cwd, 'copy', key), bytes);
  }
}
const run = (...args: string[]): Promise<Outcome> => stemma(args, { cwd });

test('a copied folder is verified offline, and says what of it cannot be', async () => {
  await put(trailWithDigests(4));
  const outcome = await run('verify', 'copy', '--public-keys', 'keys.json');
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  expect(outcome.stdout).toContain('6 valid, 0 modified, 0 missing, 0 forged, 2 unsigned');
  expect(outcome.stdout).toContain('the newest digest cannot be verified');
});

test('a folder without permission is told, the rest is verified', async ({ skip }) => {
  await put(trailWithDigests(4));
  await mkdir(join(cwd, 'copy/locked'));
  await chmod(join(cwd, 'copy/locked'), 0);
  await chmod(cwd, 0o755);
  const isRoot = process.getuid?.() === 0;
  // The superuser may read everything, so another user verifies, where it can reach the program.
  const asked = ['verify', 'copy', '--public-keys', 'keys.json'];
  const outcome = await stemma(asked, { cwd, ...(isRoot && { uid: 65_534 }) });
  await chmod(join(cwd, 'copy/locked'), 0o755);
  if (isRoot && outcome.code === 1) skip('another user cannot reach the program on this machine');
  expect(outcome.code).toBe(4);
  expect(outcome.stdout).toContain('6 valid, 0 modified, 0 missing, 0 forged, 2 unsigned');
  expect(outcome.stdout).toMatch(/copy\/locked.*permission denied/);
});

test('a changed file is named, by verify and by a scan that verifies, and its evidence is marked', async () => {
  const trail = trailWithDigests(4);
  trail.set(
    logKey(1),
    rewritten(trail.get(logKey(1))!, (text) => text.replaceAll('198.51.100.7', '203.0.113.9')),
  );
  await put(trail);
  const verified = await run('verify', 'copy', '--public-keys', 'keys.json', '--format', 'json');
  expect(verified.code).toBe(4);
  expect(JSON.parse(verified.stdout)).toMatchObject({ counts: { modified: 1, missing: 0, forged: 0 } });
  const scanned = await run(
    'scan',
    'copy',
    '--verify',
    '--public-keys',
    'keys.json',
    '--as-of',
    'last',
    '--format',
    'json',
  );
  expect(scanned.code).toBe(4);
  expect(scanned.stderr).toContain('not verified, modified: its content is not what its digest says');
  const { coverage } = JSON.parse(scanned.stdout) as { coverage: { events: number; gaps: object[] } };
  expect(coverage.events).toBe(20);
  expect(coverage.gaps).toContainEqual({
    account: '111122223333',
    region: 'us-east-1',
    from: null,
    to: '2026-10-01T01:30:00Z',
    reason: expect.stringContaining('evidence rests on a file that is modified') as string,
  });
});

test('records in a file that is none of CloudTrail are marked, in every scan that verifies; other files are not', async () => {
  await put(trailWithDigests(3));
  await writeFile(join(cwd, 'copy', 'more.json'), trailFile(plainRecords(2, 900)));
  await writeFile(join(cwd, 'copy', 'people.json'), '{"people":[]}');
  const scan = ['scan', 'copy', '--public-keys', 'keys.json', '--as-of', 'last', '--format', 'json'];
  expect(JSON.parse((await run(...scan)).stdout)).toMatchObject({ coverage: { events: 17, skipped: [] } });
  const verified = await run(...scan, '--verify');
  expect(verified.code).toBe(4);
  const { coverage } = JSON.parse(verified.stdout) as { coverage: { skipped: object[]; gaps: object[] } };
  const reason = 'no digest names it, and CloudTrail gives no such name';
  expect(coverage.skipped).toEqual([
    { source: join('copy', 'more.json'), reason: `not verified, unsigned: ${reason}` },
  ]);
  expect(coverage.gaps).toContainEqual(
    expect.objectContaining({ account: null, reason: expect.stringContaining('more.json') as string }),
  );
});

test('the public keys are asked of AWS, and a denial names its action', async () => {
  await put(trailWithDigests(2));
  await using stub = await AwsStub.start();
  const env = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'none', AWS_REGION: 'eu-west-1' };
  const verify = (): Promise<Outcome> => stemma(['verify', 'copy', '--endpoint-url', stub.url], { cwd, env });
  stub.answer = ({ action }) => (action === 'ListPublicKeys' ? publicKeyList : undefined);
  expect(await verify()).toMatchObject({ code: 0 });
  expect(stub.calls.at(-1)).toMatchObject({
    region: 'us-east-1',
    input: { StartTime: Date.parse('2026-10-01T00:00:00Z') / 1000, EndTime: Date.parse('2026-10-01T02:00:00Z') / 1000 },
  });
  stub.answer = () => ({ fail: { code: 'AccessDeniedException' } });
  const denied = await verify();
  expect(denied.code).toBe(4);
  expect(denied.stdout).toContain('access denied (cloudtrail:ListPublicKeys)');
});

test('a folder without digests cannot be verified, and says where they would be', async () => {
  const trail = trailWithDigests(1);
  await put(new Map([[logKey(0), trail.get(logKey(0))!]]));
  const outcome = await run('verify', 'copy', '--public-keys', 'keys.json');
  expect(outcome).toMatchObject({ code: 3, stdout: '' });
  expect(outcome.stderr).toContain('no digest file in copy');
});

test('a file of keys that is none is wrong usage', async () => {
  await put(trailWithDigests(1));
  await writeFile(join(cwd, 'keys.json'), '{}');
  expect(await run('verify', 'copy', '--public-keys', 'keys.json')).toMatchObject({ code: 2, stdout: '' });
});

test('a time range verifies the files that were delivered in it, alone', async () => {
  const trail = trailWithDigests(4);
  trail.delete(logKey(3));
  await put(trail);
  const range = ['--since', '2026-10-01T01:00:00Z', '--until', '2026-10-01T02:00:00Z'];
  const verified = await run('verify', 'copy', '--public-keys', 'keys.json', ...range);
  expect(verified).toMatchObject({ code: 0, stderr: '' });
  expect(verified.stdout).toContain('2 valid, 0 modified, 0 missing, 0 forged, 0 unsigned');
  expect(verified.stdout).toContain('the chain begins before the time that was asked for');
  const other = await run(
    'verify',
    'copy',
    '--public-keys',
    'keys.json',
    '--since',
    '2026-11-01',
    '--until',
    '2026-11-02',
  );
  expect(other).toMatchObject({ code: 3, stdout: '' });
  expect(other.stderr).toContain('no digest file of that time in copy');
});
