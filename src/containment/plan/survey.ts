import { accountOfArn } from '../../lib/arn.ts';
import type { DeciderOf, IamDecision, IamSnapshot } from '../../model/iam.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import { isOver, type Held, type Situation } from '../situation.ts';
import { createAttacker, type Attacker } from '../prove/attacker.ts';
import { hasPower } from '../prove/iam-powers.ts';
import { judgeCalls, type JudgeCalls } from '../prove/judge-calls.ts';
import { documentsOf, mentionsIn, sessionPoliciesOf, timesUntil } from '../prove/mentions.ts';
import { isNamed, isPlanted } from '../prove/mints.ts';
import { isPortal } from '../prove/portal.ts';
import { namings } from '../prove/session-names.ts';
import { worldOf, type World } from '../prove/world.ts';
import { longestOf } from './session-lengths.ts';

/** One role or user whose sessions the attacker has or could have before anything is done. */
export interface Reached {
  readonly arn: string;
  /** Credentials and doors of the case whose sessions are this principal's. */
  readonly held: readonly Held[];
  /** Workloads of the case whose sessions are denied already: they need no second deny, and the attacker may still be in them. */
  readonly quiet: readonly Held[];
  /** Something that he has mints sessions of it, other than the doors whose sessions always have one name. */
  readonly isMintable: boolean;
  /** Services by which something may run as it that he started or changed: it is given sessions of it whatever becomes of him. */
  readonly runIn: readonly string[];
  /** Workloads of the case that come back under another name: they too are given sessions of it for good. */
  readonly returning: readonly Held[];
  /** People to whom the portal of Identity Center gives it, by name. */
  readonly people: readonly string[];
  /** Doors of people, pipelines and other accounts that lead to it, and still do when the cut-offs are past. */
  readonly doors: readonly Held[];
  /** Principals of which its sessions mint living ones that are newer than every cut-off, as long as they live themselves. */
  readonly mintsInto: readonly string[];
  /** Its sessions can change IAM: take denies away, make keys. */
  readonly changesIam: boolean;
  /** Of a user: federation tokens of it are within reach, which a policy that names the user does not take for him. */
  readonly federates: boolean;
  /** Seconds that a session of it may live which is minted while the plan takes hold; 0 where none can be. */
  readonly longestMint: number;
}

/** The times of a plan that the survey has to know. */
export interface Horizon {
  /** The cut-offs of the plan: what is issued later outruns them. */
  readonly cutOff: EpochSeconds;
  /** When the last phase begins. */
  readonly until: EpochSeconds;
}

/** Everything within reach until the plan holds, in the order in which it is reached: a policy may let in only from some time on. */
export async function surveyReach(
  situation: Situation,
  deciderOf: DeciderOf | null,
  { cutOff, until }: Horizon,
): Promise<readonly Reached[]> {
  const snapshot = situation.snapshot ?? nothingKnown;
  const mentions = mentionsIn([...documentsOf(snapshot), ...sessionPoliciesOf(situation)]);
  const judge = judgeCalls(deciderOf ?? undecided, mentions);
  const world = worldOf(snapshot);
  const mints: Minted[] = [];
  const attacker = createAttacker(situation.held, {
    judge,
    namesOf: namings(mentions, snapshot),
    mintsSeen: situation.mintsSeen,
    onMint: (from, gives) => mints.push({ from, gives }),
  });
  await attacker.play([world], timesUntil(until, mentions.moments, situation.asOf), '');
  const { reached, alive } = await reachedBy(attacker, situation, { judge, world });
  const living = mints.filter(({ gives }) => gives.kind === 'token' && alive.has(judge.signature(gives)));
  const givers = new Set(living.map(({ from }) => from.id));
  const isQuiet = ({ kind, id }: Held): boolean => kind === 'workload' && !givers.has(id);
  const late = living.filter(({ gives }) => (gives.caller.issuedAt ?? 0) >= cutOff);
  const mintable = new Set(
    living.flatMap(({ from, gives }) => (isNamed(from) || isPortal(from) ? [] : [ownerOf(gives)])),
  );
  const lasting = collected(living, ({ from, gives }) => [ownerOf(gives), longestOf(from, gives)]);
  const wayTo = waysTo(late);
  return [...reached].map(([arn, { held, changesIam, federates }]) => ({
    arn,
    held: held.filter((each) => !isQuiet(each)),
    quiet: held.filter(isQuiet),
    changesIam,
    federates,
    isMintable: mintable.has(arn),
    longestMint: longestIn(lasting.get(arn)),
    ...wayTo(arn),
  }));
}

const longestIn = (seconds: ReadonlySet<number> = new Set()): number => Math.max(0, ...seconds);

type Ways = Pick<Reached, 'runIn' | 'returning' | 'people' | 'doors' | 'mintsInto'>;

/** How each principal is come by, of what is newer than every cut-off. */
function waysTo(late: readonly Minted[]): (arn: string) => Ways {
  const mintsInto = collected(late, ({ from, gives }) =>
    from.kind === 'token' ? [ownerOf(from), ownerOf(gives)] : null,
  );
  const doors = collected(late, ({ from, gives }) => (isDoor(from) ? [ownerOf(gives), from] : null));
  const planted = collected(late, ({ from, gives }) => (isPlanted(from) ? [ownerOf(gives), serviceOf(from)] : null));
  const returning = collected(late, ({ from, gives }) => (isReturning(from) ? [ownerOf(gives), from] : null));
  const people = collected(late, ({ from, gives }) => {
    const person = isPortal(from) ? (from.door?.subject ?? null) : null;
    return person === null ? null : [ownerOf(gives), person];
  });
  return (arn) => ({
    runIn: [...(planted.get(arn) ?? [])],
    returning: [...(returning.get(arn) ?? [])],
    people: [...(people.get(arn) ?? [])],
    doors: [...(doors.get(arn) ?? [])],
    mintsInto: [...(mintsInto.get(arn) ?? [])],
  });
}

interface Around {
  readonly judge: JudgeCalls;
  readonly world: World;
}

interface Found {
  readonly held: Held[];
  changesIam: boolean;
  federates: boolean;
}

const nothingFound = (): Found => ({ held: [], changesIam: false, federates: false });

interface Known {
  readonly reached: ReadonlyMap<string, Found>;
  /** Signatures of tokens that are not denied everything. */
  readonly alive: ReadonlySet<string>;
}

async function reachedBy(attacker: Attacker, situation: Situation, around: Around): Promise<Known> {
  const { judge, world } = around;
  const ids = new Map(situation.held.map((held) => [held.id, held]));
  const reached = new Map<string, Found>();
  /** What is denied already needs no second deny; what comes out of it dead is no mint. */
  const alive = new Set<string>();
  for (const power of attacker.powers()) {
    if ((await attacker.deathOf(power, world)).decision === 'denied') continue;
    const { held } = power;
    if (isOver(held)) continue;
    if (held.kind === 'token') alive.add(judge.signature(held));
    if (isLeading(held)) continue;
    const known = reached.get(ownerOf(held)) ?? nothingFound();
    reached.set(ownerOf(held), known);
    known.held.push(...power.ids.map((id) => ids.get(id)!));
    // A key is switched off with the first phase, whatever it can do: only its sessions may outlive that.
    if (!isSession(held)) continue;
    known.federates ||= held.caller.kind === 'federated-user';
    known.changesIam ||= (await hasPower(held, around)).action !== null;
  }
  for (const arn of await madeAndAlive(situation, around)) {
    if (!reached.has(arn)) reached.set(arn, nothingFound());
  }
  return { reached, alive };
}

const isSession = ({ kind }: Held): boolean => kind !== 'access-key' && kind !== 'service-credential';

/** Itself it is no token: what it leads to is looked at. */
const isLeading = (held: Held): boolean => isDoor(held) || held.kind === 'trust' || isPlanted(held);

/** Users and roles that the attacker made, used or not, but for those that are denied everything already. */
async function madeAndAlive({ made }: Situation, { judge, world }: Around): Promise<string[]> {
  const kinds = [
    ...made.userArns.map((arn) => ({ arn, kind: 'user-key' as const })),
    ...made.roleArns.map((arn) => ({ arn, kind: 'role-session' as const })),
  ];
  const alive: string[] = [];
  for (const { arn, kind } of kinds) {
    const caller = { ...anybody, kind, arn, accountId: accountOfArn(arn) };
    if ((await judge.isDead({ caller, userId: null }, world)).decision !== 'denied') alive.push(arn);
  }
  return alive;
}

const anybody = { sessionName: null, issuedAt: null, mfa: null, sourceIdentity: null, sessionPolicies: [] };

interface Minted {
  readonly from: Held;
  readonly gives: Held;
}

const isReturning = (from: Held): boolean => from.kind === 'workload' && !isPlanted(from) && !isNamed(from);
const isDoor = (from: Held): boolean => (from.kind === 'subject' && !isPortal(from)) || from.kind === 'account';
const serviceOf = ({ door }: Held): string => door?.id ?? '';

function collected<Value>(
  mints: readonly Minted[],
  pairOf: (minted: Minted) => readonly [string, Value] | null,
): Map<string, Set<Value>> {
  const found = new Map<string, Set<Value>>();
  for (const minted of mints) {
    const pair = pairOf(minted);
    if (pair !== null) found.set(pair[0], (found.get(pair[0]) ?? new Set()).add(pair[1]));
  }
  return found;
}

/** Whose policies bind a session: its role, or the user behind it. */
export const ownerOf = ({ caller }: Held): string => caller.issuerArn ?? caller.arn;

const nothingKnown: IamSnapshot = { accounts: [], problems: [] };

const unknown: IamDecision = { decision: 'depends', unknown: ['the IAM of the account'], conditions: [] };

const undecided: DeciderOf = () => ({
  decide: () => Promise.resolve(unknown),
  isDead: () => Promise.resolve(unknown),
  mayAssume: () => [],
  mayRunAs: () => Promise.resolve([]),
});
