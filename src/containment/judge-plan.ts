import type { Plan, PlanPhase, Proof } from '../model/containment.ts';
import type { DeciderOf } from '../model/iam.ts';
import { assumptionsOf } from './prove/assumptions.ts';
import { prove } from './prove/prove.ts';
import { isOver, type Situation } from './situation.ts';

/** The plan with its proof, and with what is open in each phase until it holds. Without a snapshot nothing is proven. */
export async function judgePlan(plan: Plan, situation: Situation, deciderOf: DeciderOf | null): Promise<Plan> {
  const { snapshot } = situation;
  if (snapshot === null || deciderOf === null) return { ...plan, proof: withoutSnapshot(situation) };
  const { proof, windows } = await prove({ ...situation, snapshot }, plan.phases, deciderOf);
  const open = [...windows];
  const phases = plan.phases.map((phase): PlanPhase =>
    phase.actions.length === 0 ? phase : { ...phase, window: open.shift() ?? null },
  );
  return { ...plan, phases, proof: withMinters(proof, situation) };
}

function withoutSnapshot(situation: Situation): Proof {
  // What acts comes first: the attacker's way on begins with it.
  const first = situation.held.find((each) => !isOver(each)) ?? situation.held[0];
  return {
    result: 'not-proven',
    remaining: [
      {
        credential: first?.id ?? 'what was minted or changed by it before',
        can: [],
        because:
          'no IAM snapshot: what its sessions can assume and change is not known. Give one with --iam (stemma snapshot makes it)',
      },
    ],
    assumptions: assumptionsOf(situation, []),
  };
}

/** Whoever minted a token that came from nowhere may mint the next one. */
function withMinters(proof: Proof, { unknownMinters, made }: Situation): Proof {
  const minters = unknownMinters.map(({ name, because }) => ({ credential: name, can: [], because }));
  const unknown = [...minters, ...made.notKnown.map((each) => ({ ...each, can: [] }))];
  if (unknown.length === 0) return proof;
  const result = proof.result === 'evicted' ? 'not-proven' : proof.result;
  return { ...proof, result, remaining: [...proof.remaining, ...unknown] };
}
