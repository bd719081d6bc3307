import type { ApiCall, ApiReference, PlanAction, PolicyStatement } from '../model/containment.ts';
import type { JournalEntry } from '../model/journal.ts';
import { statementsOf } from './doors.ts';
import { isReference, referencesIn } from './scripts/cli-arguments.ts';
import { restoringOf, switchOf, undoOf, type Where } from './undo.ts';

/** A call as it is made: what earlier calls answered is in it, and documents are text. */
export interface ReadyCall {
  readonly service: string;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly region: string | null;
  /** The account that it is made in; null: see `ApiCall`. */
  readonly accountId: string | null;
}

/** The entry of an action of the same plan. */
export type EntryOf = (actionId: string) => JournalEntry | undefined;

const documents = new Set(['PolicyDocument', 'Content', 'AssumeRolePolicyDocument']);

/** Fills in what earlier calls answered. Throws where an answer is missing. */
export function readyCall(call: ApiCall, own: string, entryOf: EntryOf): ReadyCall {
  const fill = (value: unknown): unknown => {
    if (isReference(value)) return answerTo(value, own, entryOf);
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, fill(part)]));
  };
  const parameters = Object.entries(call.parameters).map(([name, value]) => {
    const filled = fill(value);
    return [name, documents.has(name) && typeof filled !== 'string' ? JSON.stringify(filled) : filled];
  });
  return {
    service: call.service,
    operation: call.operation,
    parameters: Object.fromEntries(parameters) as Record<string, unknown>,
    region: call.region,
    accountId: call.accountId,
  };
}

/** Whether all that a call needs of earlier answers is in them: of what was not there, nothing is. */
export const isReady = (call: ApiCall, own: string, entryOf: EntryOf): boolean =>
  referencesIn(call.parameters).every((reference) => found(reference, own, entryOf) !== null);

/** The calls for each thing that one lists: the answer to `call.each` names them. */
export function callsForEach(call: ApiCall, listed: unknown): ApiCall[] {
  const [reference] = referencesIn(call.parameters).filter(({ ref }) => ref.from === 'each');
  const values = follow(listed, reference!.ref.path.split('.'));
  return (Array.isArray(values) ? (values as string[]) : []).map((value): ApiCall => {
    const { each: _each, ...once } = call;
    const parameters = Object.entries(call.parameters).map(
      ([name, one]) => [name, isReference(one) && one.ref.from === 'each' ? value : one] as const,
    );
    return { ...once, parameters: Object.fromEntries(parameters) };
  });
}

/** Null where there is none. */
function found({ ref }: ApiReference, own: string, entryOf: EntryOf): unknown {
  const entry = entryOf(ref.action ?? own);
  const answer = (ref.from === 'before' ? entry?.before : entry?.answers)?.[ref.call];
  return follow(answer, ref.path.split('.')) ?? null;
}

function answerTo(reference: ApiReference, own: string, entryOf: EntryOf): unknown {
  const { ref } = reference;
  const answer = found(reference, own, entryOf);
  if (answer === null) throw new Error(`no answer to ${ref.path} of ${ref.action ?? own}`);
  return answer;
}

function follow(value: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (first === '*') return Array.isArray(value) ? value.map((item) => follow(item, rest)) : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  return follow((value as Readonly<Record<string, unknown>>)[first], rest);
}

/** What a before-image holds of the one thing that the action changes; null where it was not there. */
export function textBefore(action: PlanAction, before: readonly unknown[]): string | null {
  const undo = undoOf(action);
  const found = undo === null ? null : pickedFrom(follow(before[undo.before], undo.where.path), undo.where);
  return typeof found === 'string' ? found : null;
}

function pickedFrom(value: unknown, { pick }: Where): unknown {
  if (pick === null || !Array.isArray(value)) return value;
  const chosen = (value as Readonly<Record<string, unknown>>[]).find((item) => item[pick.name] === pick.is);
  return chosen?.[pick.take];
}

/**
 * Whether everything is as the action wants it: the same status or document. Of an inline policy each of its statements has to be
 * there, whatever else is in it, with a cut-off that is no earlier.
 */
export function isSoAlready(action: PlanAction, before: readonly unknown[], entryOf: EntryOf): boolean {
  const toggle = switchOf(action);
  if (toggle !== null) return follow(before[0], toggle) === false;
  const undo = undoOf(action);
  const found = textBefore(action, before);
  if (undo === null || found === null) return false;
  const wanted = String(readyCall(action.calls[0]!, action.id, entryOf).parameters[undo.parameter]);
  if (found === wanted) return true;
  const [there, here] = [parsedDocument(found), parsedDocument(wanted)];
  if (there === null || here === null) return false;
  if (!isInlinePut(action)) return JSON.stringify(there) === JSON.stringify(here);
  const denied = statementsOf(there).map(withoutCutOff);
  return statementsOf(here)
    .map(withoutCutOff)
    .every(({ text, cutOff }) => denied.some((one) => one.text === text && one.cutOff >= cutOff));
}

const isInlinePut = ({ calls }: PlanAction): boolean => /^Put(?:Role|User)Policy$/.test(calls[0]?.operation ?? '');

/** A document as an object; null for what is no JSON. */
export function parsedDocument(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What a statement says, its cut-off apart (empty: none); its id says nothing. */
function withoutCutOff({ Sid: _id, ...statement }: PolicyStatement): { text: string; cutOff: string } {
  let cutOff = '';
  const text = JSON.stringify(statement, (key, value: unknown) => {
    if (key !== 'DateLessThan' || typeof value !== 'object' || value === null) return value;
    const { 'aws:TokenIssueTime': time, ...rest } = value as Record<string, unknown>;
    if (typeof time !== 'string') return value;
    cutOff = time;
    return { ...rest, 'aws:TokenIssueTime': '' };
  });
  return { text, cutOff };
}

/**
 * The calls that take an action back: by what was there before it where that is known, else as the plan says. What was never
 * made, or was gone before, has no answer that they could need, and they have nothing to do.
 */
export function undoCalls(action: PlanAction, entry: JournalEntry, entryOf: EntryOf): ReadyCall[] {
  const undo = restoringOf(action);
  if (undo === null) {
    const calls = action.rollback.filter((call) => isReady(call, action.id, entryOf));
    return calls.map((call) => readyCall(call, action.id, entryOf));
  }
  const before = textBefore(action, entry.before);
  if (before === null) return undo.absent.map((call) => readyCall(call, action.id, entryOf));
  const { parameters, ...call } = readyCall(undo.put, action.id, entryOf);
  return [{ ...call, parameters: { ...parameters, [undo.parameter]: before } }];
}
