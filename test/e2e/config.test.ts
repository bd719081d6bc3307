import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'jsonc-parser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Explanation } from '../../src/model/explanation.ts';
import type { Report } from '../../src/model/report-view.ts';
import { root, stemma, type Outcome } from '../support/command.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-config-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const leakedKey = join(root, 'examples/leaked-key');
const supportUser = join(root, 'examples/support-user');
const run = (...args: string[]): Promise<Outcome> => stemma(args, { cwd });
const scan = (source: string, ...more: string[]): Promise<Outcome> =>
  run('scan', source, '--as-of', 'last', '--case', ':memory:', ...more);
const put = (name: string, content: unknown): Promise<void> =>
  writeFile(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content));
const reportOf = async (source: string): Promise<Report> =>
  JSON.parse((await scan(source, '--format', 'json')).stdout) as Report;
describe('a wrong configuration', () => {
  test('ends with 2 and all that is wrong, a line each, before anything is read', async () => {
    await put('stemma.config.json', '{\n  "rules": { "token-chian": {} },\n  "knownAccounts": ["1"]\n}');
    const { code, stdout, stderr } = await scan(join(cwd, 'nothing-here'));
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.split('\n').map((line) => line.slice(0, 75))).toEqual([
      expect.stringMatching(/^error: stemma\.config\.json:2:14: rules\.token-chian: no rule has this id/),
      'error: stemma.config.json:3:21: knownAccounts[0]: must be an account id: 12'.slice(0, 75),
      expect.stringMatching(/^hint: {2}docs\/configuration\.md/),
      '',
    ]);
  });

  test('is refused by every command that reads one, and by config check', async () => {
    await put('wrong.json', '{ "colour": 1 }');
    await run('scan', leakedKey, '--as-of', 'last');
    for (const args of [
      ['tokens', '--config'],
      ['tree', '--config'],
      ['config', 'check'],
    ]) {
      const { code, stderr } = await run(...args, 'wrong.json');
      expect(code).toBe(2);
      expect(stderr).toContain('error: wrong.json:1:3: colour: unknown key');
    }
  });

  test('cannot write to the terminal', async () => {
    await put('wrong.json', '{ "\\u001b]0;owned\\u0007\\nerror: x": 1 }');
    const { stderr } = await run('config', 'check', 'wrong.json');
    // eslint-disable-next-line no-control-regex -- the claim is about these very characters
    expect(stderr).toMatch(/^[\x20-\x7e\n]*$/);
    expect(stderr.split('\n')).toHaveLength(3);
  });
});

describe('config init', () => {
  test('writes what config check and the published schema take, and what changes no finding', async () => {
    await run('scan', leakedKey, '--as-of', 'last');
    const before = await reportOf(leakedKey);
    const init = await run('config', 'init', '--case', 'stemma.db');
    expect(init).toMatchObject({ code: 0, stderr: '' });
    const text = await readFile(join(cwd, 'stemma.config.json'), 'utf8');
    const schema = JSON.parse(await readFile(join(root, 'docs/config.schema.json'), 'utf8')) as object;
    const isValid = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
    expect(isValid(parse(text, [], { allowTrailingComma: true }))).toBe(true);
    const check = await run('config', 'check');
    expect(check).toMatchObject({ code: 0, stderr: '' });
    expect(check.stdout).toContain('known accounts: 111122223333\n');
    expect((await reportOf(leakedKey)).findings).toEqual(before.findings);
  });

  test('replaces a file only with --force', async () => {
    await put('stemma.config.json', '{}');
    expect(await run('config', 'init')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('stemma.config.json is there already') as string,
    });
    expect(await readFile(join(cwd, 'stemma.config.json'), 'utf8')).toBe('{}');
    expect((await run('config', 'init', '--force')).code).toBe(0);
    expect(await readFile(join(cwd, 'stemma.config.json'), 'utf8')).toContain('"trustedNetworks"');
  });

  test('says in words why a file cannot be written', async () => {
    const { code, stderr } = await run('config', 'init', 'nowhere/own.json');
    expect(code).toBe(2);
    expect(stderr).toContain('nowhere/own.json: the configuration could not be written: no such folder\nhint:');
  });

  test('starts from nothing where there is no case, but not where one was named', async () => {
    const init = await run('config', 'init', 'own.json');
    expect(init).toMatchObject({ code: 0, stderr: '' });
    expect((await run('config', 'check', 'own.json')).code).toBe(0);
    expect(await run('config', 'init', 'other.json', '--case', 'none.db')).toMatchObject({ code: 2 });
    await expect(access(join(cwd, 'other.json'))).rejects.toThrow(/ENOENT/);
  });
});

describe('config check', () => {
  test('prints names as JSON that a terminal does not obey', async () => {
    const name = 'office\u009b31m\u202e';
    await put('own.json', { trustedNetworks: [{ name, cidr: '203.0.113.0/24' }] });
    const { code, stdout } = await run('config', 'check', 'own.json', '--format', 'json');
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/[\u009b\u202e]/);
    expect(stdout).toContain('office\\u009b31m\\u202e');
  });

  test('says what is in force, with the addresses of the files that are named', async () => {
    await put('eips.json', { Addresses: [{ PublicIp: '198.51.100.8', NetworkInterfaceId: 'eni-1' }] });
    await put('own.json', {
      trustedNetworks: [{ name: 'office', cidr: '203.0.113.0/24' }],
      instanceAddresses: { file: 'eips.json' },
      rules: { 'refresh-loop': { thresholds: { refreshes: 3 } }, 'token-chain': { off: true } },
    });
    const { code, stdout } = await run('config', 'check', 'own.json');
    expect(code).toBe(0);
    for (const line of [
      'trusted networks: 203.0.113.0/24 (office)',
      'of which from eips.json: 1',
      'refresh-loop: refreshes 3 (default 2)',
      'token-chain: off',
    ]) {
      expect(stdout).toContain(`${line}\n`);
    }
  });

  test('says that the defaults are in force where there is no file', async () => {
    const { code, stdout } = await run('config', 'check');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^no stemma\.config\.json is here: the defaults are in force\n/);
  });

  test('prints the whole configuration as JSON on request', async () => {
    const { stdout } = await run('config', 'check', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ trustedNetworks: [], rules: {} });
  });

  test('config alone, and a subcommand that is none, are wrong usage', async () => {
    expect((await run('config')).code).toBe(2);
    expect((await run('config', 'frobnicate')).code).toBe(2);
    expect((await run('config', 'check', '--frobnicate')).code).toBe(2);
    expect((await run('config', 'init', '--help')).code).toBe(0);
  });
});

describe('suppressions', () => {
  const suppression = { rule: 'token-chain', match: '*', reason: 'broker', owner: 'platform' };
  const last = async (): Promise<string> => (await reportOf(leakedKey)).asOf.slice(0, 10);

  test('one that has expired speaks up wherever findings are shown, and the findings are back', async () => {
    const before = await reportOf(leakedKey);
    const chains = before.findings.filter(({ rule }) => rule === 'token-chain').length;
    expect(chains).toBeGreaterThan(0);
    await put('stemma.config.json', { suppressions: [{ ...suppression, expires: '2026-01-31' }] });
    const warning = `warning: the suppression of token-chain on * (platform: broker) expired on 2026-01-31: ${chains} finding${chains === 1 ? ' is' : 's are'} back\n`;
    const again = await run('scan', leakedKey, '--as-of', 'last', '--format', 'json');
    expect(again).toMatchObject({ code: 0, stderr: warning });
    expect((JSON.parse(again.stdout) as Report).findings).toEqual(before.findings);
    expect((await run('tokens', '--as-of', 'last')).stderr).toBe(warning);
    expect((await run('tree', '--as-of', 'last')).stderr).toBe(warning);
    // Nobody looked at a case, so nobody knows what it took away.
    expect((await run('config', 'check')).stderr).toMatch(/ expired on 2026-01-31\n$/);
  });

  test('holds through its last day, as of the moment that was asked for', async () => {
    await put('stemma.config.json', { suppressions: [{ ...suppression, expires: await last() }] });
    const { stdout, stderr } = await scan(leakedKey, '--format', 'json');
    expect(stderr).toBe('');
    expect((JSON.parse(stdout) as Report).findings.map(({ rule }) => rule)).not.toContain('token-chain');
    const later = await run('scan', leakedKey, '--as-of', '2030-01-01', '--case', ':memory:', '--format', 'json');
    expect(later.stderr).toContain('expired on');
    expect((JSON.parse(later.stdout) as Report).findings.map(({ rule }) => rule)).toContain('token-chain');
  });

  test('scan tells of one that matches nothing', async () => {
    const idle = { ...suppression, match: 'ASIANEVERSEENEXAMPLE', expires: '2030-01-31' };
    await put('stemma.config.json', { suppressions: [idle] });
    const { code, stderr } = await run('scan', leakedKey, '--as-of', 'last');
    expect(code).toBe(0);
    expect(stderr).toBe(
      'info: the suppression of token-chain on ASIANEVERSEENEXAMPLE (platform: broker) matches no finding\n',
    );
    expect((await run('tokens', '--as-of', 'last')).stderr).toBe('');
  });
});

describe('scan --explain', () => {
  test('tells of a finding by its id, for people and as JSON', async () => {
    const [finding] = (await reportOf(supportUser)).findings;
    const text = await scan(supportUser, '--explain', finding!.id);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    for (const part of [finding!.id, finding!.severity, finding!.evidence[0]!]) expect(text.stdout).toContain(part);
    const json = await scan(supportUser, '--explain', finding!.id, '--format', 'json');
    const explanation = JSON.parse(json.stdout) as Explanation;
    expect(explanation.findings).toMatchObject([
      { finding: JSON.parse(JSON.stringify(finding)) as object, state: 'reported' },
    ]);
  });

  test('refuses a rule that there is not before anything is read', async () => {
    const { code, stderr } = await scan(join(cwd, 'nothing-here'), '--explain', 'token-chian');
    expect(code).toBe(2);
    expect(stderr).toContain('no rule is called token-chian; did you mean token-chain?');
  });

  test('reports are written all the same, and --fail-on decides the exit code', async () => {
    const { code } = await scan(leakedKey, '--explain', 'token-chain', '-o', 'r.json', '--fail-on', 'high');
    expect(code).toBe(1);
    expect(JSON.parse(await readFile(join(cwd, 'r.json'), 'utf8'))).toMatchObject({ schemaVersion: 1 });
  });
});
