import type { IamDecision } from '../../model/iam.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import { isOver, type Held, type Situation } from '../situation.ts';
import type { JudgeCalls } from './judge-calls.ts';
import { mintsOf, type Mint } from './mints.ts';
import type { NamesOf } from './session-names.ts';
import type { World } from './world.ts';

/** One thing that the attacker has: a credential of the case, a door, or a token that he could mint. Alike ones are one. */
export interface Power {
  readonly held: Held;
  /** Ids of all credentials of the case that this one stands for; empty for what is not minted yet. */
  readonly ids: string[];
  /** What it was minted with; null for what he holds from the start. */
  readonly from: Power | null;
  /** How, in words: `sts:AssumeRole while "revoke" takes hold`. */
  readonly how: string | null;
  /** Every step up to it is allowed for certain. */
  readonly certain: boolean;
  /** What the steps up to it hang on. */
  readonly hangsOn: readonly string[];
}

/** Everything that the attacker has or could have made so far. Grows from phase to phase: what is dead may come back to life. */
export interface Attacker {
  powers(): Iterable<Power>;
  /** Mints whatever can be minted in any of the worlds, again and again, with tokens issued at these times. */
  play(worlds: readonly World[], times: readonly EpochSeconds[], when: string): Promise<void>;
  /** Whether it opens anything in that world: `denied` if not. */
  deathOf(power: Power, world: World): Promise<IamDecision>;
}

const gone: IamDecision = { decision: 'denied', unknown: [], conditions: ['inactive, deleted or shut'] };
const open: IamDecision = { decision: 'allowed', unknown: [], conditions: [] };

export interface Means {
  readonly judge: JudgeCalls;
  readonly namesOf: NamesOf;
  readonly mintsSeen: Situation['mintsSeen'];
  /** Told of every mint, also of what he has already. */
  readonly onMint?: (from: Held, gives: Held) => void;
}

export function createAttacker(held: readonly Held[], { judge, namesOf, mintsSeen, onMint }: Means): Attacker {
  const powers = new Map<string, Power>();
  for (const each of held) {
    const key = keyOf(each, judge);
    const known = powers.get(key);
    // One that lives stands for those that do not: these only minted.
    if (known !== undefined && isOver(each) === isOver(known.held)) known.ids.push(each.id);
    else if (known === undefined || isOver(known.held))
      powers.set(key, { held: each, ids: [each.id], from: null, how: null, certain: true, hangsOn: [] });
  }

  const attacker: Attacker = {
    powers: () => powers.values(),
    async deathOf({ held: { kind, caller, userId }, ids }, world) {
      if (isShut({ kind, caller, ids }, held, world)) return gone;
      // A door is not used itself: what comes through it is.
      if (!acts({ kind })) return open;
      return judge.isDead({ caller, userId }, world);
    },
    async play(worlds, times, when) {
      const waiting = [...powers.values()];
      for (let power = waiting.shift(); power !== undefined; power = waiting.shift()) {
        for (const world of worlds) {
          if (isShut({ ...power.held, ids: power.ids }, held, world)) continue;
          const issued = lastTimes(power.held) ?? times;
          for (const mint of await mintsOf(power.held, { world, judge, times: issued, namesOf, mintsSeen })) {
            onMint?.(power.held, mint.gives);
            const next = add(power, mint, when);
            if (next !== null) waiting.push(next);
          }
        }
      }
    },
  };
  return attacker;

  function add(from: Power, mint: Mint, when: string): Power | null {
    const key = keyOf(mint.gives, judge);
    const known = powers.get(key);
    const certain = from.certain && mint.certain;
    const isHeld = known !== undefined && !isOver(known.held);
    if (isHeld && (known.certain || !certain)) return null;
    const power: Power = {
      held: mint.gives,
      ids: isHeld ? known.ids : [],
      from,
      how: `${mint.how} ${when}`,
      certain,
      hangsOn: [...new Set([...from.hangsOn, ...mint.hangsOn])],
    };
    powers.set(key, power);
    return power;
  }
}

/** When a token that has expired minted last; null for what can mint still. */
const lastTimes = (held: Held): readonly EpochSeconds[] | null =>
  isOver(held) && held.expiresAt !== null ? [held.expiresAt] : null;

/** Whether calls are made with it; a door only leads to what they are made with. */
export const acts = ({ kind }: Pick<Held, 'kind'>): boolean =>
  kind === 'access-key' || kind === 'token' || kind === 'service-credential';

/** Keys and doors are shut one by one, tokens of one kind live and die together. */
function keyOf(held: Held, judge: JudgeCalls): string {
  return held.kind === 'token' ? judge.signature(held) : `${held.kind} ${held.id}`;
}

function isShut(
  { kind, caller, ids }: Pick<Held, 'kind' | 'caller'> & { ids: readonly string[] },
  all: readonly Held[],
  world: World,
): boolean {
  switch (kind) {
    case 'access-key':
      return ids.every((id) => world.inactiveKeys.has(id));
    case 'sign-in':
      return world.shut.has(
        `${caller.accountId}:${caller.arn.slice(caller.arn.indexOf(':user/') + 1).replace(/\/.*\//, '/')}`,
      );
    case 'workload':
    case 'subject':
      return all.some(({ id, door }) => id === ids[0] && door !== null && world.shut.has(door.id));
    case 'token':
    case 'account':
    case 'service-credential':
    case 'trust':
      return false;
  }
}
