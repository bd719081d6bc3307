import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { packageRoot } from '../../lib/package-root.ts';

/** Of the package, or of the checkout that this runs from: both have the same layout. */
const folders = ['src', 'scripts'];
const files = ['LICENSE', 'README.md', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];

/**
 * What this program is built from, as a `.tar.gz`: whoever uses it over a network is owed that by its licence (AGPL, section 13).
 * Only files of the package, by a list that is fixed here; the same bytes every time.
 */
export async function sourceArchive(): Promise<Uint8Array<ArrayBuffer>> {
  const names = [...files];
  for (const folder of folders) {
    const found = await readdir(new URL(`${folder}/`, packageRoot), { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    for (const entry of found) {
      if (entry.isFile()) names.push(`${entry.parentPath}/${entry.name}`.slice(decodeURI(packageRoot.pathname).length));
    }
  }
  const parts: Uint8Array[] = [];
  for (const name of names.sort()) {
    const bytes = await readFile(new URL(encodeURI(name), packageRoot)).catch(() => null);
    if (bytes !== null) parts.push(header(name, bytes.length), bytes, new Uint8Array(-bytes.length & (BLOCK - 1)));
  }
  return new Uint8Array(await promisify(gzip)(Buffer.concat([...parts, new Uint8Array(2 * BLOCK)])));
}

const BLOCK = 512;

/** One block of the `ustar` format (POSIX.1-1988): numbers in octal, the sum of all bytes with its own field as blanks. */
function header(name: string, size: number): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  const [folder, base] = split(`stemma/${name}`);
  block.write(base, 0, 100);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        0ustar\x0000', 148);
  block.write(folder, 345, 155);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** A name has 100 bytes, and 155 for the folders before it. */
function split(path: string): [string, string] {
  const at = path.length <= 100 ? -1 : path.indexOf('/', path.length - 101);
  return at < 0 ? ['', path] : [path.slice(0, at), path.slice(at + 1)];
}
