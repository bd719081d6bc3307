import type { DeciderOf, IamDecision, IamSnapshot } from '../../model/iam.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import type { Held, Situation } from '../situation.ts';
import { createAttacker } from '../prove/attacker.ts';
import { hasPower } from '../prove/iam-powers.ts';
import { judgeCalls } from '../prove/judge-calls.ts';
import { documentsOf, mentionsIn, timesUntil } from '../prove/mentions.ts';
import { namings } from '../prove/session-names.ts';
import { worldOf } from '../prove/world.ts';

/** One role or user whose sessions the attacker has or could have before anything is done. */
export interface Reached {
  readonly arn: string;
  /** Credentials and doors of the case whose sessions are this principal's. */
  readonly held: readonly Held[];
  /** Something that he has mints sessions of it, other than the doors whose sessions always have one name. */
  readonly isMintable: boolean;
  /** Its sessions mint sessions, of itself or of others. */
  readonly mints: boolean;
  /** Its sessions can change IAM: take denies away, make keys. */
  readonly changesIam: boolean;
}

/** Everything within reach until the plan holds, in the order in which it is reached: a policy may let in only from some time on. */
export async function surveyReach(
  situation: Situation,
  deciderOf: DeciderOf | null,
  until: EpochSeconds,
): Promise<readonly Reached[]> {
  const snapshot = situation.snapshot ?? nothingKnown;
  const mentions = mentionsIn(documentsOf(snapshot));
  const judge = judgeCalls(deciderOf ?? undecided, mentions);
  const world = worldOf(snapshot);
  const mints: { readonly from: Held; readonly gives: Held }[] = [];
  const attacker = createAttacker(situation.held, {
    judge,
    namesOf: namings(mentions, snapshot),
    mintsSeen: situation.mintsSeen,
    onMint: (from, gives) => mints.push({ from, gives }),
  });
  await attacker.play([world], timesUntil(until, mentions.moments, situation.asOf), '');
  const ids = new Map(situation.held.map((held) => [held.id, held]));
  const reached = new Map<string, { held: Held[]; changesIam: boolean }>();
  /** What is denied already needs no second deny; what comes out of it dead is no mint. */
  const alive = new Set<string>();
  for (const power of attacker.powers()) {
    if ((await attacker.deathOf(power, world)).decision === 'denied') continue;
    alive.add(judge.signature(power.held));
    const { held } = power;
    if (held.kind === 'subject' || held.kind === 'account') continue;
    const known = reached.get(ownerOf(held)) ?? { held: [], changesIam: false };
    reached.set(ownerOf(held), known);
    known.held.push(...power.ids.map((id) => ids.get(id)!));
    // A key is switched off with the first phase, whatever it can do: only its sessions may outlive that.
    if (held.kind === 'access-key') continue;
    known.changesIam ||= (await hasPower(held, { judge, world })).action !== null;
  }
  const living = mints.filter(({ gives }) => alive.has(judge.signature(gives)));
  const minters = new Set(living.flatMap(({ from }) => (from.kind === 'token' ? [ownerOf(from)] : [])));
  const mintable = new Set(living.flatMap(({ from, gives }) => (from.kind === 'workload' ? [] : [ownerOf(gives)])));
  return [...reached].map(([arn, { held, changesIam }]) => ({
    arn,
    held,
    changesIam,
    isMintable: mintable.has(arn),
    mints: minters.has(arn),
  }));
}

/** Whose policies bind a session: its role, or the user behind it. */
export const ownerOf = ({ caller }: Held): string => caller.issuerArn ?? caller.arn;

const nothingKnown: IamSnapshot = { accounts: [], problems: [] };

const unknown: IamDecision = { decision: 'depends', unknown: ['the IAM of the account'], conditions: [] };

const undecided: DeciderOf = () => ({
  decide: () => Promise.resolve(unknown),
  isDead: () => Promise.resolve(unknown),
  mayAssume: () => [],
});
