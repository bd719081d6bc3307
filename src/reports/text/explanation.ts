import { forTerminal } from '../../lib/neutralise.ts';
import type { Check, ExplainedCredential, ExplainedFinding, Explanation } from '../../model/explanation.ts';
import { nextStepOf } from '../next-step.ts';
import { inkFor, type Ink } from './ink.ts';
import { commandLines, wrap } from './layout.ts';

export interface ExplanationTextOptions {
  readonly width: number;
  readonly color: boolean;
  readonly ascii: boolean;
  /** See `TextOptions`. */
  readonly askWith: string | null;
}

interface Page extends ExplanationTextOptions {
  readonly ink: Ink;
}

const MOST_FINDINGS = 20;
/** Columns before what a label is of. */
const LABEL = 16;
const limit = 2_000;

/** An explanation as a person reads it: the answer first, then what it rests on. Lines without line ends. */
export function* renderExplanation(explanation: Explanation, options: ExplanationTextOptions): Generator<string> {
  const page = { ...options, ink: inkFor(options) };
  const { rule, answer, asOf, configuration, findings, credential } = explanation;
  yield* hung('', answer, page);
  yield '';
  yield* hung('', `${rule.id}: ${rule.title}`, page);
  yield* labelled('looks for', rule.says, page);
  yield* labelled('can be wrong', rule.canBeWrong, page);
  yield* labelled('severity', rule.severities.join(' or '), page);
  yield* labelled('as of', asOf, page);
  if (rule.needsSuspicion)
    yield* labelled('runs', 'after the others, and asks which credentials their findings make suspicious', page);
  for (const line of configuration) yield* labelled('configuration', line, page);
  if (credential !== null) yield* credentialLines(credential, page);
  for (const one of findings.slice(0, MOST_FINDINGS)) yield* findingLines(one, page);
  const more = findings.length - MOST_FINDINGS;
  if (more > 0) yield `${page.ink.glyphs.cut} and ${more} more: --format json lists them all`;
}

function* credentialLines({ accessKeyId, inCase, checks, facts }: ExplainedCredential, page: Page): Generator<string> {
  if (!inCase) return;
  yield '';
  yield* hung('', `What the rule asks, and what the logs show of ${accessKeyId}:`, page);
  for (const check of checks) yield* checkLines(check, page);
  yield '';
  yield* hung('', `What is known of ${accessKeyId}:`, page);
  for (const { name, value } of facts) yield* labelled(name, value, page);
}

function* checkLines({ asks, met, found }: Check, page: Page): Generator<string> {
  yield* hung(`  ${met ? 'yes' : 'NO '}  `, asks, page);
  yield* hung('         ', found, page);
}

const states: Readonly<Record<ExplainedFinding['state'], string>> = {
  reported: 'reported',
  suppressed: 'suppressed: not reported, and nothing becomes suspicious by it',
  off: 'not reported: the rule is off',
};

function* findingLines({ finding, subject, state, configuration }: ExplainedFinding, page: Page): Generator<string> {
  yield '';
  yield* hung('', `${finding.id}  ${finding.severity}  ${states[state]}`, page);
  yield* hung('  ', finding.reason, page);
  for (const line of configuration) yield* labelled('configuration', line, page);
  yield* labelled('subject', subject.join(', '), page);
  yield* labelled('names', list(finding.credentials), page);
  yield* labelled('evidence', list(finding.evidence), page);
  const { says, command } = nextStepOf(finding, page.askWith);
  yield* labelled('next', command === null ? says : `${says} Plan it:`, page);
  if (command !== null) yield* commandLines(command, { indent: LABEL, width: page.width });
}

function list(texts: readonly string[]): string {
  if (texts.length === 0) return 'none';
  const more = texts.length - 10;
  return texts.slice(0, 10).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const labelled = (label: string, text: string, page: Page): Generator<string> =>
  hung(`  ${label}`.padEnd(LABEL), text, page);

/** A text behind a lead, its further lines below its first. */
function* hung(lead: string, text: string, { ink, width }: Page): Generator<string> {
  const shown = forTerminal(text, { limit, ascii: ink.ascii });
  const lines = shown === '' ? [''] : wrap(shown, width - lead.length, ink);
  for (const [i, part] of lines.entries()) yield ((i === 0 ? lead : ' '.repeat(lead.length)) + part).trimEnd();
}
