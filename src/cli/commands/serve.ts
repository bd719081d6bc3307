import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { asOfOption, caseOption, configOption, iamPathOption } from '../options.ts';
import type { Planned } from '../../explorer/index.ts';
import { formatTime } from '../../lib/time.ts';
import type { ReportView } from '../../model/report-view.ts';
import type { Io } from '../io.ts';
import { momentOf, reviewCase, sameCaseOptions, shellWord } from '../review-case.ts';
import { version } from '../version.ts';
import type { CreateCommand } from './command.ts';

const LOOPBACK = '127.0.0.1';

export const createServe: CreateCommand = (io, finish) =>
  new Command('serve')
    .description('open the case in the browser: lineages over time, findings, roles, the containment plan')
    .addOption(caseOption())
    .addOption(configOption())
    .addOption(asOfOption())
    .addOption(iamPathOption())
    .option('--port <n>', 'where to listen; 0 for any port that is free', portNumber, 0)
    .option('--host <address>', 'the address to listen on', LOOPBACK)
    .addHelpText(
      'after',
      `
Examples:
  stemma serve --as-of last
  stemma serve --iam iam.json
  stemma serve --case incident.db --port 8080`,
    )
    .action(async ({ port, host, iam, ...options }) => {
      const { serve } = await import('../../explorer/index.ts');
      const load = () => (iam.length === 0 ? reviewCase(options, io) : reviewWith(iam, options, io));
      const plan = (target: string) => planFor(target, iam, options, io);
      const askWith = askingWith(iam, options);
      const { url, closed } = await serve({
        casePath: options.case,
        load,
        plan,
        askWith,
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

type CaseOptions = Parameters<typeof reviewCase>[0];

/** The case with the roles of a snapshot that is kept nowhere. */
async function reviewWith(paths: readonly string[], options: CaseOptions, io: Io): Promise<ReportView> {
  const { loadConfig, roles } = await import('../../pipeline/index.ts');
  const view = await reviewCase(options, io);
  const config = await loadConfig(options.config ?? null);
  const asked = { casePath: options.case, iam: paths, asOf: momentOf(options.asOf, io), config, version: version() };
  const { iam, roles: rows, edges } = await roles(asked);
  return {
    ...view,
    iam,
    roles: rows.map(({ arn, level, exploitable, cycle, why, liveTokens }) => ({
      arn,
      level,
      exploitable,
      cycle,
      why,
      liveTokens,
    })),
    ways: edges,
  };
}

/** The options of commands that ask the same. */
function askingWith(iam: readonly string[], options: CaseOptions): string {
  const moment = options.asOf === 'now' || options.asOf === 'last' ? '' : formatTime(options.asOf);
  return [sameCaseOptions(options, moment) ?? '', ...iam.map((path) => ` --iam ${shellWord(path)}`)].join('');
}

/** The plan for the page, and the prover for what is switched off in it. */
async function planFor(target: string, iam: readonly string[], options: CaseOptions, io: Io): Promise<Planned> {
  const { loadConfig } = await import('../../pipeline/index.ts');
  const { containCase } = await import('../../pipeline/containment/index.ts');
  const { plannedFor } = await import('../page-plans.ts');
  const config = await loadConfig(options.config ?? null);
  const judge = { asOf: momentOf(options.asOf, io), config, version: version() };
  return plannedFor(await containCase(options.case, { targets: [target], iam, assume: null, prove: true, judge }));
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('It must be a number from 0 to 65535.');
  return port;
}
