import type { ApiCall, PlanAction, PolicyDocument } from '../model/containment.ts';
import type { JournalEntry } from '../model/journal.ts';
import { statementsOf } from './doors.ts';
import { mergedWith } from './merge-denies.ts';
import { documentOf } from './policies.ts';
import { parsedDocument, textBefore, undoCalls, type EntryOf } from './ready-calls.ts';
import { canonical } from './strangers.ts';

/**
 * The action so that it takes nothing away which was put under the name of its policy since the snapshot of the plan: by an earlier
 * plan that rests on the same snapshot, above all. What was there before the plan was read with the first action on that policy.
 */
export function keepingEarlier(action: PlanAction, all: readonly PlanAction[], entryOf: EntryOf): PlanAction {
  const freeze = action.kind === 'lift-freeze' ? all.find(({ id }) => id === action.target) : undefined;
  if (freeze !== undefined) return liftingTo(action, freeze, entryOf);
  const [call] = action.calls;
  const first = call === undefined || !isPut(call) ? undefined : all.find(({ calls }) => isSamePut(calls[0], call));
  if (first === undefined) return action;
  const extra = notKnown(first, entryOf(first.id));
  if (extra === null) return action;
  const document = mergedWith(extra, call!.parameters['PolicyDocument'] as PolicyDocument);
  return { ...action, calls: [{ ...call!, parameters: { ...call!.parameters, PolicyDocument: document } }] };
}

const isPut = ({ operation }: ApiCall): boolean => operation === 'PutRolePolicy' || operation === 'PutUserPolicy';

const isSamePut = (one: ApiCall | undefined, other: ApiCall): boolean =>
  one?.operation === other.operation &&
  one.accountId === other.accountId &&
  ['RoleName', 'UserName', 'PolicyName'].every((name) => one.parameters[name] === other.parameters[name]);

/** What was there and is not in the policy that the plan merged its own with; null where it knew all. */
function notKnown(first: PlanAction, entry: JournalEntry | undefined): PolicyDocument | null {
  const there = parsedDocument(textBefore(first, entry?.before ?? []));
  if (there === null) return null;
  const known = new Set(statementsOf(first.rollback[0]?.parameters['PolicyDocument']).map(canonical));
  const extra = statementsOf(there).filter((statement) => !known.has(canonical(statement)));
  return extra.length === 0 ? null : documentOf(...extra);
}

/** Back to what was there before the freeze, rather than to what the plan took for granted. */
function liftingTo(action: PlanAction, freeze: PlanAction, entryOf: EntryOf): PlanAction {
  const entry = entryOf(freeze.id);
  if (entry === undefined || textBefore(freeze, entry.before) === null) return action;
  const calls = undoCalls(freeze, entry, entryOf).map(({ service, operation, parameters, region, accountId }) => ({
    service,
    operation,
    parameters,
    region,
    accountId,
  }));
  return { ...action, calls: calls as unknown as readonly ApiCall[] };
}
