import { createHash } from 'node:crypto';
import { formatTime } from '../lib/time.ts';
import { originOf } from '../lineage/index.ts';
import type { Finding } from '../model/finding.ts';
import type { Lineage } from '../model/lineage.ts';
import type { Detection, DetectionContext, Rule } from './rule.ts';
import { say } from './liveness.ts';
import { nextStep } from './next-step.ts';
import { keyOf } from './wording.ts';

/** The finding that the report shows: a detection with its id, accounts, origin and texts filled in. */
export function findingOf(detection: Detection, rule: Rule, { lineage }: DetectionContext): Finding {
  const { credential } = detection;
  const id = findingId(rule.id, detection.subject);
  const names = detection.credentials.length + (credential === null ? 0 : 1);
  return {
    id,
    rule: rule.id,
    severity: detection.severity,
    title: detection.title ?? rule.title,
    reason: say(lineage, detection.reason),
    credential: credential === null ? null : keyOf(lineage, credential),
    origin: originIn(lineage, credential),
    credentials: inOrderOfIssue(lineage, detection.credentials).map((one) => keyOf(lineage, one)),
    accountId: given(detection.accountId, () => textOf(lineage, 'accountId', credential)),
    roleArn: given(detection.roleArn, () => textOf(lineage, 'roleArn', credential)),
    firstSeen: timeText(detection.firstSeen),
    lastSeen: timeText(detection.lastSeen),
    attack: detection.attack ?? rule.attack,
    evidence: [...new Set(detection.evidence)].sort(),
    next: nextStep(detection.next, { rule: rule.id, id, names }),
  };
}

/** The same rule about the same thing has the same id in every run, whatever was read besides. */
function findingId(rule: string, subject: readonly string[]): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([rule, ...subject]))
    .digest('hex');
  return `${rule}-${digest.slice(0, 12)}`;
}

function originIn(lineage: Lineage, credential: number | null): Finding['origin'] {
  if (credential === null) return null;
  const origin = originOf(lineage, credential);
  return { kind: origin.kind, id: origin.id };
}

function textOf(lineage: Lineage, column: 'accountId' | 'roleArn', credential: number | null): string | null {
  return credential === null ? null : lineage.facts.texts.get(lineage.credentials[column][credential]!);
}

/** Rows are in the order of key ids, so that ties are the same in every run. */
function inOrderOfIssue(lineage: Lineage, credentials: readonly number[]): number[] {
  const { issuedAt } = lineage.credentials;
  return [...new Set(credentials)].sort((a, b) => issuedAt[a]! - issuedAt[b]! || a - b);
}

function given<T>(value: T | undefined, otherwise: () => T): T {
  return value === undefined ? otherwise() : value;
}

function timeText(seconds: number): string | null {
  return seconds === 0 ? null : formatTime(seconds);
}
