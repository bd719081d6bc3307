import { formatTime } from '../../lib/time.ts';
import type { ApiCall, ApiReference, Plan, PlanAction, PlanPhase } from '../../model/containment.ts';
import { undoOf, type Where } from '../undo.ts';
import { clean, command, quote, word } from './bash.ts';
import { cliArguments, queryOf, referencesIn } from './cli-arguments.ts';
import { prologue } from './prologue.ts';
import type { Script } from './script.ts';

/**
 * A plan as bash over the AWS CLI. It shows what it would do; with `--run` it does it, step by step, keeps what was there before in a
 * folder, and goes on where it stopped. The second file takes it all back.
 */
export const awsCliScript: Script = (plan, { version }) => {
  const steps = stepsOf(plan);
  const kept = keptAnswers(steps);
  const title = `Containment plan of stemma ${clean(version)}, as of ${formatTime(plan.asOf)}`;
  const run = [
    prologue({ title, verb: 'run', own: ownTargets(steps) }),
    ...plan.phases.map((phase, i) => phaseLines(phase, { place: i + 1, steps, kept })),
    'if [ "$run" = yes ]; then echo "Done. Scan the trail again with stemma in some minutes: no token of the lineage may act any more."; fi',
  ];
  const back = [
    prologue({ title: `Takes back: ${title}`, verb: 'take-back', own: [] }),
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

/** Answers that later calls wait for: the file that each is kept in, by what it is asked for. */
interface Kept {
  fileOf(reference: ApiReference, own: PlanAction): string;
  /** What is kept of one call of an action. */
  of(step: Step, from: 'before' | 'calls', call: number): readonly { readonly file: string; readonly query: string }[];
}

function keptAnswers(steps: readonly Step[]): Kept {
  const files = new Map<string, { file: string; query: string }>();
  const keyOf = ({ ref }: ApiReference, own: string): string =>
    JSON.stringify([ref.action ?? own, ref.from, ref.call, ref.path]);
  for (const { action } of steps) {
    for (const call of [...action.calls, ...action.rollback]) {
      for (const reference of referencesIn(call.parameters)) {
        const key = keyOf(reference, action.id);
        if (!files.has(key)) files.set(key, { file: `answer-${files.size + 1}`, query: queryOf(reference) });
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
    ...own.map((step) => stepLines(step, all.kept)),
    ...phase.checks.map((check) => `echo ${quote(`  look: ${clean(check)}`)}`),
    ...(phase.waitSeconds === 0 ? [] : [`wait_for ${phase.waitSeconds} 'until it holds everywhere'`]),
  ];
  return lines.join('\n\n');
}

function stepLines(step: Step, kept: Kept): string {
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
    ...(action.cutOff === null ? [] : [`  cut_off=$(cut_off_from_now ${action.cutOff})`]),
    ...action.calls.map((call, i) => callLines(step, { call, position: i, kept })),
    `  finish ${number}`,
    'fi',
  ];
  return lines.join('\n');
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

function callLines(step: Step, { call, position, kept }: Call): string {
  const answers = kept.of(step, 'calls', position);
  const words = wordsOf(call, { step, kept });
  if (answers.length === 0) return `  ${command(['call', account(call), ...words])}`;
  const [answer, ...more] = answers;
  // The call can be made once only, so `--query` can take one thing out of its answer.
  if (more.length > 0) throw new Error(`${step.action.id}: two parts of one answer are asked for`);
  const { query } = answer!;
  return `  ${command(['call_keeping', quote(answer!.file), account(call), ...words, '--query', quote(query), '--output', 'json'])}`;
}

function wordsOf(call: ApiCall, { step, kept }: { step: Step; kept: Kept }): string[] {
  const cutOff = step.action.cutOff === null ? null : formatTime(step.action.cutOff);
  return cliArguments(call, cutOff).map((argument) =>
    word(argument, (reference) => quote(kept.fileOf(reference, step.action))),
  );
}

/** The management account of an organization may not be known, nor the owner of a key. */
const account = ({ accountId, service }: ApiCall): string =>
  accountId === null ? (service === 'organizations' ? 'management' : 'unknown') : quote(accountId);

/** Of the JSON answer, as `--query` says it. */
function whereQuery({ path, pick }: Where): string {
  const names = path.join('.');
  if (pick === null) return names;
  return `${names}[?${pick.name}=='${pick.is.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'].${pick.take} | [0]`;
}

function takeBack(step: Step, kept: Kept): string {
  const { action, number } = step;
  const undo = undoOf(action);
  const static_ = (calls: readonly ApiCall[]): string[] =>
    calls.map(
      (call) =>
        `  ${command(['call', account(call), ...wordsOf(call, { step: { ...step, action: { ...action, cutOff: null } }, kept })])}`,
    );
  const nothing = ['  echo "  nothing can take this back"'];
  const lines =
    undo === null
      ? action.rollback.length === 0
        ? nothing
        : static_(action.rollback)
      : [
          `  if was_there ${imageName(step, undo.before)}.value; then`,
          `    ${command(['call', account(undo.put), ...wordsOf(undo.put, { step, kept }), `--${optionOf(undo.parameter)}`, `"$(${undo.parameter === 'Status' ? 'plain' : 'json'} ${imageName(step, undo.before)}.value)"`], '    ')}`,
          ...(undo.absent.length === 0
            ? []
            : ['  else', ...static_(undo.absent).map((line) => line.replaceAll(/^/gm, '  '))]),
          '  fi',
        ];
  return [
    `# Step ${number}: ${clean(action.id)}: ${clean(action.undo)}`,
    `if begin_back ${number} ${quote(clean(action.id))}; then`,
    ...lines,
    `  finish_back ${number}`,
    'fi',
  ].join('\n');
}

const optionOf = (parameter: string): string => (parameter === 'Status' ? 'status' : 'policy-document');

/** Roles and users that the plan changes, as `get-caller-identity` names them, and keys: nobody may cut off himself. */
function ownTargets(steps: readonly Step[]): string[] {
  const names = steps.flatMap(({ action }) => {
    if (action.kind === 'deactivate-access-key') return [action.target];
    const found = /^arn:[^:]+:iam::(\d{12}):(role|user)\/(.+)$/.exec(action.target);
    if (found === null) return [];
    const [, accountId, kind, path] = found;
    const name = path!.slice(path!.lastIndexOf('/') + 1);
    return [`:${accountId}:${kind === 'role' ? `assumed-role/${name}` : `user/${path}`}/`];
  });
  return [...new Set(names)];
}
