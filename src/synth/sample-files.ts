import { deliver } from './delivery.ts';
import type { DeliveredFile } from './delivery.ts';
import { samples } from './scenarios/index.ts';
import type { Told } from './scenarios/told.ts';
import { isoTime } from './times.ts';
import { liveAt } from './world/truth.ts';
import type { TrueToken } from './world/truth.ts';

const SEED = 2026;
// CloudTrail's own files cover five minutes; a sample of some days would be a thousand files of one record each.
const WINDOW_SECONDS = 6 * 3600;

/** A sample trail as it is committed: log files in S3 layout, some records late, some twice, and the truth beside them. */
export function sampleFiles(name: string, gzip: (bytes: Uint8Array) => Uint8Array): DeliveredFile[] {
  const tell = samples[name];
  if (tell === undefined) throw new RangeError(`no sample is called ${name}`);
  const told = tell(SEED);
  const options = { seed: SEED, gzip, windowSeconds: WINDOW_SECONDS, late: 0.02, duplicates: 0.01 };
  const truth = documentText(truthDocument(told));
  return [...deliver(told.world.records(), options), { path: 'truth.json', bytes: new TextEncoder().encode(truth) }];
}

function truthDocument({ world, asOf }: Told): Readonly<Record<string, unknown>> {
  const { tokens, attacks, benign } = world.truth();
  return { asOf: isoTime(asOf), events: world.records().length, attacks, benign, tokens: tokens.map(shown) };

  function shown({ deadAt, issuedAt, expiresAt, ...token }: TrueToken): object {
    const time = (at: number | null): string | null => (at === null ? null : isoTime(at));
    return {
      ...token,
      issuedAt: time(issuedAt),
      expiresAt: time(expiresAt),
      live: liveAt({ ...token, deadAt, issuedAt, expiresAt }, asOf),
    };
  }
}

/** One line a field, and one an element of a list: small, and a change reads well. */
function documentText(document: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(document).map(([name, value]) => {
    const text = Array.isArray(value)
      ? `[\n${value.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`
      : JSON.stringify(value);
    return `  ${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${fields.join(',\n')}\n}\n`;
}
