import { connectAws } from '../../aws/index.ts';
import {
  applyPlan,
  identify,
  newJournal,
  stillActing,
  takeBack,
  type ApplyEvent,
  type ApplyOptions,
  type StillActing,
} from '../../containment/index.ts';
import { UsageError } from '../../lib/errors.ts';
import { formatTime, parseTime } from '../../lib/time.ts';
import type { AwsOptions } from '../../model/aws.ts';
import type { Plan } from '../../model/containment.ts';
import type { Journal } from '../../model/journal.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import type { Case } from '../../store/index.ts';
import { openCase } from '../open-case.ts';
import { judge, type JudgeOptions } from '../review/judge.ts';

/** Where the case keeps what became of plans: one document each, in the order of time. */
const PREFIX = 'containment/';

export interface ApplyRequest {
  readonly casePath: string;
  readonly aws: AwsOptions;
  /** Profiles of accounts that the usual credentials are not for, by account id. */
  readonly profiles: ReadonlyMap<string, string>;
  readonly now: () => EpochSeconds;
  readonly sleep: (seconds: number) => Promise<void>;
  /** Asked once, before anything is changed. */
  readonly confirm: (question: ApplyQuestion) => Promise<boolean>;
  readonly onEvent: (event: ApplyEvent) => void;
  readonly signal: AbortSignal;
}

export interface ApplyQuestion {
  readonly journal: Journal;
  /** ARNs of who would make the calls. */
  readonly as: readonly string[];
  /** Whether some of it was done before. */
  readonly isResumed: boolean;
}

/** Carries a plan out; null where the answer was no, or it has no action. A plan for the same targets that was begun and not finished goes on instead. */
export async function applyInCase(plan: Plan, request: ApplyRequest): Promise<Journal | null> {
  await using theCase = await openCase(request.casePath);
  const begun = (await journalsOf(theCase)).find(
    (one) => one.finishedAt === null && one.takenBackAt === null && isForSame(one.plan, plan),
  );
  if (begun === undefined && plan.phases.every(({ actions }) => actions.length === 0)) return null;
  const startedAt = request.now();
  const journal = begun ?? newJournal(plan, { id: formatTime(startedAt), startedAt });
  const options = optionsFor(theCase, request);
  const as = [...new Set([...(await identify(journal.plan, options.connect)).values()].map(({ arn }) => arn))];
  if (!(await request.confirm({ journal, as, isResumed: begun !== undefined }))) return null;
  await options.save(journal);
  // Awaited, so that the case stays open until it is done.
  return await applyPlan(journal, options);
}

/** Takes back the plan that was carried out last, or the one with this id; null where the answer was no. */
export async function takeBackInCase(id: string | null, request: ApplyRequest): Promise<Journal | null> {
  await using theCase = await openCase(request.casePath);
  const journal = await journalToTakeBack(theCase, id);
  const options = optionsFor(theCase, request);
  const as = [...new Set([...(await identify(journal.plan, options.connect)).values()].map(({ arn }) => arn))];
  if (!(await request.confirm({ journal, as, isResumed: false }))) return null;
  return await takeBack(journal, options);
}

async function journalToTakeBack(theCase: Case, id: string | null): Promise<Journal> {
  const journals = await journalsOf(theCase);
  const found = id === null ? journals.find((one) => one.takenBackAt === null) : journals.find((one) => one.id === id);
  if (found !== undefined && found.takenBackAt === null) {
    refuseUnderNewer(found, journals.slice(0, journals.indexOf(found)));
    return found;
  }
  const known = journals.map((one) => one.id).join(', ');
  throw new UsageError(
    id === null
      ? 'no plan was carried out in this case, or all are taken back'
      : `${id}: no plan of this case that could be taken back`,
    known === '' ? 'stemma contain --apply carries one out' : `this case knows ${known}`,
  );
}

/** What a newer plan put on the same roles and users, or found there and counts on, would go with what the older one put. */
function refuseUnderNewer(journal: Journal, newer: readonly Journal[]): void {
  const own = targetsOf(journal);
  for (const { id, takenBackAt, ...other } of newer) {
    const shared = takenBackAt === null ? [...targetsOf(other)].find((target) => own.has(target)) : undefined;
    if (shared === undefined) continue;
    throw new UsageError(
      `${journal.id}: the plan ${id}, carried out since, holds ${shared} too`,
      `take that one back first: stemma contain --rollback ${id}`,
    );
  }
}

/** What a plan has made its own: what is behind the kind in the names of its actions. */
const targetsOf = ({ entries }: Pick<Journal, 'entries'>): ReadonlySet<string> =>
  new Set(
    entries
      .filter(({ state }) => state === 'started' || state === 'done')
      .map(({ actionId }) => actionId.slice(actionId.indexOf(':') + 1)),
  );

export interface Verification {
  readonly journal: Journal;
  readonly acting: readonly StillActing[];
  /** The moment since when nothing may act: the last change, and the time that it takes to hold. */
  readonly since: EpochSeconds;
  /** The newest record of the case: what came later cannot be told. */
  readonly readUntil: EpochSeconds | null;
}

/** What the trail shows of a lineage since its plan was carried out. */
export async function verifyInCase(id: string | null, casePath: string, options: JudgeOptions): Promise<Verification> {
  await using theCase = await openCase(casePath, { readOnly: true });
  const done = (await journalsOf(theCase)).filter((one) => one.finishedAt !== null && one.takenBackAt === null);
  const journal = id === null ? done[0] : done.find((one) => one.id === id);
  if (journal === undefined) {
    throw new UsageError('no plan of this case was carried out to its end', 'stemma contain --apply carries one out');
  }
  const { view, context } = await judge(theCase, options);
  const since = heldSince(journal);
  const acting = stillActing(context.lineage, { compromised: journal.plan.compromised, since });
  return { journal, acting, since, readUntil: view.coverage.to === null ? null : parseTime(view.coverage.to) };
}

/** The wait that the plan asks for after its last change. */
function heldSince({ plan, entries, startedAt }: Journal): EpochSeconds {
  const last = Math.max(startedAt, ...entries.filter(({ wasSo }) => !wasSo).map(({ at }) => at ?? 0));
  return last + Math.max(0, ...plan.phases.map(({ waitSeconds }) => waitSeconds));
}

/** The newest first. */
async function journalsOf(theCase: Case): Promise<Journal[]> {
  const names = await theCase.listDocuments(PREFIX);
  const texts = await Promise.all(names.map((name) => theCase.getDocument(name)));
  return texts.map((text) => JSON.parse(text!) as Journal).reverse();
}

const isForSame = (a: Plan, b: Plan): boolean => JSON.stringify(a.targets) === JSON.stringify(b.targets);

function optionsFor(theCase: Case, request: ApplyRequest): ApplyOptions {
  const { aws, profiles, now, sleep, onEvent, signal } = request;
  return {
    connect: (accountId) => connectAws({ ...aws, profile: profiles.get(accountId ?? 'management') ?? aws.profile }),
    save: (journal) => theCase.setDocument(`${PREFIX}${journal.id}`, JSON.stringify(journal)),
    now,
    sleep,
    onEvent,
    signal,
  };
}
