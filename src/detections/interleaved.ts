/** A call of one token: when, from which place, by which client program. */
export interface Sighting<Spot> {
  readonly time: number;
  /** What the caller knows it by. */
  readonly spot: Spot;
  /** Text of the place: the same for addresses that may be one client. */
  readonly where: string;
  readonly agent: string;
  readonly service: number;
}

/** Three calls of which the middle one came from elsewhere: whoever is at the first place was there before and after it. */
export interface Return<Spot> {
  readonly before: Sighting<Spot>;
  readonly between: Sighting<Spot>;
  readonly after: Sighting<Spot>;
}

/** In this time somebody may have moved once, and back, with the same programs. */
const SLOW_SECONDS = 3600;

/**
 * The first return in the calls of one token that one client cannot have made: there and back within some minutes; within an
 * hour with other programs there than here; or twice within an hour. Null where there is none.
 *
 * A VPN that sends some services through itself, and lets the others go directly, is one client in two places at once: with the same
 * programs, the two places must have a service in common. Calls are in the order of time, then of `where`.
 */
export function findInterleaved<Spot>(calls: readonly Sighting<Spot>[], quickSeconds: number): Return<Spot> | null {
  const latest = new Map<string, Sighting<Spot>>();
  const returns = new Map<string, number>();
  const commonOf = commonTest(profilesOf(calls));
  for (let at = 0; at < calls.length; at++) {
    const after = calls[at]!;
    const before = latest.get(after.where);
    latest.set(after.where, after);
    const between = calls[at - 1];
    if (before === undefined || between === undefined || between.where === after.where) continue;
    const seconds = after.time - before.time;
    if (seconds > SLOW_SECONDS) continue;
    const common = commonOf(before.where, between.where);
    if (common.agent && !common.service) continue;
    const reverse = returns.get(`${between.where} ${after.where}`);
    const again = reverse !== undefined && after.time - reverse <= SLOW_SECONDS;
    if (seconds <= quickSeconds || !common.agent || again) return { before, between, after };
    returns.set(`${after.where} ${between.where}`, before.time);
  }
  return null;
}

/** What was seen at one place. */
interface Profile {
  readonly agents: Set<string>;
  readonly services: Set<number>;
}

function profilesOf(calls: readonly Sighting<unknown>[]): Map<string, Profile> {
  const profiles = new Map<string, Profile>();
  for (const { where, agent, service } of calls) {
    let profile = profiles.get(where);
    if (profile === undefined) profiles.set(where, (profile = { agents: new Set(), services: new Set() }));
    profile.agents.add(agent);
    profile.services.add(service);
  }
  return profiles;
}

/** What two places have in common, each pair looked at once: the texts are the attacker's, and there may be many. */
function commonTest(profiles: ReadonlyMap<string, Profile>): (a: string, b: string) => Common {
  const known = new Map<string, Common>();
  return (a, b) => {
    const pair = a < b ? `${a} ${b}` : `${b} ${a}`;
    let common = known.get(pair);
    if (common === undefined) {
      const [one, other] = [profiles.get(a)!, profiles.get(b)!];
      common = { agent: intersect(one.agents, other.agents), service: intersect(one.services, other.services) };
      known.set(pair, common);
    }
    return common;
  };
}

interface Common {
  readonly agent: boolean;
  readonly service: boolean;
}

function intersect<Item>(a: ReadonlySet<Item>, b: ReadonlySet<Item>): boolean {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const item of few) if (many.has(item)) return true;
  return false;
}

/** A user agent without what changes from call to call: the command, the features used, the retry mode. */
export function programOf(userAgent: string | null): string {
  if (userAgent === null) return '';
  return userAgent
    .replace(/^\[|\]$/g, '')
    .split(' ')
    .filter((part) => !/^(?:md|m|cfg|ft|api|app|exec-env|ua)\//.test(part))
    .join(' ');
}
