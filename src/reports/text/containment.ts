import { formatTime } from '../../lib/time.ts';
import { plural } from '../../lib/wording.ts';
import { forTerminal } from '../../lib/neutralise.ts';
import type { Plan, PlanAction, PlanPhase, Proof, Remaining } from '../../model/containment.ts';
import { cleanTexts } from '../clean.ts';
import { minute } from '../wording.ts';
import { inkFor, type Ink, type Style } from './ink.ts';
import { commandLines, line, wrap } from './layout.ts';

export interface ContainmentTextOptions {
  readonly width: number;
  readonly color: boolean;
  readonly ascii: boolean;
  /** Another plan than ours: it is judged, not advised. */
  readonly isAssumed: boolean;
  /** The command that was asked, as it must be typed: ways to carry the plan out are said with it. Null where the plan is being carried out. */
  readonly command: string | null;
}

const LABEL = 10;
const TEXT_WIDTH = 100;
/** The rest is in the JSON. */
const MOST_LEFT = 5;
const MOST_NAMED = 4;

const verdicts: Readonly<Record<Proof['result'], { style: Style; says: string }>> = {
  evicted: { style: 'green', says: 'nothing is left to the attacker once this plan holds' },
  survives: { style: 'alarm', says: 'the attacker comes back all the same' },
  'not-proven': { style: 'yellow', says: 'what is left to the attacker is not known' },
};

/** What `stemma contain` prints: the verdict, what to do in which order, and what no plan undoes. Lines without line ends. */
export function* renderContainment(raw: Plan, options: ContainmentTextOptions): Generator<string> {
  const ink = inkFor(options);
  const plan = cleanTexts(raw, (text) => forTerminal(text, { ascii: ink.ascii, limit: 1_000 }));
  const page = { ink, width: Math.min(options.width, LABEL + TEXT_WIDTH) };
  yield* verdictLines(plan, page);
  let number = 0;
  for (const [i, phase] of plan.phases.entries()) {
    if (phase.actions.length === 0 && phase.checks.length === 0) {
      // Its number is used by scripts all the same.
      if (!options.isAssumed) yield* ['', `${phaseTitle(phase, i + 1, { ...page, isAssumed: false })}: nothing to do`];
      continue;
    }
    yield '';
    yield phaseTitle(phase, i + 1, { ...page, isAssumed: options.isAssumed });
    for (const action of phase.actions) yield* actionLines(action, ++number, page);
    yield* windowLines(phase, page);
    for (const check of phase.checks) yield* labelled('', check, page, 'dim', `${ink.glyphs.arrow} `);
    if (phase.waitSeconds > 0 && !options.isAssumed) {
      yield* labelled('wait', `${phase.waitSeconds / 60} minutes: policies take that long to hold everywhere`, page);
    }
  }
  if (number === 0) yield* ['', 'Nothing to do: nothing of it is live, and nothing can mint again.'];
  yield* endLines(plan, page);
  if (number > 0) yield* carryOutLines(options, page);
}

/** A plan that does not say how it is done is left undone. */
function* carryOutLines({ command, isAssumed }: ContainmentTextOptions, { ink, width }: Page): Generator<string> {
  if (command === null || isAssumed) return;
  const ways: readonly (readonly [string, string])[] = [
    ['--apply', 'To carry it out: asks first, one call at a time, and can be taken back:'],
    ['--script aws-cli -o contain.sh', 'Or as a script, with the one that takes it back (also: terraform, json):'],
  ];
  yield '';
  for (const [option, says] of ways) {
    yield `${ink.paint('cyan', ink.glyphs.arrow)} ${ink.paint('bold', says)}`;
    yield* commandLines(`${command} ${option}`, { indent: ink.glyphs.arrow.length + 1, width });
  }
}

interface Page {
  readonly ink: Ink;
  readonly width: number;
}

function* verdictLines({ proof, targets, compromised, asOf }: Plan, page: Page): Generator<string> {
  if (proof !== null) {
    const { style, says } = verdicts[proof.result];
    yield `${page.ink.paint('bold', 'CONTAIN'.padEnd(LABEL))}${page.ink.paint(style, proof.result.toUpperCase())}: ${says}`;
  } else yield `${page.ink.paint('bold', 'CONTAIN'.padEnd(LABEL))}not judged`;
  yield* labelled('target', targets.map(({ kind, id }) => `${kind} ${id}`).join(', '), page);
  yield* labelled(
    '',
    `${plural(compromised.length, 'credential')} compromised; as of ${minute(formatTime(asOf))} UTC`,
    page,
  );
  if (proof === null) return;
  for (const each of proof.remaining.slice(0, MOST_LEFT)) yield* remainingLines(each, page);
  const more = proof.remaining.length - MOST_LEFT;
  if (more > 0) yield* labelled('', `and ${more} more (--format json)`, page);
}

function* remainingLines({ credential, can, because }: Remaining, page: Page): Generator<string> {
  yield* labelled('left', `${credential}${can.length === 0 ? '' : ` can ${can.slice(0, 3).join(', ')}`}`, page, 'red');
  yield* labelled('', because, page);
}

function phaseTitle(
  { name, actions }: PlanPhase,
  number: number,
  { ink, isAssumed }: Page & { isAssumed: boolean },
): string {
  const title = isAssumed ? `STEP ${number}` : `PHASE ${number}  ${name}`;
  return `${ink.paint('bold', title)}${actions.length < 2 ? '' : `  ${actions.length} actions, all at once`}`;
}

function* actionLines(action: PlanAction, number: number, page: Page): Generator<string> {
  const { ink } = page;
  const head = line(
    [
      { text: `${number}.`.padStart(4), width: LABEL - 5 },
      { text: `${action.kind}  `, style: 'bold' },
      { text: action.target },
    ],
    ink,
  );
  yield head;
  yield* labelled('', action.reason, page);
  const calls = [...new Set(action.calls.map(({ service, operation }) => `${service}:${operation}`))].join(', ');
  yield* labelled(
    'calls',
    `${calls}${action.cutOff === null ? '' : `, cut-off ${formatTime(action.cutOff)} or later`}`,
    page,
  );
  const policies = policyNames(action);
  if (policies.length > 0) yield* labelled('policy', policies.join(', '), page);
  if (action.stops.length > 0) yield* labelled('stops', listed(action.stops), page);
  const { sessions, principals } = action.collateral;
  if (sessions > 0 || principals.length > 0) {
    yield* labelled(
      'hits',
      `${sessions === 0 ? '' : `${plural(sessions, 'live credential')} of others: `}${listed(principals)}`,
      page,
      'yellow',
    );
  }
  yield* labelled('undo', action.undo, page);
}

/** Of policies that are written: by these names a responder finds them again. */
function policyNames({ calls }: PlanAction): string[] {
  const named = calls.map(({ parameters: { PolicyName, Name } }) => PolicyName ?? (Name as unknown));
  return [...new Set(named.filter((name) => typeof name === 'string'))];
}

const listed = (names: readonly string[]): string =>
  names.length <= MOST_NAMED
    ? names.join(', ')
    : `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`;

/** What goes on until the phase holds. */
function* windowLines({ window }: PlanPhase, page: Page): Generator<string> {
  if (window === null || window.length === 0) return;
  const named = listed(window.map(({ credential }) => credential));
  yield* labelled('open', `till then: ${named}`, page, 'yellow');
}

/** More than this nobody reads on a screen. */
const MOST_RESIDUAL = 30;

function* endLines({ residual, proof }: Plan, page: Page): Generator<string> {
  if (residual.length > 0) {
    yield '';
    yield page.ink.paint('bold', 'NO PLAN UNDOES');
    for (const each of residual.slice(0, MOST_RESIDUAL)) yield* labelled('', each, page, 'dim', '- ');
    const more = residual.length - MOST_RESIDUAL;
    if (more > 0) yield* labelled('', `and ${more} more: -o plan.md writes all of it`, page, 'dim', '- ');
  }
  if (proof === null || proof.assumptions.length === 0) return;
  yield '';
  yield page.ink.paint('bold', 'THE PROOF TAKES FOR GRANTED');
  for (const each of proof.assumptions) yield* labelled('', each, page, 'dim', '- ');
}

/** Labels are dim; those that warn are red (what is left) or yellow (what goes on, who else is hit). */
function* labelled(
  label: string,
  text: string,
  { ink, width }: Page,
  style: Style = 'dim',
  lead = '',
): Generator<string> {
  for (const [i, part] of wrap(text, width - LABEL - lead.length, ink).entries()) {
    const head = i === 0 ? lead : ' '.repeat(lead.length);
    yield ink.paint(style, (i === 0 ? label : '').padEnd(LABEL)) + head + part;
  }
}
