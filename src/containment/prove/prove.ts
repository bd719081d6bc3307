import type { PlanPhase, Proof, Remaining } from '../../model/containment.ts';
import type { DeciderOf, IamSnapshot } from '../../model/iam.ts';
import { isOver, type Situation } from '../situation.ts';
import { assumptionsOf } from './assumptions.ts';
import { acts, createAttacker, type Attacker } from './attacker.ts';
import { judgeCalls, type JudgeCalls } from './judge-calls.ts';
import { documentsOf, mentionsIn, sessionPoliciesOf, timesUntil } from './mentions.ts';
import { hasPower, type Undo } from './iam-powers.ts';
import { remainingOf } from './remaining.ts';
import { namings } from './session-names.ts';
import { applyAction, worldOf, type World } from './world.ts';

/** The verdict, and what was open to the attacker in each phase until it held. */
export interface Proven {
  readonly proof: Proof;
  readonly windows: readonly (readonly Remaining[])[];
}

interface Trial {
  readonly attacker: Attacker;
  readonly judge: JudgeCalls;
}

/**
 * Plays the attacker against the phases, one after another. While a phase takes hold he still has all that the phases
 * before it left him, and what it replaces or takes away may be gone already; tokens that he mints then are newer than
 * its cut-offs. When all phases hold nothing of what he has may open anything.
 */
export async function prove(
  situation: Situation & { readonly snapshot: IamSnapshot },
  phases: readonly PlanPhase[],
  deciderOf: DeciderOf,
): Promise<Proven> {
  const all = phases.flatMap(({ actions }) => actions);
  const known = mentionsIn([...documentsOf(situation.snapshot), ...sessionPoliciesOf(situation)]);
  const put = all.flatMap(({ calls }) => calls.flatMap(({ parameters }) => Object.values(parameters)));
  const judge = judgeCalls(
    deciderOf,
    mentionsIn([...documentsOf(situation.snapshot), ...sessionPoliciesOf(situation), ...put]),
  );
  const attacker = createAttacker(situation.held, {
    judge,
    namesOf: namings(known, situation.snapshot),
    mintsSeen: situation.mintsSeen,
  });
  const trial = { attacker, judge };
  const windows: Remaining[][] = [];
  const broken: Open[] = [];
  let world = worldOf(situation.snapshot);
  let clock = situation.asOf;
  for (const phase of phases.filter(({ actions }) => actions.length > 0)) {
    // What he mints last is newer than the cut-offs of the phase, and older than those of the next one.
    clock = Math.max(clock, ...phase.actions.map(({ cutOff }) => cutOff ?? 0)) + phase.waitSeconds + 1;
    const during = worldsDuring(world, phase, all);
    await attacker.play(during, timesUntil(clock, known.moments, situation.asOf), `while "${phase.name}" takes hold`);
    const open = await stillOpen(trial, during);
    // What he can undo once the plan has begun to hold undoes the plan; before, it is the same as not having begun.
    if (windows.length > 0)
      broken.push(...open.flatMap((each) => (each.undoes === null ? [] : [undoing(each, each.undoes, phase)])));
    windows.push(open.map(plain));
    world = phase.actions.reduce((before, action) => applyAction(before, action, all), world);
  }
  // From then on he has all the time in the world.
  clock = Math.max(clock, ...known.moments) + 2;
  await attacker.play([world], timesUntil(clock, known.moments, situation.asOf), 'afterwards');
  const left = await stillOpen(trial, [world]);
  const named = new Set(left.map(({ credential }) => credential));
  const undone = broken.filter(({ credential }) => !named.has(credential));
  return { proof: verdict([...left, ...undone], situation, { windows, phases }), windows };
}

/** As the phase finds it; and with what the phase replaces already replaced, while its new denies do not hold yet. */
function worldsDuring(world: World, phase: PlanPhase, all: Parameters<typeof applyAction>[2]): World[] {
  const replacing = phase.actions.filter((action) => action.kind === 'lift-freeze' || replaces(world, action));
  if (replacing.length === 0) return [world];
  return [world, replacing.reduce((before, action) => applyAction(before, action, all), world)];
}

/** Whether one of its policies takes the place of another of that name. */
function replaces({ snapshot }: World, { calls }: PlanPhase['actions'][number]): boolean {
  return calls.some(({ accountId, parameters }) => {
    const account = snapshot.accounts.find((each) => each.accountId === accountId);
    const owners = [...(account?.roles ?? []), ...(account?.users ?? [])];
    const owner = owners.find(({ name }) => name === (parameters['RoleName'] ?? parameters['UserName']));
    return owner?.policies.some(({ inline, name }) => inline && name === parameters['PolicyName']) ?? false;
  });
}

interface Open extends Remaining {
  /** For certain, and not for all that is known. */
  readonly certain: boolean;
  /** Whether he can, for certain, take the plan's denies away or make what it does not know; null: he cannot. */
  readonly undoes: boolean | null;
}

async function stillOpen({ attacker, judge }: Trial, worlds: readonly World[]): Promise<Open[]> {
  const open: Open[] = [];
  for (const power of attacker.powers()) {
    // A door leads to tokens, and each of these is looked at itself.
    if (!acts(power.held) || isOver(power.held)) continue;
    let found: Open | null = null;
    for (const world of worlds) {
      const death = await attacker.deathOf(power, world);
      if (death.decision === 'denied' || (found !== null && found.undoes !== null)) continue;
      const undo =
        power.held.kind === 'service-credential' ? nothingUndone : await hasPower(power.held, { judge, world });
      if (found === null || undo.action !== null) found = await remainingOf(power, { death, undo, judge, world });
    }
    if (found !== null) open.push(found);
  }
  return open;
}

/** It calls single services, and IAM is none of them. */
const nothingUndone: Undo = { action: null, decision: null };

function verdict(
  left: readonly Open[],
  situation: Situation,
  { windows, phases }: Pick<Proven, 'windows'> & { readonly phases: readonly PlanPhase[] },
): Proof {
  const result = left.length === 0 ? 'evicted' : left.some(({ certain }) => certain) ? 'survives' : 'not-proven';
  const first = left.toSorted((a, b) => Number(b.certain) - Number(a.certain));
  return { result, remaining: first.map(plain), assumptions: assumptionsOf(situation, windows, phases) };
}

const undoing = (each: Open, certain: boolean, { name }: PlanPhase): Open => ({
  ...each,
  certain,
  because: `${each.because}; while "${name}" takes hold it can change IAM: take denies away, or make what the plan does not know`,
});

const plain = ({ credential, can, because }: Remaining): Remaining => ({ credential, can, because });
