import { createHash } from 'node:crypto';
import { formatTime } from '../../lib/time.ts';
import type { ApiCall, ApiReference, Plan, PlanAction, PlanPhase } from '../../model/containment.ts';
import { isRemoval, restoringOf, undoOf, type Where } from '../undo.ts';
import { clean, command, quote, word } from './bash.ts';
import { cliArguments, queryOf, referencesIn } from './cli-arguments.ts';
import { findingAnew } from './finding.ts';
import { prologue } from './prologue.ts';
import type { Script } from './script.ts';

/**
 * A plan as bash over the AWS CLI. It shows what it would do; with `--run` it does it, step by step, keeps what was there before in a
 * folder, and goes on where it stopped. The second file takes it all back.
 */
export const awsCliScript: Script = (plan, { version }) => {
  const steps = stepsOf(plan);
  const kept = keptAnswers(steps);
  const id = idOf(steps);
  const title = `Containment plan of stemma ${clean(version)}, as of ${formatTime(plan.asOf)}`;
  const run = [
    prologue({ title, id, verb: 'run', accounts: accountsOf(steps), own: ownTargets(steps) }),
    ...plan.phases.map((phase, i) => phaseLines(phase, { place: i + 1, steps, kept })),
    'if [ "$run" = yes ]; then echo "Done. Scan the trail again with stemma in some minutes: no token of the lineage may act any more."; fi',
  ];
  const back = [
    prologue({ title: `Takes back: ${title}`, id, verb: 'take-back', accounts: [], own: [] }),
    ...[...steps].reverse().map((step) => takeBack(step, kept)),
    'if [ "$run" = yes ]; then echo "Taken back. What is not expired works again."; fi',
  ];
  return [
    { suffix: '', text: `${run.join('\n\n')}\n`, isExecutable: true },
    { suffix: '.rollback', text: `${back.join('\n\n')}\n`, isExecutable: true },
  ];
};

interface Step {
  readonly action: PlanAction;
  readonly phase: PlanPhase;
  /** `01`, `02`, …: names of its files. */
  readonly number: string;
}

function stepsOf({ phases }: Plan): Step[] {
  const all = phases.flatMap((phase) => phase.actions.map((action) => ({ action, phase })));
  const digits = Math.max(2, String(all.length).length);
  return all.map((step, i) => ({ ...step, number: String(i + 1).padStart(digits, '0') }));
}

/** The same for the same steps alone. */
const idOf = (steps: readonly Step[]): string =>
  createHash('sha256')
    .update(JSON.stringify(steps.map(({ action }) => action)))
    .digest('hex')
    .slice(0, 12);

/** Answers that later calls wait for: the file that each is kept in, by what it is asked for. */
interface Kept {
  fileOf(reference: ApiReference, own: PlanAction): string;
  /** What is kept of one call of an action. */
  of(step: Step, from: 'before' | 'calls', call: number): readonly { readonly file: string; readonly query: string }[];
}

function keptAnswers(steps: readonly Step[]): Kept {
  const files = new Map<string, { file: string; query: string }>();
  const numbers = new Map(steps.map(({ action, number }) => [action.id, number]));
  const keyOf = ({ ref }: ApiReference, own: string): string =>
    JSON.stringify([ref.action ?? own, ref.from, ref.call, ref.path]);
  for (const { action } of steps) {
    for (const call of [...action.calls, ...action.rollback]) {
      for (const reference of referencesIn(call.parameters)) {
        if (reference.ref.from === 'each') continue;
        const key = keyOf(reference, action.id);
        // It is kept with the step that it is an answer of, and goes with it.
        const file = `${numbers.get(reference.ref.action ?? action.id)}.answer-${files.size + 1}`;
        if (!files.has(key)) files.set(key, { file, query: queryOf(reference) });
      }
    }
  }
  return {
    fileOf: (reference, own) => files.get(keyOf(reference, own.id))!.file,
    of: ({ action }, from, call) =>
      [...files]
        .filter(([key]) => {
          const [id, place, position] = JSON.parse(key) as [string, string, number];
          return id === action.id && place === from && position === call;
        })
        .map(([, answer]) => answer),
  };
}

function phaseLines(phase: PlanPhase, all: { place: number; steps: readonly Step[]; kept: Kept }): string {
  const own = all.steps.filter((step) => step.phase === phase);
  const rule = '-'.repeat(100);
  const lines = [
    `# ${rule}\n# Phase ${all.place}: ${clean(phase.name)}\n# ${rule}\necho; echo ${quote(`Phase ${all.place}: ${clean(phase.name)}`)}`,
    ...own.map((step) => stepLines(step, all)),
    ...phase.checks.map((check) => `echo ${quote(`  look: ${clean(check)}`)}`),
    ...(phase.waitSeconds === 0 ? [] : [`wait_for ${phase.waitSeconds} 'until it holds everywhere'`]),
  ];
  return lines.join('\n\n');
}

function stepLines(step: Step, { steps, kept }: { steps: readonly Step[]; kept: Kept }): string {
  const { action, number } = step;
  const { sessions, principals } = action.collateral;
  const cost =
    sessions === 0 && principals.length === 0
      ? []
      : [`# Also stops ${sessions} sessions of others: ${clean(principals.join(', '))}`];
  const lines = [
    `# Step ${number}: ${clean(action.id)}`,
    `# ${clean(action.reason)}`,
    ...cost,
    `# To take it back: ${clean(action.undo)}`,
    `if begin ${number} ${quote(clean(action.id))}; then`,
    ...action.before.flatMap((call, i) => imageLines(step, { call, position: i, kept })),
    ...newLines(step, steps),
    `  begun ${number}`,
    ...(action.cutOff === null ? [] : [`  cut_off=$(cut_off_from_now ${action.cutOff})`]),
    ...action.calls.flatMap((call, i) => callLines(step, { call, position: i, kept })),
    `  finish ${number}`,
    'fi',
  ];
  return lines.join('\n');
}

/** A policy that is new to the plan must not write over one that was put since its snapshot. */
function newLines(step: Step, steps: readonly Step[]): string[] {
  const undo = undoOf(step.action);
  const [back] = step.action.rollback;
  if (undo === null || undo.absent.length === 0 || back?.operation.startsWith('Delete') !== true) return [];
  const isSame = ({ action: { rollback } }: Step): boolean => JSON.stringify(rollback) === JSON.stringify([back]);
  return steps.find(isSame) === step ? [`  must_be_new ${imageName(step, undo.before)}.value`] : [];
}

interface Call {
  readonly call: ApiCall;
  readonly position: number;
  readonly kept: Kept;
}

const imageName = ({ number }: Step, before: number): string => `${number}.before-${before + 1}`;

/** Reads what is there; what a later call needs of it, and what is put back one day, each to a file of its own. */
function imageLines(step: Step, { call, position, kept }: Call): string[] {
  const undo = undoOf(step.action);
  const words = wordsOf(call, { step, kept });
  const read = (verb: string, file: string, query: string | null): string =>
    `  ${command([verb, quote(file), account(call), ...words, ...(query === null ? [] : ['--query', quote(query)]), '--output', 'json'])}`;
  return [
    read('image', imageName(step, position), null),
    ...(undo !== null && undo.before === position
      ? [read('image', `${imageName(step, position)}.value`, whereQuery(undo.where))]
      : []),
    ...kept.of(step, 'before', position).map(({ file, query }) => read('image', file, query)),
  ];
}

function callLines(step: Step, { call, position, kept }: Call): string[] {
  const mark = `${step.number}.call-${position + 1}`;
  const words = wordsOf(call, { step, kept });
  if (call.each !== undefined) return eachLines(step, call, { mark, words, kept });
  const answers = kept.of(step, 'calls', position);
  if (answers.length === 0) {
    const line = `  ${command(['call', mark, account(call), ...words])}`;
    return isRemoval(call) ? ifThere(filesIn(call, step, kept), [line]) : [line];
  }
  const [answer, ...more] = answers;
  // The call can be made once only, so `--query` can take one thing out of its answer.
  if (more.length > 0) throw new Error(`${step.action.id}: two parts of one answer are asked for`);
  const { file, query } = answer!;
  const making = [...words, '--query', quote(query), '--output', 'json'];
  return [
    `  ${command(['call_keeping', mark, quote(file), account(call), ...making, ...findingLines(step, call, kept)])}`,
  ];
}

/** How the answer is found again, after a kill between the call and its answer. */
function findingLines(step: Step, call: ApiCall, kept: Kept): string[] {
  const found = findingAnew(call);
  if (found === null) return [];
  return ['--', ...wordsOf(found.call, { step, kept }), '--query', quote(found.query), '--output', 'json'];
}

interface Each {
  readonly mark: string;
  readonly words: readonly string[];
  readonly kept: Kept;
}

/** A call for each thing that there is at that moment. */
function eachLines(step: Step, call: ApiCall, { mark, words, kept }: Each): string[] {
  const [listed] = referencesIn(call.parameters).filter(({ ref }) => ref.from === 'each');
  const list = [...wordsOf(call.each!, { step, kept }), '--query', quote(queryOf(listed!)), '--output', 'text'];
  return [
    `  ${command(['list', account(call), ...list])}`,
    '  for one in $listed; do',
    `    ${command(['make', mark, account(call), ...words], '    ')}`,
    '  done',
  ];
}

/** Files of the answers that a call needs. */
const filesIn = (call: ApiCall, { action }: Step, kept: Kept): string[] =>
  referencesIn(call.parameters).map((reference) => kept.fileOf(reference, action));

/** Nothing is to be done about what was not there. */
const ifThere = (files: readonly string[], lines: readonly string[]): string[] =>
  files.length === 0
    ? [...lines]
    : [
        `  if ${files.map((file) => `was_there ${quote(file)}`).join(' && ')}; then`,
        ...lines.map(indented),
        '  else',
        "    echo '  was not there'",
        '  fi',
      ];

function wordsOf(call: ApiCall, { step, kept }: { step: Step; kept: Kept }): string[] {
  const cutOff = step.action.cutOff === null ? null : formatTime(step.action.cutOff);
  return cliArguments(call, cutOff).map((argument) =>
    word(argument, (reference) => quote(kept.fileOf(reference, step.action))),
  );
}

/** The management account of an organization may not be known, nor the owner of a key. */
const account = ({ accountId, service }: ApiCall): string =>
  accountId === null ? (service === 'organizations' ? 'management' : 'unknown') : quote(accountId);

const accountsOf = (steps: readonly Step[]): string[] => [
  ...new Set(steps.flatMap(({ action }) => [...action.before, ...action.calls].map(account))),
];

/** Of the JSON answer, as `--query` says it. */
function whereQuery({ path, pick }: Where): string {
  const names = path.join('.');
  if (pick === null) return names;
  return `${names}[?${pick.name}=='${pick.is.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'].${pick.take} | [0]`;
}

function takeBack(step: Step, kept: Kept): string {
  const { action, number } = step;
  return [
    `# Step ${number}: ${clean(action.id)}: ${clean(action.undo)}`,
    `if begin_back ${number} ${quote(clean(action.id))}; then`,
    ...backLines(step, kept),
    `  finish_back ${number}`,
    'fi',
  ].join('\n');
}

function backLines(step: Step, kept: Kept): string[] {
  const { action, number } = step;
  const undo = restoringOf(action);
  const bare = { ...step, action: { ...action, cutOff: null } };
  const lineOf = (call: ApiCall, position: number, more: readonly string[] = []): string =>
    `  ${command(['call', `${number}.back-${position + 1}`, account(call), ...wordsOf(call, { step: bare, kept }), ...more])}`;
  const inTurn = (calls: readonly ApiCall[]): string[] =>
    calls.flatMap((call, i) => ifThere(filesIn(call, step, kept), [lineOf(call, i)]));
  // A freeze that is taken back anyway is not put on again first.
  if (action.kind === 'lift-freeze') return ["  echo '  the freeze itself is taken back'"];
  if (undo === null)
    return action.rollback.length === 0
      ? [`  echo ${quote(`  not taken back (${clean(action.undo)})`)}`]
      : inTurn(action.rollback);
  const image = `${imageName(step, undo.before)}.value`;
  const value = `"$(${undo.parameter === 'Status' ? 'plain' : 'json'} ${image})"`;
  const put = lineOf(undo.put, 0, [`--${optionOf(undo.parameter)}`, value]);
  const absent = undo.absent.length === 0 ? [] : ['  else', ...inTurn(undo.absent).map(indented)];
  return [`  if was_there ${image}; then`, indented(put), ...absent, '  fi'];
}

const indented = (line: string): string => line.replaceAll(/^/gm, '  ');

const optionOf = (parameter: string): string => (parameter === 'Status' ? 'status' : 'policy-document');

/** Roles and users that the plan changes or denies, as `get-caller-identity` names them, and keys: nobody may cut off himself. */
function ownTargets(steps: readonly Step[]): string[] {
  const names = steps.flatMap(({ action }) => {
    if (action.kind === 'deactivate-access-key') return [action.target];
    return [action.target, ...deniedFromAbove(action)].flatMap((arn) => callerName(arn) ?? []);
  });
  return [...new Set(names)];
}

function callerName(arn: string): string | null {
  const found = /^arn:[^:]+:iam::(\d{12}):(role|user)\/(.+)$/.exec(arn);
  if (found === null) return null;
  const [, accountId, kind, path] = found;
  const name = path!.slice(path!.lastIndexOf('/') + 1);
  return `:${accountId}:${kind === 'role' ? `assumed-role/${name}` : `user/${path}`}/`;
}

/** Whom a service control policy names; single sessions of a role are not whoever has the role. */
const deniedFromAbove = ({ kind, policy }: PlanAction): string[] =>
  kind !== 'deny-by-scp'
    ? []
    : (policy?.Statement ?? []).flatMap(({ Condition }) => {
        const told = JSON.stringify(Condition ?? null);
        return told.includes('aws:userid') ? [] : [...told.matchAll(/"(arn:[^"]+)"/g)].map(([, arn]) => arn!);
      });
