import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportPage } from '../../src/explorer/index.ts';
import { render } from '../../src/reports/html.ts';
import { bytesOf } from '../contract/report.ts';
import { goTo, openBrowser, visit } from '../support/browser.ts';
import { root, stemma } from '../support/command.ts';
import { findingRow, reportOf, tokenRow, viewOf } from '../support/report-view.ts';

const browser = await openBrowser();
let cwd = '';
/** The sample with its snapshot, and without one; both of a case that has a name. */
const files = { proven: '', unproven: '' };
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-layout-'));
  const scan = ['scan', `${root}examples/leaked-key`, '--as-of', 'last'];
  for (const name of ['proven', 'unproven'] as const) {
    files[name] = pathToFileURL(join(cwd, `${name}.html`)).href;
    const iam = name === 'proven' ? ['--iam', `${root}examples/leaked-key/iam.json`] : [];
    await stemma([...scan, ...iam, '--case', `${name}.db`, '-o', `${name}.html`], { cwd });
  }
});
afterAll(async () => {
  await browser?.close();
  await rm(cwd, { recursive: true, force: true });
});

/** A workflow took a role: neither has a blank or a hyphen in its name. */
const longToken = 'ASIA000000001EXAMPLE';
const workflow = {
  kind: 'web-identity',
  id: `arn:aws:iam::111122223333:oidc_provider/token.actions.example.com#repo:${'mallory'.repeat(8)}/test`,
} as const;
const role = `arn:aws:iam::111122223333:role/${'ReleaseUploader'.repeat(4)}`;
const longNames = reportOf(
  [tokenRow(longToken, { origin: { ...workflow, basis: 'logged' }, roleArn: role, suspicious: true })],
  {
    findings: [
      findingRow('foreign-subject', {
        credential: longToken,
        credentials: [longToken],
        origin: workflow,
        roleArn: role,
        reason: 'It took the role and worked with it, on and off, from 2026-10-25T14:03:00Z to 2026-11-01T11:10:00Z.',
      }),
    ],
  },
);

const plan = '#/contain/origin/access-key/AKIAILQCKOGUOEXAMPLE';
const windows = [
  { width: 1440, height: 900 },
  { width: 1200, height: 800 },
  { width: 800, height: 700 },
  { width: 390, height: 844 },
] as const;

describe.skipIf(browser === null).each(windows)('in a window of $width by $height', (size) => {
  let page: Page;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const opened = await visit(browser!, files.proven, size);
    page = opened.page;
    close = () => opened.context.close();
  });
  afterAll(() => close());

  test('every tab is in sight', async () => {
    for (const tab of await page.locator('.top nav a').all()) {
      const { x, width } = await boxOf(tab);
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(size.width);
    }
  });

  test('the numbers fill their rows', async () => {
    await goTo(page, '#/');
    const { x, width } = await boxOf(page.locator('.numbers'));
    const rows = new Map<number, number>();
    for (const cell of await page.locator('.number').all()) {
      const box = await boxOf(cell);
      rows.set(box.y, Math.max(rows.get(box.y) ?? 0, box.x + box.width));
    }
    for (const end of rows.values()) expect(Math.abs(end - (x + width))).toBeLessThanOrEqual(2);
  });

  test('a graph of which every role is drawn shows them all', async () => {
    await goTo(page, '#/roles');
    const picture = page.locator('.role-graph .picture');
    await picture.locator('.node').first().waitFor();
    expect(await page.locator('.roles-bar').textContent()).toContain('Every role is drawn');
    expect(await page.locator('.role-graph .part').count()).toBe(0);
    const frame = await boxOf(picture);
    for (const node of await picture.locator('.node rect').all()) {
      const box = await boxOf(node);
      expect(box.x).toBeGreaterThanOrEqual(frame.x);
      expect(box.x + box.width).toBeLessThanOrEqual(frame.x + frame.width);
      expect(box.y).toBeGreaterThanOrEqual(frame.y);
      expect(box.y + box.height).toBeLessThanOrEqual(frame.y + frame.height);
    }
  });

  test('the verdict on a plan stands above its script', async () => {
    await goTo(page, plan);
    const [verdict, script] = [page.locator('.proof-result'), page.locator('.scripts')];
    await script.locator('pre').last().waitFor();
    expect((await boxOf(verdict)).y).toBeLessThan((await boxOf(script)).y);
  });

  test('no option of a command is broken over lines', async () => {
    await goTo(page, plan);
    await page.locator('.commands .word').first().waitFor();
    for (const word of await page.locator('.commands .word').all()) expect((await boxOf(word)).height).toBeLessThan(24);
  });

  test('a table that goes on says so until its end is in sight', async () => {
    await goTo(page, '#/tokens');
    const scroller = page.locator('.scroller');
    const isWide = await scroller.evaluate((element) => element.scrollWidth > element.clientWidth + 2);
    await expect.poll(() => page.locator('.scroller-frame.has-more').count()).toBe(isWide ? 1 : 0);
    const state = await boxOf(page.locator('tbody .state').first());
    expect(state.x + state.width).toBeLessThanOrEqual(size.width);
    await scroller.evaluate((element) => element.scrollTo(element.scrollWidth, 0));
    await expect.poll(() => page.locator('.scroller-frame.has-more').count()).toBe(0);
  });

  test('the label of the present covers no control change, and letters of charts are as large as meant', async () => {
    await goTo(page, '#/lineage/access-key/AKIAILQCKOGUOEXAMPLE');
    await page.locator('.axis .now').waitFor();
    const now = await boxOf(page.locator('.axis .now'));
    for (const flag of await page.locator('.axis .flag').all()) {
      const box = await boxOf(flag);
      expect(box.y + box.height <= now.y || box.x + box.width <= now.x || box.x >= now.x + now.width).toBe(true);
    }
    for (const [hash, tick] of [
      ['#/', '.histogram .tick'],
      ['#/token/ASIAI6WNR2FLUEXAMPLE', '.uses .address'],
    ] as const) {
      await goTo(page, hash);
      await expect.poll(async () => (await boxOf(page.locator(tick).first())).height).toBeGreaterThanOrEqual(10);
    }
  });
});

describe.skipIf(browser === null)('in the file', () => {
  test('commands name the case and the moment', async () => {
    const { page, context } = await visit(browser!, files.proven);
    await goTo(page, plan);
    for (const command of [
      'stemma contain AKIAILQCKOGUOEXAMPLE --case proven.db --as-of last --apply',
      'stemma contain AKIAILQCKOGUOEXAMPLE --case proven.db --as-of last --script aws-cli -o contain.sh',
    ])
      await page.getByText(command, { exact: true }).waitFor();
    await goTo(page, '#/findings');
    await expect
      .poll(() => page.locator('main').textContent())
      .toMatch(/Plan it: stemma contain refresh-loop-\w+ --case proven\.db --as-of last/);
    await context.close();
  });

  test('a snapshot that a proof needs and that may not be there has a command that makes it', async () => {
    const { page, context } = await visit(browser!, files.unproven);
    await goTo(page, plan);
    for (const command of [
      'stemma snapshot -o iam.json',
      'stemma contain AKIAILQCKOGUOEXAMPLE --case unproven.db --as-of last --iam iam.json --apply',
    ])
      await expect.poll(() => page.getByText(command, { exact: true }).count(), { message: command }).toBe(1);
    await context.close();
  });

  test('a log that ends before the moment gives no all-clear', async () => {
    const later = ['--as-of', '2026-10-13T20:00:00Z', '--case', 'later.db', '-o', 'later.html'];
    await stemma(['scan', `${root}examples/leaked-key`, ...later], { cwd });
    const { page, context } = await visit(browser!, pathToFileURL(join(cwd, 'later.html')).href);
    await expect
      .poll(() => page.locator('.verdict').textContent())
      .toMatch(/none of them known to be live.*the log ends 74 min before this moment.*1 suspicious token was live/);
    await context.close();
  });

  test('tokens are counted as everywhere: long-term keys are none', async () => {
    const { page, context } = await visit(browser!, files.proven);
    await goTo(page, '#/tokens');
    expect(await page.locator('main h1').textContent()).toBe('Tokens 430 and 2 long-term keys');
    await goTo(page, '#/lineage');
    const row = page.getByRole('row', { name: /AKIAILQCKOGUOEXAMPLE/ });
    expect(await row.locator('.numeric').first().textContent()).toBe('187');
    await context.close();
  });

  test('names that cannot be broken make no page wider than a phone, and times are not broken', async () => {
    const file = join(cwd, 'long-names.html');
    await writeFile(file, await bytesOf(render(viewOf(longNames), { page: await reportPage() })));
    const { page, context } = await visit(browser!, pathToFileURL(file).href, { width: 360, height: 740 });
    for (const hash of ['#/', '#/lineage', '#/tokens', '#/findings', '#/roles', '#/contain', `#/token/${longToken}`]) {
      await goTo(page, hash);
      const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect({ hash, isWider: Number(wider) > 0 }).toEqual({ hash, isWider: false });
    }
    await goTo(page, '#/findings');
    const times = await page.locator('.finding .unbroken').all();
    expect(times.length).toBe(2);
    for (const time of times) expect((await boxOf(time)).height).toBeLessThan(24);
    await context.close();
  });

  test('a column of records that it has no room for is not there', async () => {
    const { page, context } = await visit(browser!, files.proven);
    await goTo(page, '#/token/ASIAI6WNR2FLUEXAMPLE');
    await page.getByRole('columnheader', { name: 'First call' }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'First record' }).count()).toBe(0);
    await context.close();
  });
});

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  expect(box).not.toBeNull();
  return box!;
}
