import type { Config } from '../../../model/config.ts';
import type { EpochSeconds } from '../../../model/lineage.ts';
import { createRandom } from '../../random.ts';
import type { CloudTrailRecord } from '../../records/record.ts';
import { epoch } from '../../times.ts';
import type { TrueAttack, TrueToken } from '../../world/truth.ts';
import type { Settled } from '../options.ts';
import type { Site } from '../scene.ts';
import { putRecord } from '../trail.ts';
import type { Trail } from '../trail.ts';
import { attacks } from './index.ts';

/** Attacks that wait for their moments in the life of an organisation. */
export interface Planted {
  readonly tokens: readonly TrueToken[];
  readonly attacks: readonly TrueAttack[];
  readonly config: Partial<Config>;
  /** Puts everything up to a moment into the trail. */
  until(at: EpochSeconds, trail: Trail): void;
  /** Records so far. */
  taken(): number;
}

/** Tells the chosen attacks, each in a world of its own ids, to be mixed into the life of the organisation. */
export function plant({ attacks: names, seed }: Settled, site: Site): Planted {
  const told = [...new Set(names)].map((name) => {
    const tell = attacks[name];
    if (tell === undefined) throw new RangeError(`no attack is called ${name}`);
    const seedOfAttack = createRandom(seed).fork(name).word();
    return { name, ...tell(seedOfAttack, site) };
  });
  const records = told.flatMap(({ world }) => world.records()).toSorted(byTime);
  const truths = told.map(({ name, world }) => ({ name, ...world.truth() }));
  let next = 0;
  return {
    tokens: truths.flatMap(({ tokens }) => tokens),
    attacks: truths.flatMap(({ name, attacks: planted }) => planted.map((attack) => ({ ...attack, name }))),
    config: {
      knownAccounts: told.flatMap(({ config }) => config.knownAccounts ?? []),
      allowedChains: told.flatMap(({ config }) => config.allowedChains ?? []),
    },
    until(at, trail) {
      for (; next < records.length; next++) {
        const record = records[next]!;
        if (epoch(record.eventTime) > at) return;
        putRecord(trail, record);
      }
    },
    taken: () => next,
  };
}

function byTime(a: CloudTrailRecord, b: CloudTrailRecord): number {
  return a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : 0;
}
