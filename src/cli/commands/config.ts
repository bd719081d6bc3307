import { existsSync } from 'node:fs';
import { Command } from '@commander-js/extra-typings';
import { forJson, forTerminal } from '../../lib/neutralise.ts';
import { formatTime } from '../../lib/time.ts';
import { UsageError } from '../../lib/errors.ts';
import { ended, writeAll, type Io } from '../io.ts';
import { formatOption } from '../options.ts';
import { tellSuppressions } from '../tell-suppressions.ts';
import type { CreateCommand } from './command.ts';

const usualFile = 'stemma.config.json';
const usualCase = 'stemma.db';

export const createConfig: CreateCommand = (io, finish) => {
  const config = new Command('config')
    .description('start a configuration from what a case shows, or check one')
    .addHelpText(
      'after',
      `
Examples:
  stemma config init --case incident.db
  stemma config check stemma.config.json`,
    );
  config
    .command('init')
    .description('write a commented configuration from what the case shows; nothing in it is trusted yet')
    .argument('[file]', 'the file to write', usualFile)
    .option('--case <file>', `the case to start from (default: ${usualCase} if present)`)
    .option('--force', 'replace the file if it is there')
    .addHelpText('after', '\nExample:\n  stemma config init --case incident.db')
    .action(async (file, options) => {
      await init(file, options, io);
      finish(0);
    });
  config
    .command('check')
    .description('say what is wrong with a configuration, or what is in force')
    .argument('[file]', `the configuration (default: ${usualFile} if present)`)
    .addOption(formatOption())
    .addHelpText('after', '\nExample:\n  stemma config check stemma.config.json')
    .action(async (file, { format }) => {
      await check(file ?? null, format, io);
      finish(0);
    });
  return config;
};

async function init(file: string, options: { case?: string; force?: true }, io: Io): Promise<void> {
  if (options.case === ':memory:') throw new UsageError('--case :memory: holds nothing', 'name the file of a case');
  const casePath = options.case ?? (existsSync(usualCase) ? usualCase : null);
  const { initConfig } = await import('../../pipeline/index.ts');
  const survey = await initConfig({ file, casePath, force: options.force ?? false });
  const from = casePath === null ? 'no case is here to start from' : `from ${casePath}`;
  const lines = [`wrote ${file} (${from})`];
  if (survey !== null) {
    const { networks, chains, gateways, foreignAccounts } = survey;
    lines.push(
      `suggested, in comments: ${networks.length} networks, ${chains.length} role chains, ${gateways.length} addresses of several instances`,
      `accounts besides those read: ${foreignAccounts.length}`,
    );
  }
  lines.push('take the slashes from what you know, then: stemma config check');
  await writeAll(io.stdout, ended(lines.map((line) => forTerminal(line))));
}

async function check(path: string | null, format: 'text' | 'json', io: Io): Promise<void> {
  const { checkConfig } = await import('../../pipeline/index.ts');
  const { config, inForce, suppressions } = await checkConfig(path, formatTime(io.now()));
  tellSuppressions(
    suppressions.filter(({ expired }) => expired),
    io,
  );
  const json = `${forJson(JSON.stringify(config, null, 2))}\n`;
  await writeAll(
    io.stdout,
    format === 'json' ? [json] : ended(inForce.map((line) => forTerminal(line, { limit: 2_000 }))),
  );
}
