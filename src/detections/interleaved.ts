/** A call of one token: when, from which place, by which client program. */
export interface Sighting<Place> {
  readonly time: number;
  readonly place: Place;
  /** Text of the place: the same for addresses that may be one client. */
  readonly where: string;
  readonly agent: string;
  readonly service: number;
}

/** Three calls of which the middle one came from elsewhere: whoever is at the first place was there before and after it. */
export interface Return<Place> {
  readonly before: Sighting<Place>;
  readonly between: Sighting<Place>;
  readonly after: Sighting<Place>;
}

/** Nobody moves there and back in this time. */
const QUICK_SECONDS = 600;
/** In this time somebody may have moved once, and back, with the same programs. */
const SLOW_SECONDS = 3600;

/**
 * The first return in the calls of one token that one client cannot have made: there and back within ten minutes; within an
 * hour with other programs there than here; or twice within an hour. Null where there is none.
 *
 * A VPN that sends some services through itself, and lets the others go directly, is one client in two places at once: with the same
 * programs, the two places must have a service in common. Calls are in the order of time, then of `where`.
 */
export function findInterleaved<Place>(calls: readonly Sighting<Place>[]): Return<Place> | null {
  const latest = new Map<string, Sighting<Place>>();
  const returns = new Map<string, number>();
  const profiles = profilesOf(calls);
  for (let at = 0; at < calls.length; at++) {
    const after = calls[at]!;
    const before = latest.get(after.where);
    latest.set(after.where, after);
    const between = calls[at - 1];
    if (before === undefined || between === undefined || between.where === after.where) continue;
    const seconds = after.time - before.time;
    if (seconds > SLOW_SECONDS) continue;
    const others = otherPrograms(profiles, before.where, between.where);
    if (!others && !haveCommonService(profiles, before.where, between.where)) continue;
    const reverse = returns.get(`${between.where} ${after.where}`);
    const again = reverse !== undefined && after.time - reverse <= SLOW_SECONDS;
    if (seconds <= QUICK_SECONDS || others || again) return { before, between, after };
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

function otherPrograms(profiles: ReadonlyMap<string, Profile>, a: string, b: string): boolean {
  const there = profiles.get(b)!.agents;
  return [...profiles.get(a)!.agents].every((agent) => !there.has(agent));
}

function haveCommonService(profiles: ReadonlyMap<string, Profile>, a: string, b: string): boolean {
  const there = profiles.get(b)!.services;
  return [...profiles.get(a)!.services].some((service) => there.has(service));
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
