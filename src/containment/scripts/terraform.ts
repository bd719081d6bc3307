import { forTerminal } from '../../lib/neutralise.ts';
import { formatTime } from '../../lib/time.ts';
import type { ApiCall, Plan, PlanAction } from '../../model/containment.ts';
import { cliArguments, CUT_OFF, isReference, piecesOf, type Argument } from './cli-arguments.ts';
import type { Script } from './script.ts';

/**
 * The denies of a plan as Terraform: `terraform apply -var phase=1`, then 2, and so on; `-var phase=0` takes all away. What has no
 * resource of its own (an access key that exists, a trust policy, an instance) stands beside as a comment: Terraform would have to
 * own the whole user, role or instance.
 */
export const terraformScript: Script = (plan, { version }) => {
  const steps = stepsOf(plan);
  const blocks = [
    headOf(plan, steps, version),
    ...variables(plan),
    ...resourcesOf(steps),
    ...steps.filter(({ isManaged }) => !isManaged).map(asComment),
  ];
  return [{ suffix: '', text: `${blocks.join('\n\n')}\n`, isExecutable: false }];
};

interface Step {
  readonly phase: number;
  readonly phaseName: string;
  readonly number: number;
  readonly action: PlanAction;
  /** Whether each of its calls is a resource here. */
  readonly isManaged: boolean;
}

function stepsOf(plan: Plan): Step[] {
  let number = 0;
  return plan.phases.flatMap(({ name, actions }, phase) =>
    actions.map((action) => ({
      phase: phase + 1,
      phaseName: name,
      number: ++number,
      action,
      isManaged:
        action.calls.length > 0 &&
        action.calls.every(({ operation }) => operation in resourceTypes || operation in removals),
    })),
  );
}

/** Calls that make what Terraform has a resource for. */
const resourceTypes: Readonly<Record<string, { type: string; owner: string; argument: string }>> = {
  PutRolePolicy: { type: 'aws_iam_role_policy', owner: 'RoleName', argument: 'role' },
  PutUserPolicy: { type: 'aws_iam_user_policy', owner: 'UserName', argument: 'user' },
};

/** Calls that take such a thing away. */
const removals: Readonly<Record<string, string>> = {
  DeleteRolePolicy: 'PutRolePolicy',
  DeleteUserPolicy: 'PutUserPolicy',
};

function headOf(plan: Plan, steps: readonly Step[], version: string): string {
  const left = steps.filter(({ isManaged }) => !isManaged).length;
  const timed = plan.phases.flatMap(({ name, actions }, i) =>
    actions.some(({ cutOff }) => cutOff !== null) ? [`${i + 1} ${name}`] : [],
  );
  const given = timed.length === 0 ? '' : ' -var cut_off="$cut_off"';
  return [
    `# Containment plan of stemma ${clean(version)}, as of ${formatTime(plan.asOf)}.`,
    `# ${steps.length - left} of ${steps.length} steps are resources; the other ${left} are comments at the end, with their commands.`,
    ...(given === '' ? [] : cutOffLines(timed)),
    `#   terraform apply -var phase=1${given}   then wait until it holds, look at the checks, and go on with phase=2, …`,
    `#   terraform apply -var phase=0${given}   takes the denies away again`,
    '# A policy of the same name that is there already must be imported first, or it is overwritten and later deleted.',
  ].join('\n');
}

/** How the cut-off is made: a plan is carried out later than it is made, and Terraform asks before it begins. */
const cutOffLines = (timed: readonly string[]): string[] => [
  "#   cut_off=$(date -u -d '+5 minutes' +%Y-%m-%dT%H:%M:%SZ)   (macOS: date -u -v+5M +%Y-%m-%dT%H:%M:%SZ)",
  `# Make it anew right before ${timed.length === 1 ? 'phase' : 'each of the phases'} ${timed.join(', ')}, and keep it for the others: tokens that are issued after it live on.`,
];

function variables(plan: Plan): string[] {
  const cutOffs = plan.phases.flatMap(({ actions }) => actions.flatMap(({ cutOff }) => cutOff ?? []));
  const phase = [
    'variable "phase" {',
    `  description = "How far the plan has come: ${plan.phases.map(({ name }, i) => `${i + 1} ${name}`).join(', ')}"`,
    '  type        = number',
    '}',
  ].join('\n');
  if (cutOffs.length === 0) return [phase];
  // Without a default: a moment of the plan's own would be past when it is applied.
  const cutOff = [
    'variable "cut_off" {',
    `  description = "Tokens issued before it are denied: at least a minute ahead of the moment when the policy is put, and not before ${formatTime(Math.max(...cutOffs))}"`,
    '  type        = string',
    '}',
  ].join('\n');
  return [phase, cutOff];
}

interface Version {
  readonly phase: number;
  readonly number: number;
  /** Null where the policy is taken away. */
  readonly text: string | null;
}

/** One resource a policy: what it says depends on how far the plan has come. */
function resourcesOf(steps: readonly Step[]): string[] {
  const policies = new Map<string, { call: ApiCall; versions: Version[] }>();
  for (const { action, phase, number, isManaged } of steps) {
    if (!isManaged) continue;
    for (const call of action.calls) {
      const put = removals[call.operation] ?? call.operation;
      const key = JSON.stringify([put, ownerOf(call, put), call.parameters['PolicyName'], call.accountId]);
      const policy = policies.get(key) ?? { call: { ...call, operation: put }, versions: [] };
      const document = call.parameters['PolicyDocument'];
      const text = document === undefined ? null : hclString(document, action);
      policy.versions.push({ phase, number, text });
      policies.set(key, policy);
    }
  }
  return [...policies.values()].map(({ call, versions }) => resource(call, versions));
}

const ownerOf = (call: ApiCall, put: string): string => textOf(call, resourceTypes[put]!.owner);

const textOf = ({ parameters }: ApiCall, name: string): string => {
  const value = parameters[name];
  return typeof value === 'string' ? value : '';
};

function resource(call: ApiCall, versions: readonly Version[]): string {
  const { type, owner, argument } = resourceTypes[call.operation]!;
  // Of two steps of one phase the later one holds.
  const byPhase = [...new Map(versions.map((version) => [version.phase, version])).values()];
  const [first] = byPhase;
  const gone = byPhase.find(({ text }, i) => i > 0 && text === null);
  const count = `var.phase >= ${first!.phase}${gone === undefined ? '' : ` && var.phase < ${gone.phase}`} ? 1 : 0`;
  const texts = byPhase.filter((version): version is Version & { text: string } => version.text !== null);
  const policy = texts
    .slice(1)
    .reduce((before, { phase, text }) => `var.phase >= ${phase} ? ${text} : ${before}`, texts[0]?.text ?? '"{}"');
  const attributes: [string, string][] = [
    ['count', count],
    ['name', quoted(textOf(call, 'PolicyName'))],
    [argument, quoted(textOf(call, owner))],
    ['policy', policy],
  ];
  const width = Math.max(...attributes.map(([name]) => name.length));
  return [
    `# ${byPhase.map(({ number }) => `Step ${number}`).join(', ')}${call.accountId === null ? '' : `: account ${clean(call.accountId)}`}`,
    `resource "${type}" "step_${first!.number}" {`,
    ...attributes.map(([name, value]) => `  ${name.padEnd(width)} = ${value}`),
    '}',
  ].join('\n');
}

const timeOf = ({ cutOff }: Pick<PlanAction, 'cutOff'>): string | null => (cutOff === null ? null : formatTime(cutOff));

/** A document as a string of HCL, the cut-off as a variable. */
function hclString(document: unknown, { cutOff }: PlanAction): string {
  const pieces = piecesOf(document, timeOf({ cutOff }));
  const texts = pieces.map((piece) => (typeof piece === 'string' ? escaped(inAscii(piece)) : '${var.cut_off}'));
  return `"${texts.join('')}"`;
}

/** JSON with what is not ASCII by its code: Terraform would compose characters anew (NFC), and it is another text then. */
const inAscii = (json: string): string =>
  json.replaceAll(/[^\0-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

const quoted = (text: string): string => `"${escaped(text)}"`;

/** In HCL `${` and `%{` begin a template; doubled they are text. Control characters go by their code. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) => codeOf(c.codePointAt(0)!))
    .replaceAll(/\$(?=\{)/g, '$$$$')
    .replaceAll(/%(?=\{)/g, '%%');
}

const codeOf = (code: number): string =>
  code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;

function asComment({ number, phaseName, action }: Step): string {
  return [
    `# Step ${number} (${phaseName}), not in Terraform: ${clean(action.id)}`,
    `#   ${clean(action.reason)}`,
    ...action.calls.flatMap((call) => [
      ...(call.each === undefined ? [] : [`#   ${commandLine(cliArguments(call.each))}   and for each of them:`]),
      `#   ${commandLine(cliArguments(call, timeOf(action)))}`,
    ]),
  ].join('\n');
}

const commandLine = (command: readonly Argument[]): string =>
  command
    .map((argument) => {
      const text = argument
        .map((piece) =>
          typeof piece === 'string'
            ? piece
            : piece === CUT_OFF
              ? 'CUT_OFF'
              : isReference(piece)
                ? `<${piece.ref.path}>`
                : '',
        )
        .join('');
      const shown = clean(text);
      return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
    })
    .join(' ');

/** One line, whatever is in it. */
const clean = (text: string): string => forTerminal(text, { ascii: true, limit: 4_000 });
