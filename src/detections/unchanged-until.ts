import type { Config } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import type { EpochSeconds, Lineage } from '../model/lineage.ts';
import type { Rule } from './rule.ts';
import { endOf } from './suppression.ts';

/** What rules were run over, and what came of it. */
export interface Ruled {
  readonly lineage: Lineage;
  readonly config: Config;
  /** Those that the configuration suppresses among them. */
  readonly findings: readonly Finding[];
}

/**
 * The moment up to which rules find the same of the same facts, whatever the words; `Infinity` where they always will. Until
 * then no token dies that something was found for because it lives, none comes to life, and no suppression ends.
 */
export function unchangedUntil(rules: readonly Rule[], { lineage, config, findings }: Ruled): EpochSeconds {
  const { length, temporary, live, issuedAt, expiresAt } = lineage.credentials;
  let until = Infinity;
  const changesAt = (moment: EpochSeconds): void => {
    if (moment > lineage.asOf && moment < until) until = moment;
  };
  for (const suppression of config.suppressions) changesAt(endOf(suppression));
  for (let i = 0; i < length; i++) if (temporary[i] === 1) changesAt(issuedAt[i]!);
  const asking = new Set(rules.filter(({ asksWhoLives }) => asksWhoLives === true).map(({ id }) => id));
  for (const { credentials } of findings.filter(({ rule }) => asking.has(rule))) {
    for (const i of credentials.map((id) => lineage.find(id))) {
      if ((temporary[i]! & live[i]!) === 1) changesAt(expiresAt[i]!);
    }
  }
  return until;
}
