import { Command } from '@commander-js/extra-typings';
import { UsageError } from '../../lib/errors.ts';
import { ended, writeAll, type Io } from '../io.ts';
import { formatOption } from '../options.ts';
import type { CreateCommand } from './command.ts';

export const createPermissions: CreateCommand = (io, finish) =>
  new Command('permissions')
    .description('print the least IAM policy that a source or command needs')
    .argument('<source>', 's3, cloudtrail, snapshot, trails, verify, athena, lake; or a source as scan takes it')
    .addOption(formatOption())
    .addHelpText(
      'after',
      '\nExamples:\n  stemma permissions s3\n  stemma permissions snapshot --format json > policy.json',
    )
    .action(async (source, { format }) => {
      await runPermissions(source, format, io);
      finish(0);
    });

async function runPermissions(source: string, format: 'text' | 'json', io: Io): Promise<void> {
  const { grantFor, grantNames, grantNotes, policyDocument } = await import('../../pipeline/index.ts');
  const name = grantFor(source);
  if (name === null) {
    throw new UsageError(`${source}: nothing that asks AWS`, `policies are there for: ${grantNames.join(', ')}`);
  }
  const policy = JSON.stringify(policyDocument(name), null, 2);
  if (format === 'json') {
    await writeAll(io.stdout, [`${policy}\n`]);
    return;
  }
  const { title, notes } = grantNotes(name);
  await writeAll(io.stdout, ended([title, ...notes.map((note) => `  ${note}`), '', policy]));
}
