import type { Config } from '../../model/config.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import { regions as allRegions } from '../networks.ts';
import { createRandom } from '../random.ts';
import type { Random } from '../random.ts';
import { FIRST_DAY } from '../scenarios/told.ts';
import { epoch } from '../times.ts';
import { benignOf } from '../world/truth.ts';
import type { Truth } from '../world/truth.ts';
import { tellTruth } from '../world/world.ts';
import { accountIds } from './accounts.ts';
import type { Actor } from './actors/actor.ts';
import { DEPLOY_ROLE, PIPELINE_ROLE } from './actors/automation.ts';
import { settleIn } from './actors/index.ts';
import { plant } from './attacks/plant.ts';
import type { Planted } from './attacks/plant.ts';
import { settled } from './options.ts';
import type { OrganisationOptions, Settled } from './options.ts';

import { createSites } from './scene.ts';
import type { Site } from './scene.ts';
import { createTrail } from './trail.ts';
import type { LogFile, Trail } from './trail.ts';

export type { OrganisationOptions } from './options.ts';

export interface OrganisationTruth extends Truth {
  /** Time of the newest record. */
  readonly asOf: EpochSeconds;
  /** Distinct records. */
  readonly events: number;
  /** What the people of that organisation would have in their configuration. */
  readonly config: Partial<Config>;
}

export interface Organisation extends Iterable<LogFile> {
  /** The truth about what has been delivered so far: ask when all files are there. */
  truth(): OrganisationTruth;
}

/** A labelled synthetic organisation: its trail, file by file as CloudTrail delivers, once; then the truth about it. */
export function generateOrganisation(options: OrganisationOptions): Organisation {
  const plan = settled(options);
  const random = createRandom(plan.seed);
  const trail = createTrail({ ...plan, random: random.fork('delivery') });
  const accounts = accountIds(plan.accounts);
  const regions = allRegions.slice(0, plan.regions);
  const sites = createSites({ random, trail, accounts, regions });
  const planted = plant(plan, sites[0]!);
  return {
    *[Symbol.iterator]() {
      yield* live({ plan, random, trail, sites, planted });
    },
    truth: () => truthOf({ trail, sites, planted, accounts }),
  };
}

interface Life {
  readonly plan: Settled;
  readonly random: Random;
  readonly trail: Trail;
  readonly sites: readonly Site[];
  readonly planted: Planted;
}

const DAY = 86_400;
const STEP_SECONDS = 300;

/** From the first second to the last, a few minutes at a time, as evenly as the number of records allows. */
function* live({ plan, random, trail, sites, planted }: Life): Generator<LogFile> {
  const start = epoch(FIRST_DAY);
  const seconds = plan.days * DAY;
  const choose = settleIn(sites, { start, plan });
  const everyday = (): number => trail.records() - planted.taken();
  // What it took to set everything up is part of the first minutes.
  const before = Math.min(everyday(), plan.events);
  let delivered = start;
  while (everyday() < plan.events) {
    const share = (everyday() - before) / (plan.events - before);
    const at = start + 120 + Math.floor(share * (seconds - 120));
    act(choose, at, random);
    if (at - delivered < STEP_SECONDS) continue;
    delivered = at;
    planted.until(at, trail);
    yield* trail.deliver(at);
  }
  planted.until(Infinity, trail);
  yield* trail.deliver(Infinity);
}

function act(choose: (at: EpochSeconds, random: Random) => Actor, at: EpochSeconds, random: Random): void {
  choose(at, random).act(at);
}

function truthOf(what: {
  readonly trail: Trail;
  readonly sites: readonly Site[];
  readonly planted: Planted;
  readonly accounts: readonly string[];
}): OrganisationTruth {
  const { trail, sites, planted, accounts } = what;
  const tokens = [...tellTruth(sites[0]!.scene, []).tokens, ...planted.tokens].toSorted((a, b) =>
    a.accessKeyId < b.accessKeyId ? -1 : 1,
  );
  return {
    asOf: trail.newest(),
    events: trail.records(),
    config: configOf(accounts, planted),
    tokens,
    attacks: planted.attacks,
    benign: benignOf(tokens, planted.attacks),
  };
}

function configOf(accounts: readonly string[], { config }: Planted): Partial<Config> {
  const arn = (name: string): string => `arn:aws:iam::*:role/${name}`;
  return {
    knownAccounts: [...new Set([...accounts, ...(config.knownAccounts ?? [])])].toSorted(),
    allowedChains: [{ from: arn(PIPELINE_ROLE), to: arn(DEPLOY_ROLE) }, ...(config.allowedChains ?? [])],
  };
}
