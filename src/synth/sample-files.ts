import { deliver } from './delivery.ts';
import type { DeliveredFile } from './delivery.ts';
import { sampleIam } from './sample-iam.ts';
import { samples } from './scenarios/index.ts';
import { truthDocument } from './truth-document.ts';

const SEED = 2026;
// CloudTrail's own files cover five minutes; a sample of some days would be a thousand files of one record each.
const WINDOW_SECONDS = 6 * 3600;

/** A sample trail as it is committed: log files in S3 layout, some records late, some twice, the truth and the IAM of the account beside them. */
export function sampleFiles(name: string, gzip: (bytes: Uint8Array) => Uint8Array): DeliveredFile[] {
  const tell = samples[name];
  if (tell === undefined) throw new RangeError(`no sample is called ${name}`);
  const told = tell(SEED);
  const options = { seed: SEED, gzip, windowSeconds: WINDOW_SECONDS, late: 0.02, duplicates: 0.01 };
  const events = told.world.records().length;
  const truth = [...truthDocument({ ...told.world.truth(), asOf: told.asOf, events })].join('');
  const text = new TextEncoder();
  return [
    ...deliver(told.world.records(), options),
    { path: 'truth.json', bytes: text.encode(truth) },
    { path: 'iam.json', bytes: text.encode(sampleIam(name, told.world)) },
  ];
}
