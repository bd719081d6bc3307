import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
/** The built command, as `npm test` has just built it. */
export const main = `${root}dist/bin/main.js`;

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
  /** Sent after so long, or when something has happened. */
  readonly kill?: { readonly signal: NodeJS.Signals } & (
    { readonly afterMs: number } | { readonly after: Promise<unknown> }
  );
}

/** Runs `stemma` as a user's shell would: a real process, real pipes. */
export function stemma(args: readonly string[], options: RunOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      cwd: options.cwd,
      env: { PATH: process.env['PATH'], HOME: options.cwd, ...options.env },
      ...(options.uid === undefined ? {} : { uid: options.uid }),
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.stdin.on('error', () => undefined);
    if (options.stdin !== undefined) child.stdin.end(options.stdin);
    else if (options.kill === undefined) child.stdin.end();
    const { kill } = options;
    const timer = kill && 'afterMs' in kill ? setTimeout(() => child.kill(kill.signal), kill.afterMs) : undefined;
    if (kill && 'after' in kill) void kill.after.then(() => child.kill(kill.signal));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, ...output });
    });
  });
}
