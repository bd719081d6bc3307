import { readFileSync } from 'node:fs';
import { packageRoot } from '../lib/package-root.ts';

/** Read where it is asked for: `--help` must not wait for it. */
export function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')) as {
    version: string;
  };
  return version;
}
