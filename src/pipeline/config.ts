import { readFile } from 'node:fs/promises';
import { ConfigError } from '../lib/errors.ts';
import { configSchema, type Config } from '../model/config.ts';

const defaultPath = 'stemma.config.json';

/**
 * Reads the configuration: the file that was named, else `stemma.config.json` where there is one, else the defaults.
 * Throws `ConfigError` where a file is missing that was named, is no JSON, or does not fit the schema.
 */
export async function loadConfig(path: string | null): Promise<Config> {
  const file = path ?? defaultPath;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (path === null) return configSchema.parse({});
    throw new ConfigError(`${file}: cannot be read`, { hint: 'name a configuration file that exists', cause });
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(`${file}: not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  const parsed = configSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const where = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  throw new ConfigError(`${file}: ${where}${issue.message}`, {
    hint: 'the keys and their values are in docs/configuration.md',
    cause: parsed.error,
  });
}
