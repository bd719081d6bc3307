import { access, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '../lib/errors.ts';
import {
  configFileSchema,
  configSchema,
  type Config,
  type ConfigFile,
  type InstanceAddresses,
} from '../model/config.ts';
import { readAddressOutput } from './config-addresses.ts';
import { contentIssues } from './config-checks.ts';
import { problemText, schemaIssues } from './config-issues.ts';
import { configJsonSchema } from './config-schema.ts';
import { parseConfigText, type ConfigIssue, type ConfigPath, type ConfigText } from './config-text.ts';

export const defaultConfigPath = 'stemma.config.json';

export interface ReadConfig {
  readonly config: Config;
  /** The file that was read; null where there is none and the defaults hold. */
  readonly file: string | null;
  /** Files of addresses that the configuration names, and how many addresses each gave. */
  readonly addressFiles: readonly { readonly file: string; readonly addresses: number }[];
}

/**
 * Reads the configuration: the file that was named, else `stemma.config.json` where there is one, else the defaults.
 * Throws `ConfigError` with all that is wrong where a file is missing that was named, is no JSON, or says what it cannot.
 */
export async function loadConfig(path: string | null): Promise<Config> {
  return (await readConfig(path)).config;
}

/** As `loadConfig`, with what it was read from. */
export async function readConfig(path: string | null): Promise<ReadConfig> {
  const file = path ?? defaultConfigPath;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (path === null && isMissing(cause)) {
      return { config: configSchema.parse({}), file: null, addressFiles: [] };
    }
    throw new ConfigError(`${file}: cannot be read: ${whyUnreadable(cause)}`, {
      hint: 'name a configuration file that exists; "stemma config init" writes one',
      cause,
    });
  }
  return configOf(file, parseConfigText(text));
}

async function configOf(file: string, text: ConfigText): Promise<ReadConfig> {
  const told = [...text.syntaxErrors, ...text.twice].map((problem) => `${file}:${problem}`);
  if (text.syntaxErrors.length > 0) throw wrong(told);
  const parsed = configFileSchema.safeParse(text.content);
  const issues = [
    ...(parsed.success ? [] : schemaIssues(parsed.error.issues, configJsonSchema())),
    ...contentIssues(text.content),
  ];
  const read = parsed.success ? await withFiles(parsed.data, file) : null;
  const all = [...issues, ...(read?.issues ?? [])].map((issue) => problemText(file, text.placeOf(issue), issue));
  if (read === null || told.length + all.length > 0) throw wrong([...told, ...new Set(all)]);
  return { config: read.config, file, addressFiles: read.addressFiles };
}

function wrong(problems: readonly string[]): ConfigError {
  return new ConfigError(inOrder(problems).join('\n'), {
    problems: inOrder(problems),
    hint: 'docs/configuration.md explains every key; "stemma config check" tests a file',
  });
}

/** By line and column, as people mend a file. */
function inOrder(problems: readonly string[]): string[] {
  const placeOf = (problem: string): readonly number[] => /:(\d+):(\d+): /.exec(problem)!.slice(1).map(Number);
  return [...problems].sort((a, b) => {
    const [[line, column], [otherLine, otherColumn]] = [placeOf(a), placeOf(b)];
    return line! - otherLine! || column! - otherColumn!;
  });
}

type WithFiles = Omit<ReadConfig, 'file'> & { readonly issues: readonly ConfigIssue[] };

/** Reads the files that a configuration names; their paths are relative to its own folder. */
async function withFiles(written: ConfigFile, file: string): Promise<WithFiles> {
  const inFolder = (path: string): string => resolve(dirname(file), path);
  const { instanceAddresses: entries, awsIpRanges, ...rest } = written;
  const issues: ConfigIssue[] = [];
  const addressFiles: { file: string; addresses: number }[] = [];
  const instanceAddresses: InstanceAddresses[] = [];
  const places = Array.isArray(entries)
    ? entries.map((entry, i): [typeof entry, ConfigPath] => [entry, ['instanceAddresses', i, 'file']])
    : ([[entries, ['instanceAddresses', 'file']]] as const);
  for (const [entry, path] of places) {
    if (!('file' in entry)) {
      instanceAddresses.push(entry);
      continue;
    }
    const found = await addressesIn(inFolder(entry.file));
    if (typeof found === 'string') {
      issues.push({ path, on: 'value', message: `${entry.file} ${found}` });
      continue;
    }
    instanceAddresses.push(...found);
    addressFiles.push({ file: entry.file, addresses: found.reduce((sum, one) => sum + one.addresses.length, 0) });
  }
  if (awsIpRanges === undefined) return { config: { ...rest, instanceAddresses }, addressFiles, issues };
  try {
    await access(inFolder(awsIpRanges));
  } catch (cause) {
    issues.push({
      path: ['awsIpRanges'],
      on: 'value',
      message: `${awsIpRanges} cannot be read: ${whyUnreadable(cause)}`,
    });
  }
  return { config: { ...rest, instanceAddresses, awsIpRanges: inFolder(awsIpRanges) }, addressFiles, issues };
}

/** The addresses in a file, or why there are none, to be read after its name. */
async function addressesIn(path: string): Promise<InstanceAddresses[] | string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    return `cannot be read: ${whyUnreadable(cause)}`;
  }
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return 'is no JSON: write it with "aws ec2 describe-instances --output json" (or describe-addresses)';
  }
  return (
    readAddressOutput(content) ??
    'is no output of "aws ec2 describe-instances" or "aws ec2 describe-addresses": it has neither Reservations nor Addresses'
  );
}

function isMissing(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException).code === 'ENOENT';
}

function whyUnreadable(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EISDIR: 'it is a folder',
  };
  return known[code ?? ''] ?? (cause instanceof Error ? cause.message : String(cause));
}
