import type { EpochSeconds } from '../../../model/lineage.ts';
import type { Call } from '../../records/record.ts';
import type { Credential } from '../../world/credential.ts';
import type { Site } from '../scene.ts';
import { empty, MOST_AT_ONCE, next } from '../batch.ts';
import { compile, draft, filling, refit, write } from '../template.ts';
import type { Draft, Filling, Template } from '../template.ts';

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
  const { stream, random, batch } = habits.site;
  let holder: Holder | null = null;
  let templates: readonly Template[] | null = null;
  // Each call is laid down when it is first made; the next token only takes its place in it.
  const drafts: (Draft | undefined)[] = [];
  return {
    act(at) {
      if (holder === null || templates === null || holder.left <= 0 || at >= holder.until) {
        const credential = logInTo(habits, at);
        templates ??= templatesOf(habits, credential);
        holder = holderOf(habits, credential, at);
      }
      empty(batch);
      for (let calls = 1 + random.below(MOST_AT_ONCE); calls > 0 && holder.left > 0; calls--) {
        holder.left--;
        const which = random.below(templates.length);
        let call = drafts[which];
        if (call === undefined || (call.given !== holder && !refit(call, holder))) {
          call = drafts[which] = draft(templates[which]!, holder);
        }
        const start = next(batch);
        batch.length = write(call, { at, random, into: batch.bytes, start });
      }
      stream.put(at, batch);
    },
  };
}

/** Who has a token, and what is left of it. */
interface Holder extends Filling {
  /** Calls. */
  left: number;
  readonly until: EpochSeconds;
}

function logInTo({ site, logIn }: Habits, at: EpochSeconds): Credential {
  const credential = logIn(at - LOGIN_SECONDS);
  site.scene.seen.add(credential.accessKeyId);
  return credential;
}

function templatesOf({ site, calls }: Habits, { accountId, home }: Credential): readonly Template[] {
  return calls.map((call) => compile(call, { region: site.region, account: accountId, client: home }));
}

function holderOf({ site, uses, atMostSeconds }: Habits, credential: Credential, at: EpochSeconds): Holder {
  return {
    ...filling(credential.identity, credential.home.ip),
    left: 1 + site.random.below(2 * uses),
    until: Math.min(at + atMostSeconds, (credential.expiresAt ?? Infinity) - 60),
  };
}
