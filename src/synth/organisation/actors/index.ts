import type { EpochSeconds } from '../../../model/lineage.ts';
import type { Random } from '../../random.ts';
import type { Settled } from '../options.ts';
import type { Site } from '../scene.ts';
import type { Actor } from './actor.ts';
import * as automation from './automation.ts';
import type { Crowd } from './crowd.ts';
import * as machines from './machines.ts';
import * as people from './people.ts';

interface Kind {
  /** Of a thousand calls by day, and by night. */
  readonly day: number;
  readonly night: number;
  readonly actors: Actor[];
}

const RECORDS_FOR_ONE_SIZE = 100_000;
const LARGEST = 40;

/** Builds what is there before the story, and gives whose turn it is. */
export function settleIn(
  sites: readonly Site[],
  { start, plan }: { readonly start: EpochSeconds; readonly plan: Settled },
): (at: EpochSeconds, random: Random) => Actor {
  const size = Math.max(1, Math.min(LARGEST, Math.floor(plan.events / sites.length / RECORDS_FOR_ONE_SIZE)));
  const crowd: Crowd = { start, size, uses: plan.usesPerToken };
  const kinds = kindsOf(sites, crowd);
  const wheel = (name: 'day' | 'night'): Actor[][] =>
    kinds.flatMap((kind) => Array.from({ length: kind[name] }, () => kind.actors));
  const [day, night] = [wheel('day'), wheel('night')];
  return (at, random) => random.pick(random.pick(isWorkingHour(at) ? day : night));
}

function kindsOf(sites: readonly Site[], crowd: Crowd): Kind[] {
  const all = (make: (site: Site, crowd: Crowd) => Actor[]): Actor[] => sites.flatMap((site) => make(site, crowd));
  const platform = new Map(sites.map((site) => [site.account, site]));
  const admins = new Map([...platform].map(([account, site]) => [account, site.accessKey(site.user('platform'))]));
  const instances = sites.flatMap((site) => {
    const { region, account } = site;
    return machines.instances(site, crowd, { ...admins.get(account)!, region });
  });
  const [first, last] = [sites[0]!, sites.at(-1)!];
  return [
    { day: 370, night: 445, actors: instances },
    { day: 285, night: 345, actors: all(machines.functions) },
    { day: 100, night: 145, actors: all(machines.tasks) },
    { day: 70, night: 30, actors: all(automation.pipelines) },
    { day: 2, night: 1, actors: automation.deployers(first, last) },
    { day: 43, night: 31, actors: all(automation.terraform) },
    { day: 50, night: 0, actors: all(people.samlPeople) },
    { day: 50, night: 0, actors: all(people.portalPeople) },
    { day: 20, night: 0, actors: all(automation.wrappedPeople) },
    { day: 7, night: 0, actors: all(people.consolePeople) },
    { day: 3, night: 3, actors: all(machines.services) },
  ];
}

/** UTC: the office opens at seven. */
function isWorkingHour(at: EpochSeconds): boolean {
  const hour = Math.floor(at / 3600) % 24;
  return hour >= 7 && hour < 18;
}
