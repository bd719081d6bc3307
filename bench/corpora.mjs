// What the benchmark reads: made once by the project's own generator, and kept outside the repository.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WINDOWS_A_DAY = 288;

/** Files, records and tokens are those of scale 1. */
export const corpora = {
  A: {
    title: '400 files of 1,500 records',
    windows: 400,
    events: 600_000,
    accounts: 1,
    regions: 1,
    late: 0,
    duplicates: 0,
  },
  B: {
    title: '20,000 files of 40 records',
    windows: 1000,
    events: 800_000,
    accounts: 4,
    regions: 5,
    late: 0,
    duplicates: 0,
  },
  C: {
    title: '10 million records, 500,000 tokens',
    windows: 1333,
    events: 10_000_000,
    accounts: 5,
    regions: 1,
    usesPerToken: 20,
  },
};

const cache = () => process.env.STEMMA_BENCH_DIR ?? join(tmpdir(), 'stemma-bench');

/** The folder of a corpus, made if it is not there, and what is in it. */
export async function corpus(name, { scale, seed, dist, say }) {
  const folder = join(cache(), `${name}-${scale}-${seed}-${fingerprint(dist)}`);
  const stamp = `${folder}.json`;
  if (existsSync(stamp)) return { folder, ...JSON.parse(readFileSync(stamp, 'utf8')) };
  say(`making corpus ${name} (scale ${scale}) in ${folder} …`);
  const half = `${folder}.part`;
  rmSync(half, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  const made = await make(name, { scale, seed, dist, folder: half });
  renameSync(half, folder);
  writeFileSync(stamp, JSON.stringify(made));
  return { folder, ...made };
}

async function make(name, { scale, seed, dist, folder }) {
  const { generateOrganisation } = await import(`${dist}/synth/index.js`);
  const { writeTrail } = await import(`${dist}/pipeline/synth/index.js`);
  const { title: _, windows, events, ...plan } = corpora[name];
  const days = Math.max(1, windows * scale) / WINDOWS_A_DAY;
  const organisation = generateOrganisation({ ...plan, seed, days, events: Math.round(events * scale) });
  let jsonBytes = 0;
  function* counted() {
    for (const file of organisation) {
      jsonBytes += file.plan.size;
      yield file;
    }
  }
  const { files, bytes } = await writeTrail(counted(), { folder, force: true, signal: new AbortController().signal });
  const truth = organisation.truth();
  // One that has ancestors and a role: for the commands that ask about one key.
  const token = truth.tokens.find(({ parent, issuedBy }) => parent !== null && issuedBy === 'AssumeRole');
  return { files, bytes, jsonBytes, events: truth.events, tokens: truth.tokens.length, token: token?.accessKeyId };
}

/** Another generator, another corpus. */
function fingerprint(dist) {
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of readdirSync(`${dist}/synth`, { recursive: true }).toSorted((a, b) => (a < b ? -1 : 1))) {
    if (file.endsWith('.js')) hash.update(file).update(readFileSync(`${dist}/synth/${file}`));
  }
  return hash.digest('hex').slice(0, 8);
}
