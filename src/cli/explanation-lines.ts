import { forTerminal } from '../lib/neutralise.ts';
import type { Check, ExplainedCredential, ExplainedFinding, Explanation } from '../model/explanation.ts';

const MOST_FINDINGS = 20;
const limit = 2_000;

/** An explanation as a person reads it: the answer first, then what it rests on. */
export function* explanationLines(explanation: Explanation): Generator<string> {
  const { rule, answer, asOf, configuration, findings, credential } = explanation;
  yield shown(answer);
  yield '';
  yield `${rule.id}: ${rule.title}`;
  yield `  looks for   ${rule.says}`;
  yield `  can be wrong  ${rule.canBeWrong}`;
  yield `  severity    ${rule.severities.join(' or ')}`;
  yield `  as of       ${asOf}`;
  if (rule.needsSuspicion)
    yield '  It runs after the others, and asks which credentials their findings make suspicious.';
  for (const line of configuration) yield `  configuration: ${shown(line)}`;
  if (credential !== null) yield* credentialLines(credential);
  for (const one of findings.slice(0, MOST_FINDINGS)) yield* findingLines(one);
  const more = findings.length - MOST_FINDINGS;
  if (more > 0) yield `… and ${more} more: --format json lists them all`;
}

function* credentialLines({ accessKeyId, inCase, checks, facts }: ExplainedCredential): Generator<string> {
  if (!inCase) return;
  yield '';
  yield `What the rule asks, and what the logs show of ${shown(accessKeyId)}:`;
  for (const check of checks) yield* checkLines(check);
  yield '';
  yield `What is known of ${shown(accessKeyId)}:`;
  for (const { name, value } of facts) yield `  ${name.padEnd(10)}  ${shown(value)}`;
}

function* checkLines({ asks, met, found }: Check): Generator<string> {
  yield `  ${met ? 'yes' : 'NO '}  ${shown(asks)}`;
  yield `         ${shown(found)}`;
}

const states: Readonly<Record<ExplainedFinding['state'], string>> = {
  reported: 'reported',
  suppressed: 'suppressed: not reported, and nothing becomes suspicious by it',
  off: 'not reported: the rule is off',
};

function* findingLines({ finding, subject, state, configuration }: ExplainedFinding): Generator<string> {
  yield '';
  yield `${finding.id}  ${finding.severity}  ${states[state]}`;
  yield `  ${shown(finding.reason)}`;
  for (const line of configuration) yield `  configuration: ${shown(line)}`;
  yield `  subject     ${subject.map(shown).join(', ')}`;
  yield `  names       ${list(finding.credentials)}`;
  yield `  evidence    ${list(finding.evidence)}`;
  yield `  next        ${shown(finding.next)}`;
}

function list(texts: readonly string[]): string {
  if (texts.length === 0) return 'none';
  const more = texts.length - 10;
  return texts.slice(0, 10).map(shown).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function shown(text: string): string {
  return forTerminal(text, { limit });
}
