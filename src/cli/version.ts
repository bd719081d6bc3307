import { readFileSync } from 'node:fs';

/** Read where it is asked for: `--help` must not wait for it. */
export function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}
