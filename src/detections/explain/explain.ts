import type { Suppression } from '../../model/config.ts';
import type { Check, ExplainedFinding } from '../../model/explanation.ts';
import type { Finding } from '../../model/finding.ts';
import { findingOf } from '../finding.ts';
import { say } from '../liveness.ts';
import type { DetectionContext, Rule } from '../rule.ts';
import { withSeverity, worstFirst } from '../run-rules.ts';
import { suppressionOf } from '../suppression.ts';
import { answering } from './answering.ts';
import { check, upToTheUnmet } from './check.ts';

/**
 * All that a rule finds in a case, with what the configuration made of each finding; worst first. Of a rule that is off, what
 * it would find.
 */
export function explainRule(rule: Rule, context: DetectionContext): ExplainedFinding[] {
  const setting = context.config.rules[rule.id];
  const suppressedBy = suppressionOf(context.config, context.lineage.asOf);
  const explained = Array.from(rule.detect(context), (detection): ExplainedFinding => {
    const own = findingOf(detection, rule, context);
    const finding = withSeverity(own, setting?.severity);
    const by = suppressedBy(finding);
    return {
      finding,
      subject: detection.subject,
      state: setting?.off === true ? 'off' : by === null ? 'reported' : 'suppressed',
      configuration: [...severityTouch(own, finding), ...(by === null ? [] : [suppressionTouch(by)])],
    };
  });
  return explained.sort((a, b) => worstFirst(a.finding, b.finding));
}

/**
 * What a rule asks of a credential and what the logs show, up to the first that is not met. All are met where the rule names
 * it, and only there: what the checks leave open the rule itself decides.
 */
export function explainCredential(rule: Rule, context: DetectionContext, credential: number): Check[] {
  const { checks, decides } = answering[rule.id]!;
  const asked = upToTheUnmet(checks(context, credential));
  if (decides === undefined || asked.some(({ met }) => !met)) return asked;
  const by = Array.from(rule.detect(context)).find(({ credentials }) => credentials.includes(credential));
  const why = by === undefined ? 'by all that is logged of it, that is not so' : say(context.lineage, by.reason);
  return [...asked, check(decides, by !== undefined, why)];
}

/** What the configuration does to a rule, a sentence each. */
export function ruleConfiguration({ id, thresholds = [] }: Rule, { config }: DetectionContext): string[] {
  const setting = config.rules[id];
  const told: string[] = [];
  if (setting?.off === true) told.push(`rules.${id}.off is true: the rule does not run.`);
  if (setting?.severity !== undefined) {
    told.push(`rules.${id}.severity is ${setting.severity}: all its findings have that severity.`);
  }
  for (const { name, unit, says, ...threshold } of thresholds) {
    const value = setting?.thresholds?.[name];
    const is =
      value === undefined ? `${threshold.default}, the default` : `${value}; the default is ${threshold.default}`;
    told.push(`Threshold ${name} is ${is} (${unit}). ${says}`);
  }
  return told;
}

function severityTouch(own: Finding, { severity }: Finding): string[] {
  return own.severity === severity
    ? []
    : [`severity changed from ${own.severity} to ${severity} by rules.${own.rule}.severity`];
}

function suppressionTouch({ match, reason, owner, expires }: Suppression): string {
  return `suppressed until ${expires} by the suppression of ${match} (${owner}: ${reason})`;
}
