import { formatTime } from '../lib/time.ts';
import { forMarkdown, forMarkdownCode } from '../lib/neutralise.ts';
import type { Plan, PlanAction, PlanPhase, Proof } from '../model/containment.ts';

/** The plan as a page to work through, box by box. Lines without line ends. */
export function* renderContainmentPage(plan: Plan): Generator<string> {
  yield `# Containment plan`;
  yield '';
  yield `As of ${formatTime(plan.asOf)}, for ${plan.targets.map(({ kind, id }) => `${kind} ${forMarkdownCode(id)}`).join(', ')}: ${plan.compromised.length} credentials are compromised.`;
  if (plan.proof !== null) yield* proofLines(plan.proof);
  for (const phase of plan.phases) {
    if (phase.actions.length > 0 || phase.checks.length > 0) yield* phaseLines(phase);
  }
  if (plan.residual.length > 0)
    yield* ['', '## What no plan undoes', '', ...plan.residual.map((each) => `- ${forMarkdown(each)}`)];
}

function* proofLines({ result, remaining, assumptions }: Proof): Generator<string> {
  yield* ['', `**Proof: ${result}**`, ''];
  for (const { credential, can, because } of remaining) {
    yield `- ${forMarkdownCode(credential)}${can.length === 0 ? '' : ` can ${can.map(forMarkdownCode).join(', ')}`}: ${forMarkdown(because)}`;
  }
  yield* ['', 'It takes for granted:', '', ...assumptions.map((each) => `- ${forMarkdown(each)}`)];
}

function* phaseLines({ name, actions, checks, waitSeconds }: PlanPhase): Generator<string> {
  yield* ['', `## ${name[0]!.toUpperCase()}${name.slice(1)}`, ''];
  for (const action of actions) yield* actionLines(action);
  for (const check of checks) yield `- [ ] ${forMarkdown(check)}`;
  if (waitSeconds > 0) yield `- [ ] Wait ${waitSeconds / 60} minutes.`;
}

function* actionLines(action: PlanAction): Generator<string> {
  yield `- [ ] **${action.kind}** ${forMarkdownCode(action.target)}: ${forMarkdown(action.reason)}`;
  const { sessions, principals } = action.collateral;
  const hits = sessions === 0 && principals.length === 0 ? 'nobody else' : principals.map(forMarkdownCode).join(', ');
  yield `  - Calls: ${action.calls.map(({ service, operation }) => forMarkdownCode(`${service}:${operation}`)).join(', ')}`;
  yield `  - Stops: ${action.stops.length === 0 ? 'nothing by itself' : action.stops.map(forMarkdownCode).join(', ')}`;
  yield `  - Also hits: ${hits}`;
  yield `  - To undo: ${forMarkdown(action.undo)}`;
  if (action.policy === null) return;
  yield* [
    '',
    '  ```json',
    ...JSON.stringify(action.policy, null, 2)
      .split('\n')
      .map((each) => `  ${safe(each)}`),
    '  ```',
    '',
  ];
}

/** JSON has no need of a backtick outside its texts, and there it may be written as its code. */
const safe = (json: string): string => json.replaceAll('`', '\\u0060');
