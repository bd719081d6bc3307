import { byText } from '../lib/by-text.ts';
import type { Suppression } from '../model/config.ts';
import { severities, type Finding, type Severity } from '../model/finding.ts';
import { findingOf } from './finding.ts';
import type { Wording } from './liveness.ts';
import { markSuspicious } from './mark-suspicious.ts';
import type { DetectionContext, Rule } from './rule.ts';
import { suppressionOf } from './suppression.ts';

/** What rules say of a case, before and after the configuration has had its say. */
export interface Ruling {
  /** Worst first, then by the time they begin, then by id. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly { readonly finding: Finding; readonly by: Suppression }[];
  /** How those findings were worded, suppressed ones among them, of which the reason depends on the moment. */
  readonly wordings: ReadonlyMap<Finding, Wording>;
  /** What rules that ask for suspicion were given. */
  readonly suspicious: Uint8Array;
}

/**
 * Runs rules over a case: first those that look at the facts alone, then those that ask which credentials are suspicious.
 * What the configuration suppresses is no finding, and so makes nothing suspicious either.
 */
export function ruleOn(rules: readonly Rule[], base: Omit<DetectionContext, 'suspicious'>): Ruling {
  const suppressedBy = suppressionOf(base.config, base.lineage.asOf);
  const suppressed: { finding: Finding; by: Suppression }[] = [];
  const wordings = new Map<Finding, Wording>();
  const run = (rule: Rule, suspicious: Uint8Array): Finding[] => {
    const setting = base.config.rules[rule.id];
    if (setting?.off) return [];
    const context = { ...base, suspicious };
    const found = Array.from(rule.detect(context), (detection) => {
      const finding = withSeverity(findingOf(detection, rule, context), setting?.severity);
      if (typeof detection.reason !== 'string') wordings.set(finding, detection.reason);
      return finding;
    });
    return found.filter((finding) => {
      const by = suppressedBy(finding);
      if (by !== null) suppressed.push({ finding, by });
      return by === null;
    });
  };

  const nothing = new Uint8Array(base.lineage.credentials.length);
  const first = rules.filter((rule) => !rule.needsSuspicion).flatMap((rule) => run(rule, nothing));
  const suspicious = markSuspicious(base.lineage, first);
  const second = rules.filter((rule) => rule.needsSuspicion).flatMap((rule) => run(rule, suspicious));
  return { findings: [...first, ...second].sort(worstFirst), suppressed, wordings, suspicious };
}

/** The findings alone. */
export function runRules(rules: readonly Rule[], base: Omit<DetectionContext, 'suspicious'>): Finding[] {
  return [...ruleOn(rules, base).findings];
}

export function withSeverity(finding: Finding, severity: Severity | undefined): Finding {
  return severity === undefined ? finding : { ...finding, severity };
}

export function worstFirst(a: Finding, b: Finding): number {
  return (
    severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
    byText(a.firstSeen ?? '', b.firstSeen ?? '') ||
    byText(a.id, b.id)
  );
}
