import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORD_BYTES, wordsOf } from '../lib/tables.ts';
import type { IdsElsewhere } from '../model/columns.ts';
import type { Rows } from './rows.ts';

const ID_BYTES = wordsOf('uuid') * WORD_BYTES;

/** An open file; closed when none of its columns is held any more. */
interface OpenFile {
  readonly descriptor: number;
}

/**
 * Takes `uuid` columns out of memory into a file beside the case: of use rows they are a third of the bytes, and of few rows
 * are they ever shown. The file loses its name as soon as it is open, so that it is gone when the process is, however that
 * ends. Null where no file can be written: then the columns stay.
 */
export function putIdsAway(
  { columns }: Rows,
  names: readonly string[],
  casePath: string,
): Record<string, IdsElsewhere> | null {
  const some = names.flatMap((name) => (columns[name] === undefined ? [] : [{ name, column: columns[name] }]));
  let descriptor: number | null = null;
  try {
    descriptor = openNameless(casePath);
    const file: OpenFile = { descriptor };
    const away: Record<string, IdsElsewhere> = {};
    let begin = 0;
    for (const { name, column } of some) {
      writeAll(file, column, begin);
      away[name] = idsIn(file, begin);
      begin += column.byteLength;
    }
    // Whoever has the facts may ask long after the case is closed: only the collector knows when nobody can any more.
    whenUnused.register(file, descriptor);
    for (const { name } of some) delete columns[name];
    return away;
  } catch {
    if (descriptor !== null) closeSync(descriptor);
    return null;
  }
}

const whenUnused = new FinalizationRegistry<number>((descriptor) => closeSync(descriptor));

/** How many files this process made: each has a name of its own for the moment that it has one. */
let made = 0;

function openNameless(casePath: string): number {
  const name = `ids-${process.pid}-${++made}`;
  const path = casePath === ':memory:' ? join(tmpdir(), `stemma-${name}`) : `${casePath}.${name}`;
  const descriptor = openSync(path, 'wx+', 0o600);
  rmSync(path, { force: true });
  return descriptor;
}

function writeAll({ descriptor }: OpenFile, column: Uint8Array | Uint32Array, begin: number): void {
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at, bytes.length - at, begin + at);
}

function idsIn(file: OpenFile, begin: number): IdsElsewhere {
  const words = new Uint32Array(wordsOf('uuid'));
  return {
    wordsOf(row) {
      if (readSync(file.descriptor, words, 0, ID_BYTES, begin + row * ID_BYTES) < ID_BYTES) words.fill(0);
      return words;
    },
  };
}
