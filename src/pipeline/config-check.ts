import { rules } from '../detections/index.ts';
import type { Config } from '../model/config.ts';
import { readConfig, type ReadConfig } from './config.ts';
import { loadAwsRanges } from './review/judge.ts';
import { suppressionStates, type SuppressionState } from './suppressions.ts';

export interface CheckedConfig {
  readonly config: Config;
  /** What is in force, a line each. */
  readonly inForce: readonly string[];
  readonly suppressions: readonly SuppressionState[];
}

/** Reads a configuration with all that it names, and says what it does as of a moment. Throws `ConfigError` as `loadConfig` does. */
export async function checkConfig(path: string | null, asOf: string): Promise<CheckedConfig> {
  const read = await readConfig(path);
  const { date } = await loadAwsRanges(read.config);
  const states = suppressionStates(read.config, { asOf, findings: [] }, []);
  const suppressions = states.map((state) => ({ ...state, findings: null }));
  return { config: read.config, inForce: [...inForce(read, date), ...suppressionLines(suppressions)], suppressions };
}

function inForce({ config, file, addressFiles }: ReadConfig, rangesOf: string): string[] {
  const written = config.instanceAddresses.reduce((sum, { addresses }) => sum + addresses.length, 0);
  return [
    file === null ? 'no stemma.config.json is here: the defaults are in force' : `${file}: no errors; in force are:`,
    listed(
      'trusted networks',
      config.trustedNetworks.map(({ name, cidr }) => `${cidr} (${name})`),
    ),
    listed('known accounts', config.knownAccounts),
    `organization: ${config.organizationId ?? 'none'}`,
    listed(
      'allowed chains',
      config.allowedChains.map(({ from, to }) => `${from} to ${to}`),
    ),
    listed(
      'forbidden roles',
      config.forbiddenRoles.map(({ role, except }) =>
        except.length === 0 ? role : `${role} (but ${except.join(', ')})`,
      ),
    ),
    `instance addresses: ${written}`,
    ...addressFiles.map((one) => `  of which from ${one.file}: ${one.addresses}`),
    `AWS address ranges: ${config.awsIpRanges ?? 'those that came with stemma'}, of ${rangesOf}`,
    ...ruleLines(config),
  ];
}

function ruleLines(config: Config): string[] {
  const changed = rules.flatMap(({ id, thresholds = [] }) => {
    const setting = config.rules[id];
    if (setting === undefined) return [];
    const numbers = thresholds.flatMap(({ name, default: usual }) => {
      const value = setting.thresholds?.[name];
      return value === undefined ? [] : [`${name} ${value} (default ${usual})`];
    });
    const severity = setting.severity === undefined ? [] : [`severity ${setting.severity}`];
    const touched = [...(setting.off === true ? ['off'] : []), ...severity, ...numbers];
    return touched.length === 0 ? [] : [`  ${id}: ${touched.join(', ')}`];
  });
  return [`rules: ${rules.length}, of which changed: ${changed.length === 0 ? 'none' : changed.length}`, ...changed];
}

function suppressionLines(states: readonly SuppressionState[]): string[] {
  const holding = states.filter(({ expired }) => !expired);
  const line = ({ suppression: { rule, match, owner, reason, expires } }: SuppressionState): string =>
    `  ${rule} on ${match} until ${expires} (${owner}: ${reason})`;
  return [`suppressions: ${holding.length === 0 ? 'none' : holding.length}`, ...holding.map(line)];
}

function listed(what: string, texts: readonly string[]): string {
  return `${what}: ${texts.length === 0 ? 'none' : texts.join(', ')}`;
}
