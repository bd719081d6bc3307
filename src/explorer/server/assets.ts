import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { StemmaError } from '../../lib/errors.ts';
import { packageRoot } from '../../lib/package-root.ts';

export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

/** Built by `npm run build`. */
const folder = new URL('dist/explorer/client/', packageRoot);

/** The page and its parts by path; read once, so that no request ever names a file. */
export async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  const names = await readdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new StemmaError('the explorer is not built', { exitCode: 70, hint: 'npm run build', cause });
  });
  const assets = new Map<string, Asset>();
  for (const name of names.map((each) => each.replaceAll('\\', '/'))) {
    const contentType = types[extname(name)];
    if (contentType === undefined || name === 'report.html') continue;
    const bytes = new Uint8Array(await readFile(new URL(name, folder)));
    assets.set(name === 'index.html' ? '/' : `/${name}`, { bytes, contentType });
  }
  return assets;
}

/** The page of `-o report.html`, all its parts inside; the data go where `<!--stemma-data-->` stands. */
export function reportPage(): Promise<string> {
  return readFile(new URL('report.html', folder), 'utf8');
}
