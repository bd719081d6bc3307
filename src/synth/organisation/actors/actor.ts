import type { EpochSeconds } from '../../../model/lineage.ts';
import type { Call } from '../../records/record.ts';
import type { Credential } from '../../world/credential.ts';
import type { Site } from '../scene.ts';
import { callerOf, MOST_AT_ONCE } from '../batch.ts';
import type { Caller } from '../batch.ts';

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
export function createActor(habits: Habits): Actor {
  const { stream, random } = habits.site;
  let holder: Holder | null = null;
  let templates: readonly number[] | null = null;
  return {
    act(at) {
      if (holder === null || templates === null || holder.left <= 0 || at >= holder.until) {
        const credential = logInTo(habits, at);
        templates ??= templatesOf(habits, credential);
        holder = holderOf(habits, credential, at);
      }
      const calls: number[] = [];
      for (let count = 1 + random.below(MOST_AT_ONCE); count > 0 && holder.left > 0; count--) {
        holder.left--;
        calls.push(random.pick(templates));
      }
      stream.put(at, { by: holder.caller, calls });
    },
  };
}

/** Who has a token, and what is left of it. */
interface Holder {
  readonly caller: Caller;
  /** Calls. */
  left: number;
  readonly until: EpochSeconds;
}

function logInTo({ site, logIn }: Habits, at: EpochSeconds): Credential {
  const credential = logIn(at - LOGIN_SECONDS);
  site.scene.seen.add(credential.accessKeyId);
  return credential;
}

function templatesOf({ site, calls }: Habits, { accountId, home }: Credential): readonly number[] {
  return calls.map((call) => site.template(call, { account: accountId, client: home }));
}

function holderOf({ site, uses, atMostSeconds }: Habits, credential: Credential, at: EpochSeconds): Holder {
  return {
    caller: callerOf(credential.identity, credential.home.ip),
    left: 1 + site.random.below(2 * uses),
    until: Math.min(at + atMostSeconds, (credential.expiresAt ?? Infinity) - 60),
  };
}
