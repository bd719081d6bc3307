import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { FactBatch } from '../model/facts.ts';
import type { Fetched } from '../model/fetched.ts';
import { loadedTasks } from './fetch-files.ts';
import { readEvidence } from './pool.ts';
import type { EvidenceFile } from './read.ts';
import { recordOf } from './test-record.ts';

const logOf = (i: number): Buffer => {
  const eventID = `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
  return Buffer.from(JSON.stringify({ Records: [recordOf('s3:GetObject', { eventID })] }));
};
const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
const remote = (source: string, fetch: () => Promise<Fetched>, size = 1000): EvidenceFile => ({
  source,
  path: '',
  size,
  identity: source,
  fetch,
});

async function all(batches: AsyncIterable<FactBatch>): Promise<FactBatch[]> {
  const out = [];
  for await (const batch of batches) out.push(batch);
  return out;
}

test.each([
  ['plain', (bytes: Buffer) => bytes],
  ['compressed', (bytes: Buffer) => gzipSync(bytes)],
  [
    'compressed in pieces',
    (bytes: Buffer) => Buffer.concat([gzipSync(bytes.subarray(0, 9)), gzipSync(bytes.subarray(9))]),
  ],
])('fetched content is read, %s', async (_, pack) => {
  const files = [1, 2, 3].map((i) => remote(`s3://logs/${i}`, async () => ({ bytes: own(pack(logOf(i))) })));
  const batches = await all(readEvidence(files, { workers: 0 }));
  expect(batches.flatMap((batch) => batch.files)).toMatchObject(
    [1, 2, 3].map((i) => ({ source: `s3://logs/${i}`, identity: `s3://logs/${i}`, status: 'read', events: 1 })),
  );
});

test('what cannot be fetched is told of its file, and the others are read', async () => {
  const files = [
    remote('a', async () => ({ reason: 'deleted since it was listed' })),
    remote('b', async () => ({ bytes: own(logOf(1)) })),
    remote('c', () => Promise.reject(new Error('socket hang up'))),
  ];
  const [batch] = await all(readEvidence(files, { workers: 0 }));
  expect(batch?.files).toMatchObject([
    { source: 'a', status: 'skipped', reason: 'deleted since it was listed' },
    { source: 'b', status: 'read', events: 1 },
    { source: 'c', status: 'skipped', reason: 'cannot be fetched (socket hang up)' },
  ]);
});

test('what was fetched to the disk is let go when it has been read', async () => {
  const told: string[] = [];
  const dispose = async (): Promise<void> => void told.push('gone');
  const files = [remote('big', async () => ({ path: '/nowhere/at/all', dispose }))];
  const [batch] = await all(readEvidence(files, { workers: 0 }));
  expect(batch?.files).toMatchObject([{ source: 'big', status: 'skipped', reason: 'no longer there' }]);
  expect(told).toEqual(['gone']);
});

test('not more is fetched ahead than the bound, and what nobody reads is let go', async () => {
  let open = 0;
  let most = 0;
  async function* tasks(): AsyncGenerator<EvidenceFile[]> {
    for (let i = 0; i < 100; i++) {
      const dispose = async (): Promise<void> => void open--;
      yield [
        remote(
          `${i}`,
          async () => {
            most = Math.max(most, ++open);
            return { path: '', dispose };
          },
          8 << 20,
        ),
      ];
    }
  }
  const loaded = loadedTasks(tasks(), new AbortController().signal);
  const first = await loaded.next();
  await loaded.return(undefined);
  expect(most).toBe(8);
  if (first.done !== true) await first.value[Symbol.asyncDispose]();
  expect(open).toBe(0);
});
