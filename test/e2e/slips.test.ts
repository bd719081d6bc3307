import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main, type Outcome, root, stemma } from '../support/command.ts';

/** What a tired person types, and what is answered. */
let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-slips-'));
  await stemma(['scan', join(root, 'examples/leaked-key'), '--as-of', 'last'], { cwd });
}, 30_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

const run = (...args: string[]): Promise<Outcome> => stemma(args, { cwd, env: { AWS_EC2_METADATA_DISABLED: 'true' } });

const leaked = 'AKIAILQCKOGUOEXAMPLE';

test.each([
  ['in lower case', leaked.toLowerCase()],
  ['with a blank that was copied too', `${leaked} `],
  ['with a digit in place of a letter', leaked.replace('O', '0')],
  ['without its last letter', leaked.slice(0, -1)],
])('a key %s is no key of the case, and the one that is meant is named', async (_, typed) => {
  for (const command of ['tree', 'contain']) {
    const { code, stdout, stderr } = await run(command, typed, '--as-of', 'last');
    expect({ command, code, stdout }).toEqual({ command, code: 2, stdout: '' });
    expect(stderr).toContain('neither a credential nor an origin');
    expect(stderr).toContain(`hint:  did you mean ${leaked}?\n`);
  }
});

test('a finding is named in the same way', async () => {
  const { stdout } = await run('scan', join(root, 'examples/leaked-key'), '--as-of', 'last', '--format', 'json');
  const id = (JSON.parse(stdout) as { findings: { id: string }[] }).findings[0]!.id;
  expect((await run('contain', id.toUpperCase(), '--as-of', 'last')).stderr).toContain(`did you mean ${id}?`);
});

test('help of a command that is none names the one that is meant', async () => {
  const { code, stdout, stderr } = await run('help', 'contian');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^error: unknown command 'contian'\n\(Did you mean contain\?\)\n/);
  expect(await run('help', 'contain')).toEqual(await run('contain', '--help'));
});

describe('tokens that live', () => {
  const ended = 'the log ends 7 d before this moment: at its end 1 suspicious token was live, and what it minted since';
  const asked = ['tokens', '--live', '--suspicious'];

  test('are none a week after the log has ended, and that is no all-clear', async () => {
    for (const format of ['text', 'json']) {
      const { code, stderr } = await run(...asked, '--as-of', '2026-10-20T18:45:34Z', '--format', format);
      expect(code).toBe(0);
      expect(stderr).toContain(`warning: ${ended}`);
    }
  });

  test('are none in the year before, which is most likely a slip', async () => {
    const { stderr } = await run(...asked, '--as-of', '2025-10-13');
    expect(stderr).toMatch(/^warning: this moment is \d+ d before the first record that was read\./);
  });

  test('are told without a warning of a moment that the log has', async () => {
    expect((await run(...asked, '--as-of', 'last')).stderr).toBe('');
  });
});

test('without credentials it is said once what could not be asked, and what to do', async () => {
  const sources = ['s3://org-trail', 'lake:arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/abc'];
  for (const [command, source] of [...sources.map((each) => ['scan', each]), ['verify', 's3://org-trail/']]) {
    const { code, stderr } = await run(command!, source!, ...(command === 'scan' ? ['--case', 'new.db'] : []));
    expect({ source, code }).toEqual({ source, code: 3 });
    const error = /^error: .*$/m.exec(stderr)![0];
    expect(error.split(source!)).toHaveLength(2);
    expect(error).toMatch(/: no AWS credentials found$/);
    expect(stderr).toContain('hint:  pass --profile');
  }
});

test('what is interrupted before there is a case does not speak of one', async () => {
  const args = ['scan', '-', '--case', 'never.db'];
  const { code, stderr } = await stemma(args, { cwd, kill: { signal: 'SIGINT', afterMs: 1500 } });
  expect(code).toBe(130);
  expect(stderr).toBe(
    'stemma: interrupted; give the same command again to go on: what the case has is not read twice\n',
  );
});

test.each([
  [['roles', '--iam', 'live'], 'live: no such file', 'stemma scan --iam live asks the account itself'],
  [
    ['roles', '--iam', join(root, 'examples/leaked-key/iam.json'), '--who-can-assume', 'admn'],
    'admn: no role or user of the snapshot',
    'did you mean Admin?',
  ],
  [
    ['contain', leaked, '--script', 'terraform', '-o', 'contain.sh'],
    'contain.sh: plans are not written with this ending',
    'plans are written by ending: .json .md; --script terraform writes .tf',
  ],
])('stemma %j says what would be right', async (args, error, hint) => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`error: ${error}\nhint:  ${hint}`);
});

test.each(['se/cret', 'se@cret', 'secret'])(
  'a password (%s) that stands in a source is in no message',
  async (password) => {
    const source = (end: string): string => `trino+https://ann:${password}@127.0.0.1:1/c/s${end}`;
    for (const asked of [source('/t'), source(''), source('/t?x=y'), source('/t').replace('trino+', '')]) {
      for (const command of [
        ['scan', asked, '--case', ':memory:'],
        ['verify', asked],
      ]) {
        const { code, stdout, stderr } = await run(...command, '--debug');
        expect({ command, isTold: code === 2 || code === 3, stdout }).toEqual({ command, isTold: true, stdout: '' });
        expect(stderr).toContain('127.0.0.1:1/c/s');
        expect(stderr).not.toContain('cret@');
      }
    }
  },
);

const escapes = 'x\u001b]0;owned\u0007\u009b31m\u202e';

test.each([
  ['a command', [escapes]],
  ['the value of an option', ['tree', '--as-of', escapes]],
  ['an option', ['tree', `--${escapes}`]],
  ['a command to be helped with', ['help', escapes]],
  ['an id', ['tree', escapes, '--debug']],
  ['a source', ['scan', escapes, '--case', ':memory:', '--debug']],
  ['a configuration', ['tree', '--config', escapes, '--debug']],
  ['a case of two lines', ['tree', '--case', `a${escapes}\nerror: b`, '--debug']],
])('a terminal obeys nothing of what was pasted as %s', async (_, args) => {
  const { stdout, stderr } = await run(...args);
  expect(stdout).toBe('');
  expect(stderr).toContain('\\x1b]0;owned\\x07\\x9b31m\\u202e');
  expect(stderr.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(stderr.match(/^error: /gm)).toHaveLength(1);
});

test('a file that is no snapshot is named once', async () => {
  const truth = join(root, 'examples/leaked-key/truth.json');
  expect((await run('roles', '--iam', truth)).stderr).toContain(
    `error: ${truth}: no IAM snapshot (is none of the forms that are known)\n`,
  );
});

test('the event history without its colon is no file, and the colon is named', async () => {
  const { code, stderr } = await run('scan', 'cloudtrail', '--case', 'new.db');
  expect(code).toBe(3);
  expect(stderr).toBe(
    'error: no CloudTrail record in cloudtrail: no such file or folder\nhint:  the event history is cloudtrail: with a colon\n',
  );
});

test('what goes on looking says what to do meanwhile', async () => {
  const env = { AWS_EC2_METADATA_DISABLED: 'true' };
  const { code, stderr } = await stemma(['watch', 's3://org-trail', '--every', '1'], {
    cwd,
    env,
    kill: { signal: 'SIGINT', afterMs: 2500 },
  });
  expect(code).toBe(130);
  expect(stderr).toMatch(/^warning: \S+: .*: no AWS credentials found \(pass --profile, .*\); looking again$/m);
});

// npm makes it so when the package is installed; a package that is linked is built again without that.
test('the command that was built can be run by its name', () => {
  expect(execFileSync(main, ['--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
});
