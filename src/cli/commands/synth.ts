import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { ExitCode } from '../../lib/errors.ts';
import { UsageError } from '../../lib/errors.ts';
import { ended, writeAll, type Io } from '../io.ts';
import type { CreateCommand } from './command.ts';

interface SynthOptions {
  events: number;
  days: number;
  seed: number;
  accounts: number;
  regions: number;
  attacks: string[];
  listAttacks?: true;
  force?: true;
}

export const createSynth: CreateCommand = (io, finish) =>
  new Command('synth')
    .description('write a synthetic trail with its truth: for fire drills, tests and benchmarks')
    .argument('[folder]', 'where to write; new or empty')
    .option('--events <n>', 'records of everyday life, about', wholeNumber(1, 1e9), 20_000)
    .option('--days <n>', 'how long it goes on; fractions are allowed', days, 3)
    .option('--seed <n>', 'the same seed writes the same bytes', wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--accounts <n>', 'accounts of the organisation', wholeNumber(1, 500), 3)
    .option('--regions <n>', 'regions in which every account works', wholeNumber(1, 5), 2)
    .addOption(
      new Option('--attacks <names>', 'what to plant, with commas between; "all": one of each')
        .argParser(names)
        .default([] as string[], 'none'),
    )
    .option('--list-attacks', 'print the attacks that can be planted, and do nothing else')
    .option('--force', 'write into a folder that is not empty')
    .addHelpText(
      'after',
      `
Beside the trail it writes truth.json (every credential with its parent and origin, every attack with the findings
that it must give) and stemma.config.json (the accounts and role chains of that organisation).

Examples:
  stemma synth drill --attacks leaked-key,instance-theft
  stemma scan drill --config drill/stemma.config.json --as-of last
  stemma synth big --events 1000000 --days 30 --accounts 10 --seed 7`,
    )
    .action(async (folder, options) => finish(await runSynth(folder, options, io)));

async function runSynth(folder: string | undefined, options: SynthOptions, io: Io): Promise<ExitCode> {
  const { attackNames, generateOrganisation, truthDocument } = await import('../../synth/index.ts');
  if (options.listAttacks === true) {
    await writeAll(io.stdout, ended(attackNames));
    return 0;
  }
  if (folder === undefined) throw new UsageError('synth: no folder named', 'stemma synth drill');
  const attacks = chosen(options.attacks, attackNames);
  const { writeBeside, writeTrail } = await import('../../pipeline/synth/index.ts');
  const { events, days, seed, accounts, regions, force = false } = options;
  const organisation = generateOrganisation({ events, days, seed, accounts, regions, attacks });
  const written = await writeTrail(organisation, { folder, force, signal: io.signal });
  const { config, ...truth } = organisation.truth();
  await writeBeside(folder, 'truth.json', truthDocument(truth));
  await writeBeside(folder, 'stemma.config.json', [`${JSON.stringify(config, null, 2)}\n`]);
  const count = (value: number): string => value.toLocaleString('en-US');
  const planted = attacks.length === 0 ? 'no attack' : attacks.join(', ');
  await writeAll(io.stdout, [
    `${folder}: ${count(truth.events)} records in ${count(written.files)} files, ${count(truth.tokens.length)} credentials, ${planted}\n`,
  ]);
  return 0;
}

function chosen(asked: readonly string[], known: readonly string[]): string[] {
  const names = asked.flatMap((name) => (name === 'all' ? known.filter((each) => !each.includes('/')) : [name]));
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw new UsageError(`--attacks: no attack is called ${stranger}`, 'stemma synth --list-attacks names them');
  }
  return [...new Set(names)];
}

const names = (text: string, before: string[]): string[] => [
  ...before,
  ...text.split(',').flatMap((name) => name.trim() || []),
];

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

function days(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3650)) throw new InvalidArgumentError('It must be a number of days, up to 3650.');
  return value;
}
