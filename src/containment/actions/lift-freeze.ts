import type { ApiCall, ApiReference } from '../../model/containment.ts';
import { type ActionMaker, basicsOf } from './action-maker.ts';

export const liftFreeze: ActionMaker = {
  kind: 'lift-freeze',
  says: 'Takes a freeze away that other denies have made superfluous.',
  target: 'action',
  make(order) {
    const { lifts } = order;
    if (lifts === null) return null;
    return {
      ...basicsOf(order, lifts.accountId),
      target: lifts.id,
      before: [],
      calls: lifts.rollback.map((call) => pointingAt(call, lifts.id)),
      // Whoever takes the plan back takes the freeze back as well.
      rollback: [],
      doesNotStop: [],
      undo: 'freeze again; nothing, when the freeze itself is taken back',
    };
  },
};

/** What the freeze calls "this action" is another one from here. */
function pointingAt(call: ApiCall, action: string): ApiCall {
  const parameters = Object.entries(call.parameters).map(([name, value]) => {
    if (typeof value !== 'object' || !('ref' in value)) return [name, value] as const;
    const { ref } = value as ApiReference;
    return [name, { ref: { ...ref, action: ref.action ?? action } }] as const;
  });
  return { ...call, parameters: Object.fromEntries(parameters) };
}
