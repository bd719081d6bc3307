import type { ApiCall, PlanAction } from '../model/containment.ts';

/** How an action is taken back by what was read before it, rather than by what the plan took for granted. */
export interface Undo {
  /** Puts back what was there; its parameter `parameter` is what the answer to `before` holds. */
  readonly put: ApiCall;
  readonly parameter: string;
  /** The read whose answer holds it: position in the action's `before`. */
  readonly before: number;
  readonly where: Where;
  /** What to do where there was nothing. */
  readonly absent: readonly ApiCall[];
}

/** Calls that only take something away: where it is gone, all is as they want it. */
export const isRemoval = ({ operation }: Pick<ApiCall, 'operation'>): boolean =>
  /^(Delete|Detach|Remove|Deactivate|Disassociate)/.test(operation);

/** What a read says of a thing that is only switched off: then there is nothing to do, and nothing to take back. */
const switches: Readonly<Record<string, readonly string[]>> = {
  DisableTrustAnchor: ['trustAnchor', 'enabled'],
  DisableProfile: ['profile', 'enabled'],
};

/** Path to the switch in the first before-image; null where the action is none. */
export const switchOf = ({ calls }: PlanAction): readonly string[] | null =>
  calls.length === 1 ? (switches[calls[0]!.operation] ?? null) : null;

/** Names down to the value; `pick` chooses one of a list on the way by one of its names. */
export interface Where {
  readonly path: readonly string[];
  readonly pick: { readonly name: string; readonly is: string; readonly take: string } | null;
}

/** What the action changes, in the read before it; null where that says no more than the plan's own `rollback`. */
export function undoOf(action: PlanAction): Undo | null {
  const [call, ...more] = action.calls;
  if (call === undefined || more.length > 0 || call.service !== 'iam') return null;
  return restorers[call.operation]?.(call, action) ?? null;
}

/** How the action is taken back by what was read before it; null where `rollback` alone does it. */
export const restoringOf = (action: PlanAction): Undo | null => (action.isBeforeHis === true ? null : undoOf(action));

const restorers: Readonly<Record<string, (call: ApiCall, action: PlanAction) => Undo | null>> = {
  PutRolePolicy: (call, action) => policyUndo(call, action, { noun: 'Role' }),
  PutUserPolicy: (call, action) => policyUndo(call, action, { noun: 'User' }),
  UpdateAssumeRolePolicy: (call, action) => {
    const before = action.before.findIndex(({ operation }) => operation === 'GetRole');
    if (before < 0) return null;
    const { PolicyDocument: _new, ...role } = call.parameters;
    const where = { path: ['Role', 'AssumeRolePolicyDocument'], pick: null };
    return { put: { ...call, parameters: role }, parameter: 'PolicyDocument', before, where, absent: [] };
  },
  UpdateAccessKey: (call, action) => {
    const before = action.before.findIndex(({ operation }) => operation === 'ListAccessKeys');
    const { Status: _new, ...key } = call.parameters;
    if (before < 0 || typeof key['AccessKeyId'] !== 'string') return null;
    const pick = { name: 'AccessKeyId', is: key['AccessKeyId'], take: 'Status' };
    const where = { path: ['AccessKeyMetadata'], pick };
    return { put: { ...call, parameters: key }, parameter: 'Status', before, where, absent: [] };
  },
};

function policyUndo(call: ApiCall, action: PlanAction, { noun }: { noun: 'Role' | 'User' }): Undo | null {
  const before = action.before.findIndex(({ operation }) => operation === `Get${noun}Policy`);
  if (before < 0) return null;
  const { PolicyDocument: _new, ...policy } = call.parameters;
  return {
    put: { ...call, parameters: policy },
    parameter: 'PolicyDocument',
    before,
    where: { path: ['PolicyDocument'], pick: null },
    absent: [{ ...call, operation: `Delete${noun}Policy`, parameters: policy }],
  };
}
