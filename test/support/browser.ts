import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import sparticuz from '@sparticuz/chromium';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { main, root } from './command.ts';

/** Where pictures of each view are left, for people to look at. */
export const screenshots = `${root}.cache/screenshots`;

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const args = [
  '--no-sandbox',
  '--headless=shell',
  '--disable-gpu',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
];

/** A real browser: the one inside a package, else one of the machine; null, with the reason said loudly, where none runs. */
export async function openBrowser(): Promise<Browser | null> {
  const reasons: string[] = [];
  const carried = await sparticuz.executablePath().catch((error: unknown) => (reasons.push(String(error)), null));
  for (const executablePath of [process.env['STEMMA_CHROMIUM'], carried, ...installed]) {
    if (executablePath === undefined || executablePath === null || !existsSync(executablePath)) continue;
    try {
      return await chromium.launch({ executablePath, args, headless: true });
    } catch (error) {
      reasons.push(`${executablePath}: ${String(error).split('\n').slice(0, 3).join(' ')}`);
    }
  }
  process.stderr.write(`\n!!! NO BROWSER RUNS HERE: the explorer's tests are skipped.\n${reasons.join('\n')}\n\n`);
  return null;
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page asked for, beyond the server or file that it came from. */
  readonly strays: string[];
  /** Errors and warnings of its console. */
  readonly complaints: string[];
}

export interface VisitOptions {
  readonly dark?: boolean;
  readonly width?: number;
  readonly height?: number;
}

/** Opens an address in a profile of its own and waits until the tokens are there. */
export async function visit(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.dark === true ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const strays: string[] = [];
  const complaints: string[] = [];
  const { origin, href } = new URL(url);
  page.on('request', (request) => {
    const asked = request.url();
    const isOwn = origin === 'null' ? asked.split('#')[0] === href.split('#')[0] : asked.startsWith(`${origin}/`);
    if (!isOwn && !asked.startsWith('data:')) strays.push(asked);
  });
  page.on('console', (message) => {
    if (message.type() !== 'log') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  await page.locator('main:not(.waiting)').waitFor();
  return { page, context, strays, complaints };
}

export async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  await page.locator('main h1').first().waitFor();
}

/** What axe finds wrong with the page as it is, one line each. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const file = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  const { readFile } = await import('node:fs/promises');
  const source = await readFile(file, 'utf8');
  // Through the debugger, so that the page's own policy stays as strict as it is.
  await page.evaluate(source);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          options: object,
        ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.length} × ${nodes[0]!.html.slice(0, 160)} ${nodes[0]!.failureSummary ?? ''}`,
    );
  });
}

export async function picture(page: Page, name: string, options: { full?: boolean } = {}): Promise<void> {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: options.full ?? false });
}

export interface Server {
  readonly url: string;
  /** Ends it as Ctrl-C does, and gives its exit code. */
  close(): Promise<number | null>;
}

/** `stemma serve` as a user starts it. */
export function startServer(cwd: string, options: readonly string[]): Promise<Server> {
  const child = spawn(process.execPath, [main, 'serve', ...options], { cwd });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return new Promise((resolve, reject) => {
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}: ${errors}`)));
    child.stdout.setEncoding('utf8').once('data', (text: string) =>
      resolve({
        url: text.trim(),
        close: () => {
          child.kill('SIGINT');
          return ended;
        },
      }),
    );
  });
}
