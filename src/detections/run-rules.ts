import { severities, type Finding, type Severity } from '../model/finding.ts';
import { findingOf } from './finding.ts';
import { markSuspicious } from './mark-suspicious.ts';
import type { DetectionContext, Rule } from './rule.ts';
import { suppressionTest } from './suppression.ts';

/**
 * Runs rules over a case: first those that look at the facts alone, then those that ask which credentials are suspicious.
 * What the configuration suppresses is no finding, and so makes nothing suspicious either.
 */
export function runRules(rules: readonly Rule[], base: Omit<DetectionContext, 'suspicious'>): Finding[] {
  const isSuppressed = suppressionTest(base.config, base.lineage.asOf);
  const run = (rule: Rule, suspicious: Uint8Array): Finding[] => {
    const setting = base.config.rules[rule.id];
    if (setting?.off) return [];
    const context = { ...base, suspicious };
    return Array.from(rule.detect(context), (detection) => findingOf(detection, rule, context))
      .map((finding) => withSeverity(finding, setting?.severity))
      .filter((finding) => !isSuppressed(finding));
  };

  const nothing = new Uint8Array(base.lineage.credentials.length);
  const first = rules.filter((rule) => !rule.needsSuspicion).flatMap((rule) => run(rule, nothing));
  const second = rules.filter((rule) => rule.needsSuspicion);
  if (second.length === 0) return first.sort(worstFirst);
  const suspicious = markSuspicious(base.lineage, first);
  return [...first, ...second.flatMap((rule) => run(rule, suspicious))].sort(worstFirst);
}

function withSeverity(finding: Finding, severity: Severity | undefined): Finding {
  return severity === undefined ? finding : { ...finding, severity };
}

function worstFirst(a: Finding, b: Finding): number {
  return (
    severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
    compareText(a.firstSeen ?? '', b.firstSeen ?? '') ||
    compareText(a.id, b.id)
  );
}

/** By code unit: the same in every locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
