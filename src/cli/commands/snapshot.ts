import { Command } from '@commander-js/extra-typings';
import { writeFile, rename, rm } from 'node:fs/promises';
import { StemmaError, type ExitCode } from '../../lib/errors.ts';
import type { SnapshotFile } from '../../model/snapshot-file.ts';
import { ended, writeAll, type Io } from '../io.ts';
import {
  awsOptionsOf,
  endpointOption,
  profileOption,
  regionOption,
  regionsOption,
  type AwsOptionValues,
} from '../options.ts';
import { tellProblems } from '../tell-problems.ts';
import type { CreateCommand } from './command.ts';

interface SnapshotOptions extends AwsOptionValues {
  output: string;
  regions?: string[];
}

export const createSnapshot: CreateCommand = (io, finish) =>
  new Command('snapshot')
    .description('collect the IAM of an account, its instances and trails, with read-only calls, into a file for --iam')
    .option('-o, --output <file>', 'the file to write; - for stdout', 'stemma-snapshot.json')
    .addOption(regionsOption())
    .addOption(profileOption())
    .addOption(regionOption())
    .addOption(endpointOption())
    .addHelpText(
      'after',
      `
What may not be asked is told and left out. The policy that allows all of it:  stemma permissions snapshot

Examples:
  stemma snapshot --profile audit -o iam.json
  stemma scan AWSLogs/ --iam iam.json`,
    )
    .action(async (options) => finish(await runSnapshot(options, io)));

async function runSnapshot(options: SnapshotOptions, io: Io): Promise<ExitCode> {
  const { takeSnapshot, snapshotText } = await import('../../pipeline/snapshot/index.ts');
  const { regions = null } = options;
  const file = await takeSnapshot({ aws: awsOptionsOf(options), regions, takenAt: io.now(), signal: io.signal });
  tellProblems(file.problems, io);
  const text = snapshotText(file);
  if (options.output === '-') await writeAll(io.stdout, [text]);
  else {
    await writeWhole(options.output, text);
    await writeAll(io.stdout, ended([summary(options.output, file)]));
  }
  return file.problems.length > 0 ? 4 : 0;
}

function summary(path: string, { accounts, instances, addresses, trails }: SnapshotFile): string {
  const count = (list: readonly unknown[] | null, what: string): string =>
    list === null ? `${what} not known` : `${list.length} ${what}`;
  const account = accounts[0];
  const iam =
    account === undefined
      ? 'no IAM'
      : `${account.accountId}, ${account.users.length} users, ${account.roles.length} roles`;
  return `${path}: ${[iam, count(instances, 'instances'), count(addresses, 'addresses'), count(trails, 'trails')].join(', ')}`;
}

/** There whole or not at all, and for its owner alone: it shows how to get in. */
async function writeWhole(path: string, text: string): Promise<void> {
  const half = `${path}.part`;
  try {
    // Made anew: what lies there may be a link, or a file that others may read.
    await rm(half, { force: true });
    await writeFile(half, text, { mode: 0o600, flag: 'wx' });
    await rename(half, path);
  } catch (cause) {
    await rm(half, { force: true }).catch(() => undefined);
    throw new StemmaError(`${path}: cannot be written`, { exitCode: 2, hint: 'name another file with -o', cause });
  }
}
