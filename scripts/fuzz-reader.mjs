// The process that npm run fuzz watches: reads one mutated file after the other, and tells of each hundred.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { root } from './run.mjs';

const [dist, seed, seconds, most] = process.argv.slice(2);
const { readFiles } = await import(`${dist}/evidence/read.js`);
const { createBatch } = await import(`${dist}/evidence/batch.js`);
const { createRecordReader } = await import(`${dist}/evidence/read-records.js`);
const { mergeBatches } = await import(`${dist}/evidence/gather.js`);

// In memory where the machine has such a folder: a disk is slower than the reader.
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'stemma-fuzz-'));
const path = join(folder, 'input');
const dice = createDice(Number(seed));
const seeds = makeSeeds();
const dictionary = words();
const started = Date.now();
const GROUP = 64;
let inputs = 0;
let plain = 0;

process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
while (inputs < Number(most) && (Date.now() - started) / 1000 < Number(seconds)) {
  const group = Array.from({ length: GROUP }, () => mutate(seeds[dice(seeds.length)]));
  await tell({ inputs, bytes: group[0], rss: process.memoryUsage().rss });
  // What a batch costs however little is in it is shared; the group that breaks it is gone through one by one.
  if ((await judge(group)) !== null) {
    for (const bytes of group) {
      const broken = await judge([bytes]);
      if (broken === null) continue;
      await tell({ broken, bytes });
      process.exit(1);
    }
    await tell({ broken: `${GROUP} files together, none alone`, bytes: Buffer.concat(group) });
    process.exit(1);
  }
  inputs += GROUP;
}
await tell({
  done: true,
  inputs,
  plain,
  seconds: (Date.now() - started) / 1000,
  bytes: null,
  rss: process.memoryUsage().rss,
});
process.disconnect();

function tell(message) {
  return new Promise((resolve) => process.send(message, resolve));
}

/** What is wrong with how files were read, null where nothing is. */
async function judge(group) {
  try {
    const start = Date.now();
    const packed = group.filter((bytes) => isGzip(bytes) || (bytes.length & 15) === 0);
    const paths = packed.map((bytes, i) => {
      writeFileSync(`${path}${i}`, bytes);
      return { source: `${path}${i}`, path: `${path}${i}`, size: bytes.length, identity: null };
    });
    const { files } = await readFiles(paths, {});
    const odd = files.map(oddity).find((one) => one !== null);
    if (odd !== undefined) return odd;
    const plainOnes = group.filter((bytes) => !isGzip(bytes));
    if (read(plainOnes, true) !== read(plainOnes, false)) return 'the scanner and JSON.parse differ';
    if (Date.now() - start > 5000) return `took ${Date.now() - start} ms`;
    return null;
  } catch (error) {
    return String(error.stack);
  }
}

function isGzip(bytes) {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function oddity({ status, reason, events, unreadable }) {
  if ((reason === null) !== (status === 'read')) return `status ${status} with reason ${reason}`;
  if (status === 'partial' ? events === 0 : status === 'skipped' && events > 0)
    return `${status} with ${events} events`;
  return unreadable > 0 && reason === null ? `${unreadable} unreadable records, and no reason` : null;
}

/** Facts and outcomes of files in one batch, as a text. */
function read(files, scanner) {
  const batch = createBatch();
  const outcomes = files.map((bytes, file) => {
    const reader = createRecordReader({
      take: (record) => batch.addRecord(record, file),
      load: (window) => scanner && batch.load(window),
      scan(start, many) {
        const end = batch.scan(start, many, file);
        plain += batch.taken;
        return end;
      },
      get counted() {
        return batch.counted;
      },
    });
    reader.feed(Buffer.concat([bytes, Buffer.alloc(1)]), bytes.length, true);
    return reader.outcome(null);
  });
  const { texts, ...tables } = mergeBatches([batch.finish()]);
  const all = Array.from({ length: texts.size }, (_, i) => texts.get(i + 1));
  return JSON.stringify([outcomes, all, tables]);
}

/** A sequence that is the same in every run: what fails once fails again. */
function createDice(first) {
  let state = first >>> 0;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Records of a sample trail in every form that files have, plain and packed. */
function makeSeeds() {
  const trail = join(root, 'examples/leaked-key');
  const files = readdirSync(trail, { recursive: true }).filter((name) => name.endsWith('.json.gz'));
  const all = files.flatMap((name) => JSON.parse(gunzipSync(readFileSync(join(trail, name))).toString()).Records);
  const pieces = Array.from({ length: 24 }, (_, i) => all.slice(i * 5, i * 5 + 3)).filter(({ length }) => length > 0);
  return pieces.flatMap((records, i) => {
    const forms = [
      JSON.stringify({ Records: records }),
      records.map((record) => JSON.stringify(record)).join('\n'),
      JSON.stringify({ Events: records.map((record) => ({ CloudTrailEvent: JSON.stringify(record) })) }, null, 1),
      JSON.stringify(records, null, 2),
    ];
    const text = forms[i % forms.length];
    if (i % 4 === 0) return [Buffer.from(text), gzipSync(text), Buffer.concat([gzipSync(text), gzipSync(text)])];
    return [Buffer.from(text)];
  });
}

function words() {
  const texts = [
    '"', '\\', '{', '}', '[', ']', ',', ':', '\0', '\n', ' ', '\t', '\\u00', '\\u0041', '\\ud800', 'null', 'true', '-0', '1e', '0.5E+1',
    '\ufeff', '{"Records":[', '{"Events":[', '"userIdentity":{}', '"userIdentity":null,', '"eventID":"x",', '"eventTime":"',
    '"errorCode":"x",', '"errorCode":null,', '"Records":[],', '"eventCategory":"Insight",', '"accessKeyId":"ASIAEXAMPLE",',
    '"responseElements":{"credentials":{"accessKeyId":"ASIAEXAMPLE"}},', '"eventName":"AssumeRole",', '""',
  ]; // prettier-ignore
  return [
    ...texts.map((text) => Buffer.from(text)),
    Buffer.from([0xff]),
    Buffer.from([0xc3]),
    Buffer.from('['.repeat(200)),
  ];
}

function mutate(original) {
  let bytes = Buffer.from(original);
  for (let i = dice(5); i >= 0; i--) bytes = changed(bytes);
  return bytes;
}

function changed(bytes) {
  const at = dice(bytes.length + 1);
  const to = Math.min(bytes.length, at + dice(60));
  switch (dice(9)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    case 3:
    case 4:
      return Buffer.concat([bytes.subarray(0, at), dictionary[dice(dictionary.length)], bytes.subarray(at)]);
    case 5: {
      const other = seeds[dice(seeds.length)];
      const from = dice(other.length);
      return Buffer.concat([bytes.subarray(0, at), other.subarray(from, from + dice(400)), bytes.subarray(at)]);
    }
    case 6: {
      // One member twice, or a text somewhere else.
      const quote = bytes.indexOf(0x22, at);
      const comma = quote === -1 ? -1 : bytes.indexOf(0x2c, quote);
      if (comma === -1) return bytes;
      const member = bytes.subarray(quote, comma + 1);
      const place = bytes.indexOf(0x2c, dice(bytes.length)) + 1;
      return Buffer.concat([bytes.subarray(0, place), member, bytes.subarray(place)]);
    }
    default:
      if (at < bytes.length) bytes[at] = dice(2) === 0 ? dice(256) : bytes[at] ^ (1 << dice(8));
      return bytes;
  }
}
