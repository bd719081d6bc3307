import type { OriginKind } from './lineage.ts';

export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** What a rule found, as the report shows it. */
export interface Finding {
  /** The same facts give the same id in every run and engine. */
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  /** Names the facts, in one or two sentences. Foreign text in it is raw: reports neutralise. */
  readonly reason: string;
  readonly credential: string | null;
  readonly origin: { readonly kind: OriginKind; readonly id: string } | null;
  readonly credentials: readonly string[];
  readonly accountId: string | null;
  readonly roleArn: string | null;
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  readonly attack: readonly string[];
  readonly evidence: readonly string[];
  /** One line: what to do now. */
  readonly next: string;
}
