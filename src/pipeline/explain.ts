import {
  explainCredential,
  explainRule,
  ruleConfiguration,
  rules,
  type DetectionContext,
  type Rule,
} from '../detections/index.ts';
import { parseAddress, parseRange, holds } from '../lib/addresses.ts';
import { nearestId, nearestWord } from '../lib/did-you-mean.ts';
import { UsageError } from '../lib/errors.ts';
import { originName } from '../lib/origin-words.ts';
import type { Config } from '../model/config.ts';
import type { ExplainedCredential, ExplainedFinding, Explanation, Fact } from '../model/explanation.ts';
import { severities } from '../model/finding.ts';
import type { ReportCredential, ReportView } from '../model/report-view.ts';

/** What `--explain` asks: a rule, one of its findings, or the rule on one credential. */
export interface Question {
  readonly text: string;
  readonly rule: string;
  readonly findingId: string | null;
  readonly credential: string | null;
}

/** Reads `<rule>`, `<rule>:<credential>` or a finding's id. Throws `UsageError` where no rule is called so. */
export function parseQuestion(text: string): Question {
  const ids = rules.map(({ id }) => id);
  const [name, ...rest] = text.split(':');
  const credential = rest.length === 0 ? null : rest.join(':');
  const ofFinding = /^(.+)-[0-9a-f]{12}$/.exec(name!)?.[1];
  const findingId = ofFinding !== undefined && ids.includes(ofFinding) ? name! : null;
  const rule = findingId === null ? name! : ofFinding!;
  if (!ids.includes(rule)) {
    const meant = nearestWord(rule, ids);
    throw new UsageError(
      `--explain ${text}: no rule is called ${rule}${meant === null ? '' : `; did you mean ${meant}?`}`,
      `name a finding id, a rule, or a rule and a credential as rule:ASIA…; rules are: ${ids.join(', ')}`,
    );
  }
  if (credential === '')
    throw new UsageError(`--explain ${text}: no credential after the colon`, `write ${rule}:ASIA…`);
  return { text, rule, findingId, credential };
}

/** Answers a question on a judged case, from the rule itself and from what is known of the credential. */
export function explain(
  question: Question,
  { context, view }: { context: DetectionContext; view: ReportView },
): Explanation {
  const rule = rules.find(({ id }) => id === question.rule)!;
  const all = explainRule(rule, context);
  const findings = all.filter(({ finding }) => isAskedFor(question, finding));
  const credential =
    question.credential === null ? null : explainedCredential(rule, question.credential, { context, view });
  const meant = credential?.inCase === false ? nearestId(credential.accessKeyId, view.knownIds()) : null;
  const { id, title, says, canBeWrong, severities, attack, needsSuspicion = false } = rule;
  return {
    question: question.text,
    asOf: view.asOf,
    rule: { id, title, says, canBeWrong, severities, attack, needsSuspicion },
    answer: answerTo(question, { findings, all, credential, couldLook: couldLook(id, context), meant }),
    configuration: ruleConfiguration(rule, context),
    findings,
    credential,
  };
}

function isAskedFor({ findingId, credential }: Question, finding: ExplainedFinding['finding']): boolean {
  if (findingId !== null && finding.id !== findingId) return false;
  return credential === null || finding.credential === credential || finding.credentials.includes(credential);
}

interface Found {
  readonly findings: readonly ExplainedFinding[];
  readonly all: readonly ExplainedFinding[];
  readonly credential: ExplainedCredential | null;
  readonly couldLook: boolean;
  /** The id that was probably meant, where the case has none of that name. */
  readonly meant: string | null;
}

/** Rules that look at an IAM snapshot first. Without one they find nothing, whatever there is. */
const snapshotRules: ReadonlySet<string> = new Set(['exploitable-role', 'open-trust', 'privileged-live-token']);

const couldLook = (rule: string, { iam = null }: DetectionContext): boolean => iam !== null || !snapshotRules.has(rule);

function answerTo(question: Question, { findings, all, credential, couldLook, meant }: Found): string {
  const { rule } = question;
  const about = question.credential ?? 'the case';
  const elsewhere = all.length - findings.length;
  if (findings.length > 0 && question.findingId !== null) return stateOfOne(rule, findings[0]!, all.length);
  if (findings.length > 0) return stateOf(rule, about, findings);
  if (!couldLook) {
    return `${rule} could not look: it goes by an IAM snapshot, and the case has none. Scan with --iam (stemma snapshot makes one).`;
  }
  if (question.findingId !== null) {
    return `The case has no finding ${question.findingId}: ${all.length === 0 ? `${rule} finds nothing in it` : `${rule} finds ${all.length} others in it`}.`;
  }
  if (credential === null) return `${rule} finds nothing in the case.`;
  if (!credential.inCase) {
    const wish = meant === null ? '' : ` Did you mean ${meant}?`;
    return `The case does not have ${credential.accessKeyId}: no record that was read is signed by it, mints it or changes it.${wish}`;
  }
  const unmet = credential.checks.find(({ met }) => !met)!;
  const others = elsewhere === 0 ? '' : ` It finds ${elsewhere} elsewhere in the case.`;
  return `${rule} does not name ${about}. It asks: ${unmet.asks}. The logs show: ${unmet.found}.${others}`;
}

/** Of one that was asked for by its id it is said that there are others. */
function stateOfOne(rule: string, { finding: { id }, state }: ExplainedFinding, all: number): string {
  const among = all === 1 ? '' : `, one of ${all} that it finds in the case`;
  if (state === 'off') return `${rule} is off; it would report ${id}${among}.`;
  return `${rule} ${state === 'suppressed' ? 'finds' : 'reports'} ${id}${state === 'suppressed' ? ', which is suppressed' : ''}${among}.`;
}

function stateOf(rule: string, about: string, findings: readonly ExplainedFinding[]): string {
  const n = (state: ExplainedFinding['state']): number => findings.filter((one) => one.state === state).length;
  if (n('off') > 0)
    return `${rule} is off; it would report ${n('off')} finding${n('off') === 1 ? '' : 's'} on ${about}.`;
  const suppressed = n('suppressed') === 0 ? '' : `, and ${n('suppressed')} suppressed`;
  const reported = `${n('reported')} finding${n('reported') === 1 ? '' : 's'}`;
  return `${rule} reports ${reported} on ${about}${suppressed}.`;
}

function explainedCredential(
  rule: Rule,
  accessKeyId: string,
  { context, view }: { context: DetectionContext; view: ReportView },
): ExplainedCredential {
  const row = view.credential(accessKeyId);
  if (row === null) return { accessKeyId, inCase: false, suspicious: null, checks: [], facts: [] };
  const checks = explainCredential(rule, context, context.lineage.find(accessKeyId));
  const suspicion = rule.needsSuspicion === true ? [suspicionOf(row, view)] : [];
  return {
    accessKeyId,
    inCase: true,
    suspicious: rule.needsSuspicion === true ? row.suspicious : null,
    checks,
    facts: [...suspicion, ...factsOf(row, view, context.config)],
  };
}

/** What rules that ask for suspicion go by: the findings of the others. */
function suspicionOf(row: ReportCredential, view: ReportView): Fact {
  if (!row.suspicious) {
    return { name: 'suspicious', value: 'no: no finding of medium or more names it or what it was minted from' };
  }
  const medium = severities.indexOf('medium');
  const marking = new Set(
    view.findings.filter(({ severity }) => severities.indexOf(severity) >= medium).map(({ id }) => id),
  );
  for (
    let at: ReportCredential | null = row;
    at !== null;
    at = at.parent === null ? null : view.credential(at.parent)
  ) {
    const by = at.findings.filter((id) => marking.has(id));
    if (by.length === 0) continue;
    const whose = at === row ? 'it is named' : `what it goes back to, ${at.accessKeyId}, is named`;
    return { name: 'suspicious', value: `yes: ${whose} by ${shortList(by)}` };
  }
  return { name: 'suspicious', value: 'yes: a suspicious credential made it, its user, or what it was minted from' };
}

function factsOf(row: ReportCredential, view: ReportView, config: Config): Fact[] {
  const facts = [...lineageFacts(row, view), ...usageFacts(row, config)];
  return facts.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

type NamedText = readonly [name: string, value: string | null];

function lineageFacts(row: ReportCredential, view: ReportView): NamedText[] {
  const minted = view.children(row.accessKeyId);
  const life = row.expiresAt === null ? 'expiry not known' : `${row.live ? 'live' : 'expired'}, until ${row.expiresAt}`;
  return [
    ['kind', row.forwarded ? `${row.kind}, forwarded: a service makes calls with it for somebody` : row.kind],
    ['issued', issuedText(row)],
    ['signed by', row.parent === null ? 'no credential that the logs show' : `${row.parent} (${row.parentBasis})`],
    ['origin', `${originName(row.origin)} (${row.origin.basis})`],
    ['role', row.roleArn],
    ['user', row.userName],
    ['life', row.kind === 'temporary' ? life : null],
    ['revoked', row.revoked === null ? null : `at ${row.revoked.at}: ${row.revoked.how}`],
    ['MFA', row.mfa === null ? 'the logs do not tell' : row.mfa ? 'yes' : 'no'],
    ['below it', minted.length === 0 ? 'nothing' : `${minted.length}: ${shortList(minted)}`],
  ];
}

function usageFacts(row: ReportCredential, config: Config): NamedText[] {
  return [
    [
      'used',
      row.uses === 0
        ? 'no use is logged'
        : `${times(row.uses)}, ${row.errors} refused, ${row.firstUsed} to ${row.lastUsed}`,
    ],
    [
      'from',
      row.ips.length === 0
        ? null
        : shortList(row.ips.map(({ ip, uses }) => `${ip} (${times(uses)}${trustedAs(ip, config)})`)),
    ],
    ['findings', row.findings.length === 0 ? 'none' : shortList(row.findings)],
  ];
}

function issuedText({ issuedBy, issuedAt, issuedFrom }: ReportCredential): string {
  if (issuedBy === null) return `the logs do not show how${issuedAt === null ? '' : `; since ${issuedAt}`}`;
  return `by ${issuedBy} at ${issuedAt ?? 'an unknown time'}${issuedFrom.ip === null ? '' : ` from ${issuedFrom.ip}`}`;
}

function trustedAs(ip: string, { trustedNetworks }: Config): string {
  const address = parseAddress(ip);
  if (address === null) return '';
  const network = trustedNetworks.find(({ cidr }) => {
    const range = parseRange(cidr);
    return range !== null && holds([range], address);
  });
  return network === undefined ? '' : `, trusted network ${network.name}`;
}

const times = (n: number): string => (n === 1 ? 'once' : `${n} times`);

function shortList(texts: readonly string[]): string {
  const more = texts.length - 6;
  return texts.slice(0, 6).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
