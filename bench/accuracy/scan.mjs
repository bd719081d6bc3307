// One world through stemma and through the peers' filters: every record is read once, and both see the same ones.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { peers } from '../peers-detections/index.mjs';
import { judgeWorld } from './count.mjs';

/** The built code's verbs, by the rooms' doors but for the batch, which takes records one by one. */
export async function loadStemma(dist) {
  const load = (path) => import(pathToFileURL(join(dist, path)).href);
  const [detections, evidence, batch, lineage, config, ranges, synth] = await Promise.all(
    [
      'detections/index.js',
      'evidence/index.js',
      'evidence/batch.js',
      'lineage/index.js',
      'model/config.js',
      'lib/aws-ranges.js',
      'synth/index.js',
    ].map(load),
  );
  const file = join(dist, '../data/aws-ip-ranges.json');
  const awsRanges = ranges.parseAwsRanges(JSON.parse(readFileSync(file, 'utf8')));
  return { ...detections, ...evidence, ...batch, ...lineage, ...config, ...synth, awsRanges };
}

// Batches of this many records keep what is held before they are merged small.
const BATCH = 200_000;

/** `source` is one of `worldsOf`: what it told is asked for when all records have been taken. */
export function judgeSource(stemma, source) {
  const take = createTaker(stemma);
  const created = peers.map((peer) => ({ peer, rule: peer.create(surroundings(stemma)) }));
  // Delivered twice is one event, for the peers as for stemma.
  const seen = new Set();
  for (const record of source.records()) {
    take.add(record);
    if (seen.has(record.eventID)) continue;
    seen.add(record.eventID);
    for (const { rule } of created) rule.see(record);
  }
  const { truth, asOf, config } = source.told();
  const lineage = stemma.buildLineage(stemma.mergeBatches(take.batches()), { asOf });
  const findings = stemma.detect({ lineage, config: stemma.configSchema.parse(config), awsRanges: stemma.awsRanges });
  const judge = (alerts) => judgeWorld({ world: source.name, truth, alerts });
  const alertsOf = ({ peer, rule }) =>
    [...rule.alerts({ asOf })].map(({ credentials }) => ({ rule: peer.id, severity: peer.severity, credentials }));
  return {
    kind: source.kind,
    events: seen.size,
    benign: truth.benign.length,
    stemma: judge(findings),
    peers: judge(created.flatMap(alertsOf)),
  };
}

function createTaker({ createBatch }) {
  const done = [];
  let batch = createBatch();
  return {
    add(record) {
      batch.addRecord(record, 0);
      if (batch.length < BATCH) return;
      done.push(batch.finish());
      batch = createBatch();
    },
    batches: () => [...done, batch.finish()],
  };
}

/** What a peer would buy: a network and city for every address. Here each documentation network is one, and each region of AWS. */
function surroundings({ awsRanges }) {
  const known = new Map();
  const rangeOf = (ip) => {
    if (!known.has(ip)) known.set(ip, awsRanges.lookup(ip));
    return known.get(ip);
  };
  return {
    isAmazon: (ip) => rangeOf(ip) !== null,
    placeOf: (ip) => rangeOf(ip)?.region ?? ip.split('.').slice(0, 3).join('.'),
  };
}
