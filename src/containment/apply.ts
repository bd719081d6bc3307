import { openWriter, type Writer } from '../aws/write/index.ts';
import type { AwsConnection } from '../aws/index.ts';
import { StemmaError, UsageError } from '../lib/errors.ts';
import type { ApiCall, Plan, PlanAction, PlanPhase } from '../model/containment.ts';
import type { EntryState, Journal, JournalEntry } from '../model/journal.ts';
import type { EpochSeconds } from '../model/lineage.ts';
import { keepingEarlier } from './keep-earlier.ts';
import { callsForEach, isReady, isSoAlready, readyCall, undoCalls, type ReadyCall } from './ready-calls.ts';
import { actionsOnSelf, type Identity } from './self.ts';
import { withCutOff } from './cut-off.ts';
import { isRemoval } from './undo.ts';

/** A cut-off lies so far ahead of its call: the change takes time to hold everywhere. */
const CUT_OFF_MARGIN_SECONDS = 60;

export interface ApplyOptions {
  /** The way into an account; null: the management account, or an account that nobody knows. */
  readonly connect: (accountId: string | null) => AwsConnection;
  /** Keeps the journal: on the disk before anything goes on. */
  readonly save: (journal: Journal) => Promise<void>;
  readonly now: () => EpochSeconds;
  readonly sleep: (seconds: number) => Promise<void>;
  readonly onEvent: (event: ApplyEvent) => void;
  readonly signal: AbortSignal;
}

export type ApplyEvent =
  | { readonly kind: 'phase'; readonly phase: PlanPhase }
  | { readonly kind: 'action'; readonly action: PlanAction; readonly state: 'begun' | 'known' | 'was-so' | 'nothing' }
  | { readonly kind: 'call'; readonly call: ReadyCall; readonly by: string; readonly error: string | null }
  | { readonly kind: 'wait'; readonly seconds: number; readonly phase: PlanPhase };

/** A plan of which nothing is done yet. */
export function newJournal(plan: Plan, { id, startedAt }: { id: string; startedAt: EpochSeconds }): Journal {
  const entries = plan.phases.flatMap(({ actions }) =>
    actions.map(({ id: actionId }): JournalEntry => ({
      actionId,
      state: 'planned',
      at: null,
      before: [],
      answers: [],
      wasSo: false,
      log: [],
    })),
  );
  return { id, plan, startedAt, finishedAt: null, takenBackAt: null, entries };
}

/** Who would carry the plan out, by account. Refuses before anything is done: wrong accounts, and whoever would cut off himself. */
export async function identify(plan: Plan, connect: ApplyOptions['connect']): Promise<Map<string | null, Identity>> {
  const identities = new Map<string | null, Identity>();
  const calls = plan.phases.flatMap(({ actions }) => actions.flatMap((action) => action.calls));
  for (const accountId of new Set(calls.map((call) => call.accountId))) {
    const self = await openWriter(connect(accountId)).whoAmI();
    if (accountId !== null && self.accountId !== accountId) {
      throw new UsageError(
        `the credentials are those of ${self.arn}, and the plan changes account ${accountId}`,
        `name a profile of that account: --account-profile ${accountId}=NAME`,
      );
    }
    const [first] = actionsOnSelf(plan, self);
    if (first !== undefined) {
      throw new StemmaError(first, { exitCode: 2, hint: 'carry the plan out as a principal that it leaves alone' });
    }
    identities.set(accountId, self);
  }
  return identities;
}

/** Carries a plan out, or goes on where it stopped: one action at a time, what was there before on the disk first. */
export async function applyPlan(journal: Journal, options: ApplyOptions): Promise<Journal> {
  const run = await openRun(journal, options);
  if (journal.takenBackAt !== null) await run.keep({ ...journal, finishedAt: null, takenBackAt: null });
  for (const phase of journal.plan.phases) {
    options.onEvent({ kind: 'phase', phase });
    for (const action of phase.actions) {
      options.signal.throwIfAborted();
      await carryOut(run, action);
    }
    await waitFor(run, phase);
  }
  await run.keep({ ...run.journal(), finishedAt: run.journal().finishedAt ?? options.now() });
  return run.journal();
}

/** Takes back what was begun, last action first: documents byte for byte as they were. */
export async function takeBack(journal: Journal, options: ApplyOptions): Promise<Journal> {
  const run = await openRun(journal, options);
  const actions = journal.plan.phases.flatMap((phase) => phase.actions);
  const begun = new Set(
    journal.entries.flatMap(({ actionId, state }) => (state === 'started' || state === 'done' ? [actionId] : [])),
  );
  for (const action of [...actions].reverse()) {
    options.signal.throwIfAborted();
    const entry = run.entry(action.id);
    // A freeze that is taken back anyway is not put on again first.
    const isLifted = action.kind === 'lift-freeze' && begun.has(action.target);
    if (!begun.has(action.id) || entry.wasSo || isLifted) continue;
    const calls = undoCalls(action, entry, run.entry);
    options.onEvent({ kind: 'action', action, state: calls.length === 0 ? 'nothing' : 'begun' });
    for (const call of calls) await run.make(call, action);
    if (calls.length > 0 || action.rollback.length > 0) await run.update(action.id, { state: 'taken-back' });
  }
  await run.keep({ ...run.journal(), takenBackAt: options.now() });
  return run.journal();
}

async function carryOut(run: Run, planned: PlanAction): Promise<void> {
  const known = run.entry(planned.id);
  if (known.state === 'done') return run.tell({ kind: 'action', action: planned, state: 'known' });
  // What was taken back is done anew: nothing that was read or answered the first time holds any more.
  const isNew = known.state === 'planned' || known.state === 'taken-back';
  if (isNew) {
    const before = [];
    for (const call of planned.before) before.push(await run.read(readyCall(call, planned.id, run.entry)));
    await run.update(planned.id, { state: 'started', before, answers: [], wasSo: false });
  }
  const { before, answers } = run.entry(planned.id);
  if (isNew && isSoAlready(withCutOff(planned, leastCutOff(run)), before, run.entry)) {
    run.tell({ kind: 'action', action: planned, state: 'was-so' });
    return run.update(planned.id, { state: 'done', wasSo: true });
  }
  run.tell({ kind: 'action', action: planned, state: 'begun' });
  const all = run.journal().plan.phases.flatMap((phase) => phase.actions);
  const action = keepingEarlier(withCutOff(planned, run.now() + CUT_OFF_MARGIN_SECONDS), all, run.entry);
  for (const call of action.calls.slice(answers.length)) {
    const answer = await makeAll(run, call, action);
    await run.update(action.id, { answers: [...run.entry(action.id).answers, answer ?? null] });
  }
  await run.update(action.id, { state: 'done' });
}

/** A cut-off from before the plan's own changes does not do: until these held, tokens were minted. */
function leastCutOff(run: Run): EpochSeconds {
  const changed = run.journal().entries.filter(({ wasSo, log }) => !wasSo && log.length > 0);
  return Math.max(0, ...changed.map(({ at }) => (at ?? 0) + CUT_OFF_MARGIN_SECONDS));
}

/** A call, or one for each thing that it lists; none where what it takes away was not there when it was read. */
async function makeAll(run: Run, call: ApiCall, action: PlanAction): Promise<unknown> {
  const make = (once: ApiCall): Promise<unknown> => run.make(readyCall(once, action.id, run.entry), action);
  if (call.each !== undefined) {
    const listed = await run.read(readyCall(call.each, action.id, run.entry));
    for (const once of callsForEach(call, listed)) await make(once);
    return null;
  }
  return isRemoval(call) && !isReady(call, action.id, run.entry) ? null : make(call);
}

/** From the last change of the phase on; what was done long ago is not waited for again. */
async function waitFor(run: Run, phase: PlanPhase): Promise<void> {
  const changed = phase.actions.map(({ id }) => run.entry(id)).filter(({ wasSo }) => !wasSo);
  const last = Math.max(0, ...changed.map(({ at }) => at ?? 0));
  const seconds = last + phase.waitSeconds - run.now();
  if (changed.length === 0 || seconds <= 0) return;
  run.tell({ kind: 'wait', seconds, phase });
  await run.sleep(seconds);
}

/** A journal while it is written. */
interface Run {
  journal(): Journal;
  entry(actionId: string): JournalEntry;
  update(actionId: string, change: Partial<JournalEntry> & { readonly state?: EntryState }): Promise<void>;
  keep(journal: Journal): Promise<void>;
  read(call: ReadyCall): Promise<unknown>;
  make(call: ReadyCall, action: PlanAction): Promise<unknown>;
  now(): EpochSeconds;
  sleep(seconds: number): Promise<void>;
  tell(event: ApplyEvent): void;
}

async function openRun(started: Journal, options: ApplyOptions): Promise<Run> {
  const identities = await identify(started.plan, options.connect);
  const writers = new Map<string | null, Writer>();
  let journal = started;
  const writerOf = (accountId: string | null): Writer => {
    const writer = writers.get(accountId) ?? openWriter(options.connect(accountId));
    writers.set(accountId, writer);
    return writer;
  };
  const keep = async (next: Journal): Promise<void> => {
    await options.save(next);
    journal = next;
  };
  const entry = (actionId: string): JournalEntry => {
    const found = journal.entries.find((one) => one.actionId === actionId);
    if (found === undefined) throw new Error(`${actionId}: not in the journal`);
    return found;
  };
  const update: Run['update'] = (actionId, change) => {
    const at = change.state === undefined ? {} : { at: options.now() };
    const entries = journal.entries.map((one) => (one.actionId === actionId ? { ...one, ...change, ...at } : one));
    return keep({ ...journal, entries });
  };
  const make: Run['make'] = async (call, action) => {
    const by = identities.get(call.accountId)?.arn ?? 'unknown';
    const outcome = await writerOf(call.accountId)
      .call(call)
      .then(
        (answer) => ({ answer, error: null }),
        (error: unknown) => ({ answer: null, error }),
      );
    const failure = outcome.error === null ? null : outcome.error instanceof Error ? outcome.error.message : 'unknown';
    const { service, operation, parameters } = call;
    const logged = { at: options.now(), by, service, operation, parameters, error: failure };
    await update(action.id, { log: [...entry(action.id).log, logged] });
    options.onEvent({ kind: 'call', call, by, error: failure });
    if (outcome.error !== null) throw outcome.error;
    return outcome.answer;
  };
  return {
    journal: () => journal,
    entry,
    update,
    keep,
    make,
    read: (call) => writerOf(call.accountId).call(call),
    now: options.now,
    sleep: options.sleep,
    tell: options.onEvent,
  };
}
