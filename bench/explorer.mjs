// How quick the explorer is, measured in a browser: `npm run bench:explorer -- --tokens 100000 --fan 20000`.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import { build, install, root } from '../scripts/run.mjs';

const { values } = parseArgs({
  options: {
    tokens: { type: 'string', default: '100000' },
    fan: { type: 'string', default: '20000' },
    report: { type: 'string', default: '5000' },
    /** Built code that is there already; without it the code is built first. */
    dist: { type: 'string' },
  },
});
if (values.dist === undefined) {
  install();
  build();
}
const dist = values.dist ?? join(root, 'dist');
const main = join(dist, 'bin/main.js');
const scratch = mkdtempSync(join(tmpdir(), 'stemma-bench-explorer-'));
const rows = [];
const say = (text) => process.stderr.write(`bench: ${text}\n`);
const row = (what, value, unit, goal, met) => {
  rows.push(`| ${what} | ${value} ${unit} | ${goal} | ${met ? 'yes' : 'NO'} |`);
  say(`${what}: ${value} ${unit} (goal ${goal})`);
};

const browser = await chromium.launch({
  executablePath: process.env.STEMMA_CHROMIUM ?? (await sparticuz.executablePath()),
  args: ['--no-sandbox', '--headless=shell', '--disable-gpu'],
});
try {
  await large(Number(values.tokens), Number(values.fan));
  await report(Number(values.report));
} finally {
  await browser.close();
  rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(`\n| measured | | goal | met |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`);

/** An organisation, and in it one key that minted many tokens by itself. */
async function large(tokens, fan) {
  const folder = join(scratch, 'large');
  await writeOrganisation(folder, tokens - fan);
  const key = writeFan(folder, fan);
  say('scanning …');
  stemma(['scan', folder, '--as-of', 'last', '--case', join(scratch, 'large.db')]);
  say('serving …');
  const { url, child } = await serve(join(scratch, 'large.db'));
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const start = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.locator('.verdict h1').waitFor();
  row(
    `${tokens} tokens: first view`,
    Math.round(performance.now() - start),
    'ms',
    '≤ 1000 ms',
    performance.now() - start <= 1000,
  );
  await page.locator('main[data-tokens]').waitFor({ timeout: 60_000 });
  row('all tokens there', Math.round(performance.now() - start), 'ms', '—', true);
  const searched = await worst(['ASIA', 'admin', '198.51', 'zzzz', 'role'], (query) => page.evaluate(search, query));
  row('search, the slowest of five', Math.round(searched), 'ms', '≤ 100 ms', searched <= 100);
  const opened = await page.evaluate(open, `#/lineage/access-key/${key}`);
  row(`origin with ${fan} descendants opens`, Math.round(opened), 'ms', '≤ 1000 ms', opened <= 1000);
  const folded = await page.evaluate(frames);
  row('zoom and pan, folded', folded.toFixed(1), 'frames a second', '≥ 50', folded >= 50);
  await page.locator('.toolbar input').uncheck();
  const unfolded = await page.evaluate(frames);
  row(`zoom and pan, ${fan} lines`, unfolded.toFixed(1), 'frames a second', '≥ 50', unfolded >= 50);
  const scrolled = await page.evaluate(scrolling);
  row(`scrolling ${fan} lines`, scrolled.toFixed(1), 'frames a second', '≥ 50', scrolled >= 50);
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  row('memory of the page', Math.round(usedSize / 1e6), 'MB', '< 300 MB', usedSize < 300e6);
  child.kill('SIGINT');
  await page.context().close();
}

async function report(tokens) {
  const folder = join(scratch, 'small');
  await writeOrganisation(folder, tokens);
  const file = join(scratch, 'report.html');
  stemma(['scan', folder, '--as-of', 'last', '--case', ':memory:', '-o', file]);
  const page = await browser.newPage();
  const start = performance.now();
  await page.goto(pathToFileURL(file).href, { waitUntil: 'commit' });
  await page.locator('.verdict h1').waitFor();
  const opened = performance.now() - start;
  const { size } = statSync(file);
  row(`HTML report of ${tokens} tokens opens`, Math.round(opened), 'ms', '≤ 1000 ms', opened <= 1000);
  const most = 2e6 + 400 * tokens;
  row('its size', (size / 1e6).toFixed(2), 'MB', `≤ ${(most / 1e6).toFixed(1)} MB`, size <= most);
}

async function writeOrganisation(folder, tokens) {
  say(`making ${tokens} tokens …`);
  const { generateOrganisation } = await import(`${dist}/synth/index.js`);
  const { writeTrail } = await import(`${dist}/pipeline/synth/index.js`);
  const plan = {
    accounts: 3,
    regions: 1,
    late: 0,
    duplicates: 0,
    usesPerToken: 2,
    seed: 1,
    days: 7,
    events: tokens * 3,
  };
  await writeTrail(generateOrganisation(plan), { folder, force: true, signal: new AbortController().signal });
}

/** One key that assumes one role over and over: the widest fan that there can be. */
function writeFan(folder, fan) {
  const key = 'AKIAFAN0000000EXAMPLE'.slice(0, 20);
  const start = Date.UTC(2026, 9, 5);
  const time = (at) => new Date(at).toISOString().replace(/\.\d+/, '');
  const Records = Array.from({ length: fan }, (_, i) => ({
    eventVersion: '1.09',
    eventTime: time(start + i * 20_000),
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    awsRegion: 'us-east-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.17.0',
    eventID: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    recipientAccountId: '111122223333',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAFANEXAMPLE',
      arn: 'arn:aws:iam::111122223333:user/fan',
      accountId: '111122223333',
      accessKeyId: key,
      userName: 'fan',
    },
    requestParameters: { roleArn: 'arn:aws:iam::111122223333:role/Fan', roleSessionName: `job-${i}` },
    responseElements: {
      credentials: {
        accessKeyId: `ASIAFAN${String(i).padStart(6, '0')}EXAMPLE`,
        expiration: time(start + i * 20_000 + 3_600_000),
      },
      assumedRoleUser: {
        assumedRoleId: `AROAFAN:job-${i}`,
        arn: `arn:aws:sts::111122223333:assumed-role/Fan/job-${i}`,
      },
    },
  }));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'fan.json.gz'), gzipSync(JSON.stringify({ Records })));
  return key;
}

function stemma(args) {
  const { status, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', cwd: scratch });
  if (status !== 0) throw new Error(`stemma ${args.join(' ')} ended with ${status}: ${stderr}`);
}

function serve(file) {
  const child = spawn(process.execPath, [main, 'serve', '--case', file, '--as-of', 'last'], { cwd: scratch });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}`)));
    child.stdout.once('data', (text) => resolve({ url: String(text).trim(), child }));
  });
}

async function worst(queries, ask) {
  let most = 0;
  for (const query of queries) most = Math.max(most, await ask(query));
  return most;
}

/* What follows runs in the page. */
/* global document, location, requestAnimationFrame, WheelEvent, Event */

/** From the letter to the list: until what was found, or that nothing was, is there to be seen. */
async function search(query) {
  const field = document.querySelector('.search input');
  field.focus();
  field.value = '';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const begin = performance.now();
  field.value = query;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  while (document.querySelector('.hits:not([hidden]) li, .hits:not([hidden]) p') === null) {
    await new Promise((resolve) => setTimeout(resolve));
  }
  return performance.now() - begin;
}

async function open(hash) {
  const begin = performance.now();
  location.hash = hash;
  while (document.querySelector('[role="treeitem"]') === null || !(document.querySelector('.plot canvas')?.width > 1)) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return performance.now() - begin;
}

/** Two seconds of zooming in and out and panning, an event a frame. */
async function frames() {
  const plot = document.querySelector('.plot');
  const { left, top, width } = plot.getBoundingClientRect();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const begin = performance.now();
  let count = 0;
  while (performance.now() - begin < 2_000) {
    const zooms = count % 2 === 0;
    const at = { clientX: left + width * 0.7, clientY: top + 80, bubbles: true, cancelable: true };
    const delta = zooms
      ? { ctrlKey: true, deltaY: count % 120 < 60 ? -12 : 12 }
      : { deltaX: count % 80 < 40 ? 14 : -14 };
    plot.dispatchEvent(new WheelEvent('wheel', { ...at, ...delta }));
    await new Promise((resolve) => requestAnimationFrame(resolve));
    count++;
  }
  return count / ((performance.now() - begin) / 1000);
}

async function scrolling() {
  const chart = document.querySelector('.chart');
  const begin = performance.now();
  let count = 0;
  while (performance.now() - begin < 2_000) {
    chart.scrollTop = (count * 137) % (chart.scrollHeight - chart.clientHeight);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    count++;
  }
  return count / ((performance.now() - begin) / 1000);
}
