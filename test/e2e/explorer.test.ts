import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { render } from '../../src/reports/html.ts';
import { reportPage } from '../../src/explorer/index.ts';
import { bytesOf } from '../contract/report.ts';
import {
  accessibilityProblems,
  goTo,
  openBrowser,
  picture,
  startServer,
  visit,
  type Server,
} from '../support/browser.ts';
import { root, stemma } from '../support/command.ts';
import { hostileReport, hostileTexts } from '../support/hostile.ts';
import { viewOf } from '../support/report-view.ts';

const browser = await openBrowser();
let cwd = '';
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-explorer-'));
});
afterAll(async () => {
  await browser?.close();
  await rm(cwd, { recursive: true, force: true });
});

const samples = [{ name: 'leaked-key' }, { name: 'support-user' }] as const;

/** Every view, by address. */
const views = ['', '#/lineage', '#/tokens', '#/findings', '#/roles', '#/contain'] as const;

describe.skipIf(browser === null).each(samples)('the $name sample', ({ name }) => {
  let server: Server;
  let report = '';
  beforeAll(async () => {
    report = join(cwd, `${name}.html`);
    const iam = `${root}examples/${name}/iam.json`;
    const scan = ['scan', `${root}examples/${name}`, '--iam', iam, '--as-of', 'last', '--case', `${name}.db`];
    await stemma([...scan, '-o', report], { cwd });
    server = await startServer(cwd, ['--case', `${name}.db`, '--as-of', 'last']);
  });
  afterAll(() => server.close());

  test.each(['served', 'file'])('every view opens %s, says what it is and asks nobody', async (shell) => {
    const url = shell === 'served' ? server.url : pathToFileURL(report).href;
    const { page, context, strays, complaints } = await visit(browser!, url);
    for (const hash of [...views, ...(await deeperViews(page))]) {
      await goTo(page, hash);
      await settled(page);
      expect(await page.title()).toContain('stemma');
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      await picture(page, `${name}-${shell}-${nameOf(hash)}`, { full: true });
    }
    expect({ strays, complaints }).toEqual({ strays: [], complaints: [] });
    await context.close();
  });

  test('no view is closed to anybody', async () => {
    const problems: string[] = [];
    const modes = name === 'leaked-key' ? [{}, { dark: true }] : [{ width: 390, height: 844 }];
    for (const mode of modes) {
      const { page, context } = await visit(browser!, pathToFileURL(report).href, mode);
      for (const hash of [...views, ...(await deeperViews(page))]) {
        await goTo(page, hash);
        await settled(page);
        for (const problem of await accessibilityProblems(page)) problems.push(`${hash}: ${problem}`);
        if (mode !== modes[0] || 'width' in mode)
          await picture(page, `${name}-${'dark' in mode ? 'dark' : 'narrow'}-${nameOf(hash)}`, { full: true });
        expect(await overflow(page)).toBeLessThanOrEqual(0);
      }
      await context.close();
    }
    expect(problems).toEqual([]);
  });
});

/** Of the leaked key of the sample. */
const plan = '#/contain/origin/access-key/AKIAILQCKOGUOEXAMPLE';

describe.skipIf(browser === null)('a responder', () => {
  let server: Server;
  beforeAll(async () => {
    await stemma(['scan', `${root}examples/leaked-key`, '--as-of', 'last', '--case', 'responder.db'], { cwd });
    await copyFile(`${root}examples/leaked-key/iam.json`, join(cwd, 'iam.json'));
    server = await startServer(cwd, ['--case', 'responder.db', '--as-of', 'last', '--iam', 'iam.json']);
  });
  afterAll(() => server.close());

  test('reads who is in, since when, from which key and what is alive off the first view, and is one click from what to do', async () => {
    const { page, context } = await visit(browser!, server.url);
    const first = page.locator('main');
    for (const answer of [
      '1 suspicious token is live',
      'deploy-bot',
      '2026-10-06 14:29',
      'AKIAILQCKOGUOEXAMPLE',
      'ASIAI6WNR2FLUEXAMPLE',
      'LIVE 55 min left',
    ]) {
      await expect.poll(() => first.textContent()).toContain(answer);
    }
    await page.getByRole('link', { name: 'See the lineage' }).click();
    await page.getByRole('treeitem', { name: /×184 refreshes of Admin/ }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Plan containment' }).click();
    await page.getByText('nothing here changes an account').waitFor();
    await context.close();
  });

  test('walks a lineage with the keyboard alone', async () => {
    const { page, context } = await visit(browser!, server.url);
    const hasFocus = (role: string): Promise<boolean> =>
      page.evaluate((wanted) => document.activeElement?.getAttribute('role') === wanted, role);
    await page.keyboard.press('/');
    await expect.poll(() => hasFocus('combobox')).toBe(true);
    await page.keyboard.type('deploy-bot');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('tree').waitFor();
    await page.getByRole('tree').focus();
    await expect.poll(() => hasFocus('tree')).toBe(true);
    await page.keyboard.press('End');
    await expect.poll(() => page.url()).toContain('token=ASIAI6WNR2FLUEXAMPLE');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => page.url()).not.toContain('token=ASIAI6WNR2FLUEXAMPLE');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.locator('.toolbar').textContent()).toContain('188 credentials on 189 lines');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /ASIAI6WNR2FLUEXAMPLE/ }).waitFor();
    await page.goBack();
    await page.getByRole('tree').waitFor();
    await context.close();
  });

  test('finds a key, a role, a session and an address', async () => {
    const { page, context } = await visit(browser!, server.url);
    for (const [query, hit] of [
      ['asiai6wnr2', 'ASIAI6WNR2FLUEXAMPLE'],
      ['webserver', 'WebServer'],
      ['terraform', 'terraform'],
      ['203.0.113.66', '203.0.113.66'],
      ['refresh-loop', 'Tokens of the same role refresh each other'],
    ]) {
      await page.getByRole('combobox', { name: /Search/ }).fill(query!);
      await expect.poll(() => page.getByRole('option', { name: hit! }).count(), { message: query! }).toBeGreaterThan(0);
    }
    await page.getByRole('combobox', { name: /Search/ }).fill('nothing like it');
    await page.getByText('Nothing in this case matches').waitFor();
    await context.close();
  });

  test('narrows the findings, opens one with its evidence, and can send the address', async () => {
    const { page, context } = await visit(browser!, server.url);
    await goTo(page, '#/findings');
    await page.locator('.filters label', { hasText: /^Rule/ }).locator('select').selectOption('survives-revocation');
    await expect.poll(() => page.url()).toContain('rule=survives-revocation');
    await page.getByRole('link', { name: 'Tokens outlive the key they came from' }).click();
    await page.getByRole('region', { name: 'Finding' }).waitFor();
    const [address, sent] = [page.url(), await context.newPage()];
    await sent.goto(address);
    await sent.getByRole('region', { name: 'Finding' }).waitFor();
    await context.close();
  });

  test('switches an action off and sees at once that the attacker survives, and why', async () => {
    const { page, context } = await visit(browser!, server.url);
    await goTo(page, plan);
    const left = page.getByRole('complementary', { name: 'What is left' });
    await expect.poll(() => left.textContent(), { timeout: 30_000 }).toContain('Nothing is left to the attacker');
    await settled(page);
    await picture(page, 'leaked-key-served-plan', { full: true });
    expect(await accessibilityProblems(page)).toEqual([]);
    for (const action of await page.locator('.action input').all()) await action.uncheck();
    await expect.poll(() => left.textContent(), { timeout: 30_000 }).toContain('The attacker is still in');
    await expect.poll(() => left.textContent()).toContain('ASIAI6WNR2FLUEXAMPLE');
    expect(page.url()).toContain('off=');
    await context.close();
  });

  test('reads the script as the switches stand, copies and keeps it, with the way back', async () => {
    const { page, context } = await visit(browser!, server.url);
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(server.url).origin });
    await goTo(page, plan);
    const script = page.getByRole('region', { name: 'contain.sh', exact: true });
    await expect.poll(() => script.textContent(), { timeout: 30_000 }).toContain('put-role-policy');
    await page.getByRole('button', { name: 'Copy contain.sh' }).click();
    const copied = String(await page.evaluate('navigator.clipboard.readText()'));
    expect(copied).toMatch(/^#!\/usr\/bin\/env bash\n/);
    expect(await saved(page)).toEqual({ name: 'contain.sh', text: copied });
    for (const [form, name, content] of [
      ['The way back', 'contain.rollback.sh', 'delete-role-policy'],
      ['Terraform', 'contain.tf', 'aws_iam_role_policy'],
      ['Calls as JSON', 'contain.json', '"operation": "PutRolePolicy"'],
      ['Runbook', 'contain.md', '# Containment plan'],
    ] as const) {
      await page.getByRole('tab', { selected: true }).focus();
      await page.keyboard.press('ArrowRight');
      await page.getByRole('tab', { name: form, selected: true }).waitFor();
      const file = await saved(page);
      expect(file.name).toBe(name);
      expect(file.text).toContain(content);
    }
    await page.getByRole('tab', { selected: true }).focus();
    await page.keyboard.press('Home');
    await page.locator('.action input').first().uncheck();
    await expect.poll(() => script.textContent(), { timeout: 30_000 }).not.toContain('StemmaDenyAll');
    expect((await saved(page)).text).not.toContain('StemmaDenyAll');
    await context.close();
  });

  test('sees in the picture of roles what the snapshot allows besides what was seen', async () => {
    const { page, context } = await visit(browser!, server.url);
    await goTo(page, '#/roles');
    await expect.poll(() => page.locator('.role-graph .edge.unseen').count()).toBeGreaterThan(0);
    await page.getByRole('link', { name: /Admin.*186 tokens/ }).click();
    const details = page.getByRole('complementary', { name: 'Role' });
    await expect.poll(() => details.textContent()).toContain('yes: a session of it led to another session of it');
    expect(await details.textContent()).toContain('platform-admin');
    await page.goBack();
    await expect.poll(() => details.count()).toBe(0);
    await context.close();
  });

  test('prints the whole lineage, however little of it is in view', async () => {
    const { page, context } = await visit(browser!, server.url, { dark: true, height: 500 });
    await goTo(page, '#/lineage/access-key/AKIAILQCKOGUOEXAMPLE');
    await page.locator('.toolbar input').uncheck();
    await expect.poll(() => page.locator('.toolbar').textContent()).toContain('188 lines');
    expect(await page.locator('.sheet').count()).toBe(0);
    await page.emulateMedia({ media: 'print' });
    await expect.poll(() => page.locator('.sheet-lines li').count()).toBe(188);
    expect(await page.locator('.sheet-lines code').last().textContent()).toBe('ASIAI6WNR2FLUEXAMPLE');
    expect(await page.evaluate(`getComputedStyle(document.documentElement).backgroundColor`)).toBe(
      'rgb(255, 255, 255)',
    );
    await picture(page, 'leaked-key-printed-lineage', { full: true });
    await page.emulateMedia({ media: 'screen' });
    await expect.poll(() => page.locator('.sheet').count()).toBe(0);
    await context.close();
  });

  test('gets the source of what is served from the page itself', async () => {
    const { page, context } = await visit(browser!, server.url);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'source code' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('stemma-source.tar.gz');
    expect((await readFile(await download.path())).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    await context.close();
  });

  test('sees what a scan adds, in every tab', async () => {
    const { page, context } = await visit(browser!, server.url);
    const other = await context.newPage();
    await other.goto(page.url());
    await other.locator('.bottom').waitFor();
    await stemma(['scan', `${root}examples/support-user`, '--as-of', 'last', '--case', 'responder.db'], { cwd });
    for (const tab of [page, other]) {
      await expect.poll(() => tab.locator('main').textContent(), { timeout: 20_000 }).toContain('AKIAIWDIGAA4HEXAMPLE');
    }
    await context.close();
  });
});

describe.skipIf(browser === null)('whoever is sent the file', () => {
  let file = '';
  beforeAll(async () => {
    file = join(cwd, 'sent.html');
    const iam = `${root}examples/leaked-key/iam.json`;
    const scan = ['scan', `${root}examples/leaked-key`, '--iam', iam, '--as-of', 'last', '--case', ':memory:'];
    await stemma([...scan, '-o', file], { cwd });
  });

  test('has the plan, its proof and its scripts in it, and what happens without an action', async () => {
    const { page, context, strays } = await visit(browser!, pathToFileURL(file).href);
    await goTo(page, plan);
    const left = page.getByRole('complementary', { name: 'What is left' });
    await expect.poll(() => left.textContent()).toContain('Nothing is left to the attacker');
    await expect
      .poll(() => page.getByRole('region', { name: 'contain.sh', exact: true }).textContent())
      .toContain('put-role-policy');
    expect((await saved(page)).text).toMatch(/^#!\/usr\/bin\/env bash\n/);
    await page.locator('.action input').first().uncheck();
    await expect.poll(() => left.textContent()).toContain('The attacker is still in');
    await expect.poll(() => left.textContent()).toContain('new session of arn:aws:iam::111122223333:role/Admin');
    await expect
      .poll(() => page.getByRole('region', { name: 'Script' }).textContent())
      .toContain('carries the scripts of the whole plan');
    expect(strays).toEqual([]);
    await context.close();
  });

  test('is told where a plan has to be asked that the file does not carry, and where the source is', async () => {
    const { page, context } = await visit(browser!, pathToFileURL(file).href);
    await goTo(page, '#/contain/credential/ASIAI6WNR2FLUEXAMPLE');
    await page.getByText('stemma contain ASIAI6WNR2FLUEXAMPLE').waitFor();
    expect(await page.locator('.bottom').textContent()).toMatch(/npm package stemma@\d/);
    await context.close();
  });

  test('gets no more than 2 MB and 400 bytes a token', async () => {
    const { size } = await stat(file);
    expect(size).toBeLessThanOrEqual(2_000_000 + 400 * 432);
  });
});

/** A call that nobody's key signed. */
const unsigned = {
  eventVersion: '1.08',
  userIdentity: { type: 'AWSService', invokedBy: 'cloudtrail.amazonaws.com' },
  eventTime: '2026-10-05T00:01:00Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'GetBucketAcl',
  awsRegion: 'us-east-1',
  sourceIPAddress: 'cloudtrail.amazonaws.com',
  userAgent: 'cloudtrail.amazonaws.com',
  eventID: '11111111-1111-4111-8111-111111111111',
  recipientAccountId: '111122223333',
};

test.skipIf(browser === null)('a case without a credential says so in every view', async () => {
  await writeFile(join(cwd, 'unsigned.json'), JSON.stringify({ Records: [unsigned] }));
  await stemma(['scan', 'unsigned.json', '--as-of', 'last', '--case', ':memory:', '-o', 'empty.html'], { cwd });
  const { page, context, complaints } = await visit(browser!, pathToFileURL(join(cwd, 'empty.html')).href);
  const said = [
    'No credential in what was read',
    'No origin',
    'No credential was seen in this case',
    'No rule found anything',
    'Nobody was seen to assume a role',
    'Nothing in this case is suspicious',
  ];
  for (const [at, hash] of views.entries()) {
    await goTo(page, hash);
    await settled(page);
    expect(await page.locator('main').textContent()).toContain(said[at]!);
    expect(await accessibilityProblems(page)).toEqual([]);
  }
  expect(complaints).toEqual([]);
  await context.close();
});

test('Ctrl-C ends the server, open pages or not', async () => {
  await stemma(['scan', `${root}examples/leaked-key`, '--as-of', 'last', '--case', 'ends.db'], { cwd });
  const server = await startServer(cwd, ['--case', 'ends.db', '--as-of', 'last']);
  const { origin, searchParams } = new URL(server.url);
  const headers = { authorization: `Bearer ${searchParams.get('token')!}` };
  const stream = await fetch(`${origin}/api/revisions`, { headers });
  expect(stream.status).toBe(200);
  expect(await server.close()).toBe(0);
  await expect(fetch(`${origin}/api/case`, { headers })).rejects.toThrow('fetch failed');
});

describe.skipIf(browser === null)('hostile text stays text', () => {
  const kinds = [
    'script element',
    'broken-out attribute',
    'closing XML',
    'bidirectional overrides',
    'Markdown link',
    'prototype',
  ];
  const payload =
    '</script><script>alert(1)</script><img src=x onerror=alert(2)>"><svg onload=alert(3)>javascript:alert(4)';

  test.each([...kinds.map((kind) => [kind, hostileTexts[kind]!] as const), ['everything at once', payload] as const])(
    '%s',
    async (kind, text) => {
      const { report, issuances } = hostileReport(text);
      const file = join(cwd, `hostile-${kind.replaceAll(' ', '-')}.html`);
      await writeFile(file, await bytesOf(render(viewOf(report, issuances), { page: await reportPage() })));
      const { page, context, strays, complaints } = await visit(browser!, pathToFileURL(file).href);
      for (const hash of [
        ...views,
        await firstLineage(page),
        '#/token/ASIAHOSTILE0EXAMPLE1',
        '#/roles?role=x',
        `#/token/${encodeURIComponent(text)}`,
      ]) {
        await goTo(page, hash);
        await settled(page);
        const unsafe = await page.evaluate(
          `[...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href')).filter((href) => !href.startsWith('#')).concat([...document.querySelectorAll('#app img, #app script, #app iframe, #app [onerror], #app [onload]')].map((e) => e.tagName))`,
        );
        expect(unsafe).toEqual([]);
      }
      expect({ strays, complaints }).toEqual({ strays: [], complaints: [] });
      await context.close();
    },
  );
});

/** A lineage, a token, a plan and a role: whatever the page itself offers first. */
async function deeperViews(page: Page): Promise<string[]> {
  return [
    await firstLineage(page),
    await firstToken(page),
    await firstOf(page, '#/contain', '.targets a'),
    await firstOf(page, '#/roles', 'main table th a'),
  ];
}

async function firstOf(page: Page, hash: string, selector: string): Promise<string> {
  await goTo(page, hash);
  return (await page.locator(selector).first().getAttribute('href'))!;
}

/** `lineage` of `#/lineage/access-key/…`. */
const nameOf = (hash: string): string =>
  (/^#\/(\w+)/.exec(hash)?.[1] ?? 'overview') + (/^#\/(contain\/|roles\?)/.test(hash) ? '-one' : '');

/** The worst lineage and a token of it, by the links that the page itself offers. */
async function firstLineage(page: Page): Promise<string> {
  await goTo(page, '#/lineage');
  return (await page.locator('main table a').first().getAttribute('href'))!;
}

async function firstToken(page: Page): Promise<string> {
  await goTo(page, '#/tokens');
  return (await page.locator('main table a').first().getAttribute('href'))!;
}

/** What the button for it saves. */
async function saved(page: Page): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /^Download/ }).click(),
  ]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

/** Until what was asked for is shown, and drawn. */
async function settled(page: Page): Promise<void> {
  // Not by a function of the page: its policy forbids to make one.
  await expect.poll(() => page.locator('[aria-busy="true"]').count(), { timeout: 30_000 }).toBe(0);
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
}

/** By how many pixels the page is wider than the window. */
const overflow = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth - innerWidth');
