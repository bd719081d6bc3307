import { createHash } from 'node:crypto';
import { mkdtemp, open as openFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { MORE_ROOM } from '../aws/index.ts';
import { whyNotWritten } from '../lib/errors.ts';
import { errnoInWords } from './path.ts';
import type { Source, SourceItem, SourceOptions } from './source.ts';

/**
 * Standard input, spooled to a temporary file: worker threads read files, memory stays bounded however much is piped,
 * and its hash tells the case whether the same input was read before.
 */
export const stdinSource: Source = { form: '-', matches: (spec) => spec === '-', open };

async function* open(spec: string, options: SourceOptions): AsyncGenerator<SourceItem> {
  yield await spooled(spec, options).catch((error: unknown): SourceItem => {
    options.signal.throwIfAborted();
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    if (error.syscall === 'read') return { kind: 'skipped', source: spec, reason: errnoInWords(error) };
    const reason = `its temporary file in ${tmpdir()} cannot be written: ${whyNotWritten(error)}`;
    return { kind: 'skipped', source: spec, reason, hint: MORE_ROOM };
  });
}

async function spooled(spec: string, options: SourceOptions): Promise<SourceItem> {
  const folder = await mkdtemp(join(tmpdir(), 'stemma-stdin-'));
  options.defer(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'stdin');
  const hash = createHash('sha256');
  let size = 0;
  // Readable by nobody else: CloudTrail records carry session tokens.
  const file = await openFile(path, 'wx', 0o600);
  try {
    // Ctrl-C must not wait for the other end of the pipe.
    for await (const chunk of addAbortSignal(options.signal, options.stdin)) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
      hash.update(bytes);
      size += bytes.length;
      // Not `write`, which may write a part of it and say so.
      await file.appendFile(bytes);
    }
  } finally {
    await file.close();
  }
  return { kind: 'file', source: spec, path, size, identity: `sha256:${hash.digest('hex')}` };
}
