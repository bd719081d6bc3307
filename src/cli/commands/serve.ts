import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { UsageError } from '../../lib/errors.ts';
import { asOfOption, caseOption, configOption } from '../options.ts';
import { reviewCase } from '../review-case.ts';
import type { CreateCommand } from './command.ts';

const LOOPBACK = '127.0.0.1';

export const createServe: CreateCommand = (io, finish) =>
  new Command('serve')
    .description('open the case in the browser: lineages over time, findings, roles, the containment plan')
    .addOption(caseOption())
    .addOption(configOption())
    .addOption(asOfOption())
    .option('--port <n>', 'where to listen; 0 for any port that is free', portNumber, 0)
    .option('--host <address>', 'the address to listen on', LOOPBACK)
    .addHelpText(
      'after',
      `
Examples:
  stemma serve --as-of last
  stemma serve --case incident.db --port 8080`,
    )
    .action(async ({ port, host, ...options }) => {
      const { serve } = await import('../../explorer/index.ts');
      const load = () => reviewCase(options, io);
      const { url, closed } = await serve({
        casePath: options.case,
        load,
        plan: () => Promise.reject(new UsageError('plans come later')),
        host,
        port,
        signal: io.signal,
      });
      if (host !== LOOPBACK && host !== 'localhost' && host !== '::1') {
        io.stderr.write(`warning: ${host}: other machines can reach this, and the connection is not encrypted\n`);
      }
      io.stdout.write(`${url}\n`);
      io.stderr.write('Open this address in a browser on this machine. Ctrl-C ends it.\n');
      await closed;
      finish(0);
    });

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('a number from 0 to 65535.');
  return port;
}
