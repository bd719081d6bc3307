import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { main, root, stemma } from '../support/command.ts';
import { plainRecords, trailFile } from '../support/records.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'stemma-watch-'));
  await mkdir(join(cwd, 'logs'));
  await writeFile(join(cwd, 'logs/quiet.json'), trailFile(plainRecords(10)));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

interface Watching {
  readonly output: { stdout: string; stderr: string };
  /** Resolves once the text of a stream holds what is looked for. */
  until(stream: 'stdout' | 'stderr', text: string): Promise<void>;
  stop(): Promise<number | null>;
}

function watchLogs(...options: string[]): Watching {
  const child = spawn(process.execPath, [main, 'watch', 'logs', '--every', '1', ...options], { cwd });
  const output = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
      for (const check of waiting) check();
    });
  }
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    output,
    until: (stream, text) =>
      new Promise((resolve, reject) => {
        const check = (): void => void (output[stream].includes(text) && resolve());
        waiting.add(check);
        check();
        void closed.then(() => reject(new Error(`ended before it said ${text}: ${JSON.stringify(output)}`)));
      }),
    stop: () => {
      child.kill('SIGINT');
      return closed;
    },
  };
}

const leakedKey = join(root, 'examples/leaked-key');
const addAttack = (): Promise<void> => cp(leakedKey, join(cwd, 'logs/attack'), { recursive: true });
const rulesIn = (lines: string): string[] =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { rule: string }).rule);

test('what is delivered while it watches is told once, also by the watch that comes after it', async () => {
  const first = watchLogs('--format', 'jsonl');
  await first.until('stderr', '10 new events');
  expect(first.output.stdout).toBe('');
  await addAttack();
  await first.until('stdout', '"token-chain"');
  expect(await first.stop()).toBe(130);
  const told = rulesIn(first.output.stdout);
  expect(told).toEqual(expect.arrayContaining(['refresh-loop', 'token-chain']));
  expect(new Set(told).size).toBe(told.length);

  await writeFile(join(cwd, 'logs/more.json'), trailFile(plainRecords(20, 500)));
  const second = watchLogs('--format', 'jsonl');
  await second.until('stderr', '20 new events');
  expect(await second.stop()).toBe(130);
  expect(second.output.stdout).toBe('');
});

test('alerts are told in sentences, with what to do', async () => {
  await addAttack();
  const watching = watchLogs('--alert-on', 'critical');
  await watching.until('stderr', 'live and suspicious');
  await watching.stop();
  expect(watching.output.stdout).toMatch(/^CRITICAL {2}Tokens of the same role refresh each other/m);
  expect(watching.output.stdout).not.toMatch(/^HIGH/m);
});

test.each([
  [['-'], 'standard input ends'],
  [['logs', '--case', ':memory:'], 'forgets what it told'],
  [['logs', '--every', '0'], 'from 1 to 86400'],
])('watch %j is wrong usage', async (args, why) => {
  const run = await stemma(['watch', ...args], { cwd });
  expect(run).toMatchObject({ code: 2, stdout: '' });
  expect(run.stderr).toContain(why);
});
