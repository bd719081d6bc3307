import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError, type ExitCode } from '../lib/errors.ts';
import { forJson, forTerminal } from '../lib/neutralise.ts';
import type { Plan } from '../model/containment.ts';
import type { Journal } from '../model/journal.ts';
import type { ApplyEvent, ApplyQuestion, ApplyRequest, Verification } from '../pipeline/containment/index.ts';
import { formatTime } from '../lib/time.ts';
import { writeAll, type Io } from './io.ts';
import { awsOptionsOf, type AsOf, type AwsOptionValues } from './options.ts';
import { momentOf } from './review-case.ts';
import { version } from './version.ts';

export interface CarryOutOptions extends AwsOptionValues {
  readonly case: string;
  readonly format: 'text' | 'json';
  readonly yes?: true | undefined;
  /** False: go from phase to phase at once. */
  readonly wait: boolean;
  readonly accountProfile: readonly string[];
}

/** Carries a plan out, telling each call on stderr, and says on stdout how it ended. */
export async function carryOut(plan: Plan, options: CarryOutOptions, io: Io): Promise<ExitCode> {
  const { applyInCase } = await import('../pipeline/containment/index.ts');
  const journal = await applyInCase(plan, requestOf('carry out', options, io));
  const isEmpty = plan.phases.every(({ actions }) => actions.length === 0);
  if (journal === null && isEmpty) io.stderr.write('The plan has no action: there is nothing to carry out.\n');
  return tellEnd(journal, options, io);
}

/** Takes back what was carried out last, or what has this id. */
export async function takeBack(id: string | null, options: CarryOutOptions, io: Io): Promise<ExitCode> {
  const { takeBackInCase } = await import('../pipeline/containment/index.ts');
  return tellEnd(await takeBackInCase(id, requestOf('take back', options, io)), options, io);
}

function requestOf(verb: string, options: CarryOutOptions, io: Io): ApplyRequest {
  return {
    casePath: options.case,
    aws: awsOptionsOf(options),
    profiles: profilesOf(options.accountProfile),
    now: io.now,
    sleep: (seconds) => (options.wait ? sleep(seconds * 1000, undefined, { signal: io.signal }) : Promise.resolve()),
    confirm: (question) => (options.yes === true ? Promise.resolve(true) : ask(verb, question, io)),
    onEvent: (event) => tellEvent(event, io),
    signal: io.signal,
  };
}

/** By account. Throws where one is none: asked before a plan is made, which takes time, and is told. */
export function profilesOf(pairs: readonly string[]): Map<string, string> {
  return new Map(
    pairs.map((pair) => {
      const found = /^(\d{12}|management)=(.+)$/.exec(pair);
      if (found !== null) return [found[1]!, found[2]!] as const;
      throw new UsageError(`${pair}: no profile of an account`, 'write --account-profile 111122223333=NAME');
    }),
  );
}

async function ask(verb: string, { journal, as, isResumed }: ApplyQuestion, io: Io): Promise<boolean> {
  const actions = journal.plan.phases.flatMap((phase) => phase.actions);
  const done = journal.entries.filter(({ state }) => state === 'done').length;
  const left = verb === 'take back' ? done : actions.length - done;
  for (const { id } of actions) io.stderr.write(`  ${forTerminal(id)}\n`);
  if (isResumed)
    io.stderr.write(
      `This plan was begun at ${formatTime(journal.startedAt)}: ${done} of ${actions.length} actions are done.\n`,
    );
  // It ends with the signal too: whoever presses Ctrl-C at the question has answered.
  const lines = createInterface({ input: io.stdin, output: io.stderr, terminal: false, signal: io.signal });
  try {
    const question = `${verb} ${left} action${left === 1 ? '' : 's'} as ${as.map((arn) => forTerminal(arn)).join(', ')}? Type yes: `;
    io.stderr.write(question.charAt(0).toUpperCase() + question.slice(1));
    for await (const answer of lines) return answer.trim().toLowerCase() === 'yes';
    io.stderr.write('\n');
    io.signal.throwIfAborted();
    return false;
  } finally {
    lines.close();
  }
}

function tellEvent(event: ApplyEvent, io: Io): void {
  const say = (text: string): unknown => io.stderr.write(`${text}\n`);
  switch (event.kind) {
    case 'phase':
      return void say(`Phase: ${event.phase.name}`);
    case 'action':
      return void say(`  ${forTerminal(event.action.id)}${stateOf(event)}`);
    case 'call':
      return void say(
        `    ${event.call.service}:${event.call.operation} by ${forTerminal(event.by)}: ${event.error === null ? 'done' : forTerminal(event.error)}`,
      );
    case 'wait':
      return void say(`  waiting ${event.seconds} s, until it holds everywhere`);
  }
}

function stateOf({ state, action }: Extract<ApplyEvent, { kind: 'action' }>): string {
  switch (state) {
    case 'begun':
      return '';
    case 'known':
      return ': done before';
    case 'was-so':
      return ': is so already';
    case 'nothing':
      return action.rollback.length === 0 ? `: not taken back (${forTerminal(action.undo)})` : ': nothing to take back';
  }
}

async function tellEnd(journal: Journal | null, { format }: CarryOutOptions, io: Io): Promise<ExitCode> {
  if (journal === null) {
    io.stderr.write('Nothing was changed.\n');
    return 0;
  }
  const text = format === 'json' ? `${forJson(JSON.stringify(journal, null, 2))}\n` : `${endOf(journal)}\n`;
  await writeAll(io.stdout, [text]);
  return 0;
}

function endOf({ id, entries, takenBackAt }: Journal): string {
  const count = (state: string): number => entries.filter((entry) => entry.state === state).length;
  if (takenBackAt !== null)
    return `Taken back: ${count('taken-back')} of ${entries.length} actions. What has not expired works again.`;
  const wasSo = entries.filter((entry) => entry.wasSo).length;
  return [
    `Carried out: ${count('done')} actions${wasSo === 0 ? '' : `, of which ${wasSo} were so already`}.`,
    `Scan the trail again in some minutes, then: stemma contain --verify`,
    `To take it back: stemma contain --rollback ${id}`,
  ].join('\n');
}

export interface VerifyOptions {
  readonly case: string;
  readonly config?: string | undefined;
  readonly asOf: AsOf;
  readonly format: 'text' | 'json';
}

/** What the trail shows of the lineage since its plan was carried out. */
export async function verifyCase(id: string | null, options: VerifyOptions, io: Io): Promise<ExitCode> {
  const { loadConfig } = await import('../pipeline/index.ts');
  const { verifyInCase } = await import('../pipeline/containment/index.ts');
  const config = await loadConfig(options.config ?? null);
  const judge = { asOf: momentOf(options.asOf, io), config, version: version() };
  return tellVerification(await verifyInCase(id, options.case, judge), options.format, io);
}

async function tellVerification(found: Verification, format: 'text' | 'json', io: Io): Promise<ExitCode> {
  const { journal, acting, since, readUntil } = found;
  const document = {
    id: journal.id,
    since: formatTime(since),
    readUntil: readUntil === null ? null : formatTime(readUntil),
    isTold: readUntil !== null && readUntil > since,
    acting: acting.map(({ first, last, ...one }) => ({ ...one, first: formatTime(first), last: formatTime(last) })),
  };
  const lines =
    format === 'json'
      ? [forJson(JSON.stringify(document, null, 2))]
      : [
          ...(acting.length === 0 ? [] : [`STILL ACTING  ${acting.length} of the lineage since ${document.since}`]),
          ...document.acting.map(
            (one) =>
              `  ${forTerminal(one.accessKeyId)}  ${one.calls} calls, last ${one.last}, ${one.services.map((service) => forTerminal(service)).join(' ')}${one.isNew ? ', minted since' : ''}`,
          ),
          ...(acting.length > 0
            ? ['Plan again from one of these: stemma contain ' + forTerminal(acting[0]!.accessKeyId)]
            : [quiet(document)]),
        ];
  await writeAll(io.stdout, [`${lines.join('\n')}\n`]);
  return 0;
}

function quiet({ since, readUntil, isTold }: { since: string; readUntil: string | null; isTold: boolean }): string {
  return isTold
    ? `No credential of the lineage made a call that succeeded from ${since} to ${readUntil}, where the case ends.`
    : `The case ends at ${readUntil ?? 'no record'}, before the plan held (${since}): scan the trail again first.`;
}
