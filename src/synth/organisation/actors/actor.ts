import type { EpochSeconds } from '../../../model/lineage.ts';
import type { Call } from '../../records/record.ts';
import type { Credential } from '../../world/credential.ts';
import type { Site } from '../scene.ts';
import { compile, fill, filling } from '../template.ts';
import type { Filling, Template } from '../template.ts';

/** Somebody, or something, that calls AWS now and then for as long as the story goes. */
export interface Actor {
  act(at: EpochSeconds): void;
}

export interface Habits {
  readonly site: Site;
  readonly calls: readonly Call[];
  /** Calls with one token, on average. */
  readonly uses: number;
  /** A token is put away after so many seconds even where it would live longer. */
  readonly atMostSeconds: number;
  /** Takes a new token; its records are written. */
  logIn(at: EpochSeconds): Credential;
}

// A login is logged some seconds before the first call.
const LOGIN_SECONDS = 3;

/** An actor that takes a token, uses it for a while, and then takes another. */
export function createActor({ site, calls, uses, atMostSeconds, logIn }: Habits): Actor {
  const { random, stream, scene, scratch } = site;
  let templates: Template[] | null = null;
  let holder: Filling | null = null;
  let left = 0;
  let until = 0;
  return {
    act(at) {
      if (holder === null || templates === null || left <= 0 || at >= until) {
        const credential = logIn(at - LOGIN_SECONDS);
        scene.seen.add(credential.accessKeyId);
        holder = filling(credential.identity, credential.home.ip);
        const place = { region: site.region, account: credential.accountId, client: credential.home };
        templates ??= calls.map((call) => compile(call, place));
        left = 1 + random.below(2 * uses);
        until = Math.min(at + atMostSeconds, (credential.expiresAt ?? Infinity) - 60);
      }
      left--;
      const length = fill(random.pick(templates), holder, { at, random, into: scratch });
      stream.put(at, scratch, length);
    },
  };
}
