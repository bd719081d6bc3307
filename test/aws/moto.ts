import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Outcome, stemma } from '../support/command.ts';

const named = process.env['STEMMA_TEST_AWS'];
if (named === undefined) throw new Error('run these tests by: npm run test:aws');

/** Where the server answers, for every service. */
export const endpoint = named;

export const region = 'us-east-1';
/** The account that moto plays. */
export const account = '123456789012';
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

/** For the SDK clients with which a test sets an account up. */
export const clientConfig = { endpoint, region, credentials, forcePathStyle: true };

/** An empty AWS. */
export async function reset(): Promise<void> {
  const answer = await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
  if (!answer.ok) throw new Error(`moto does not reset: ${answer.status}`);
}

/** A folder to run the command in, with the credentials of that account. */
export async function workplace(): Promise<{
  readonly cwd: string;
  readonly run: (...args: string[]) => Promise<Outcome>;
  /** With another endpoint, behind which the server lies. */
  readonly runAt: (url: string, ...args: string[]) => Promise<Outcome>;
  readonly leave: () => Promise<void>;
}> {
  const cwd = await mkdtemp(join(tmpdir(), 'stemma-aws-'));
  const env = {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: region,
    TMPDIR: cwd,
  };
  const runAt = (url: string, ...args: string[]): Promise<Outcome> =>
    stemma([...args, '--endpoint-url', url], { cwd, env });
  return {
    cwd,
    run: (...args) => runAt(endpoint, ...args),
    runAt,
    leave: () => rm(cwd, { recursive: true, force: true }),
  };
}
