import { z } from 'zod';
import { originKinds } from './lineage.ts';
import { severities } from './finding.ts';

/**
 * The JSON report, schema version 1: the one source of the TypeScript types and of `docs/report.schema.json`.
 * Times are ISO 8601 UTC to the second. Unknown is null, never a guess and never a missing key.
 */
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const text = z.string();
const count = z.int().min(0);
const severity = z.enum(severities);
const originKind = z.enum(originKinds);
const originRef = z.strictObject({ kind: originKind, id: text });
const perSeverity = z.strictObject({ critical: count, high: count, medium: count, low: count, info: count });
export const privilegeLevels = ['admin', 'privileged', 'limited', 'none'] as const;
const privilegeLevel = z.enum(privilegeLevels);

export const coverageSchema = z.strictObject({
  from: time.nullable(),
  to: time.nullable(),
  files: count,
  events: count,
  duplicates: count,
  accounts: z.array(text),
  regions: z.array(text),
  skipped: z.array(z.strictObject({ source: text, reason: text })),
  gaps: z.array(
    z.strictObject({
      account: text.nullable(),
      region: text.nullable(),
      from: time.nullable(),
      to: time.nullable(),
      reason: text,
    }),
  ),
});

export const summarySchema = z.strictObject({
  credentials: count,
  temporary: count,
  live: count,
  suspicious: count,
  liveSuspicious: count,
  origins: count,
  findings: perSeverity,
});

export const credentialSchema = z.strictObject({
  accessKeyId: text,
  kind: z.enum(['temporary', 'long-term']),
  issuedBy: text.nullable(),
  parent: text.nullable(),
  parentBasis: z.enum(['signed', 'shared-event', 'session']).nullable(),
  forwarded: z.boolean(),
  depth: count,
  origin: originRef.extend({ basis: z.enum(['logged', 'inferred']) }),
  accountId: text.nullable(),
  principalArn: text.nullable(),
  roleArn: text.nullable(),
  sessionName: text.nullable(),
  sourceIdentity: text.nullable(),
  userName: text.nullable(),
  issuedAt: time.nullable(),
  expiresAt: time.nullable(),
  live: z.boolean(),
  mfa: z.boolean().nullable(),
  issuedFrom: z.strictObject({ ip: text.nullable(), userAgent: text.nullable() }),
  firstUsed: time.nullable(),
  lastUsed: time.nullable(),
  uses: count,
  errors: count,
  ips: z.array(z.strictObject({ ip: text, uses: count, first: time, last: time })),
  userAgents: z.array(text),
  services: z.array(text),
  revoked: z.strictObject({ at: time, by: text.nullable(), how: text }).nullable(),
  privileges: z.strictObject({ level: privilegeLevel, why: z.array(text) }).nullable(),
  suspicious: z.boolean(),
  findings: z.array(text),
  evidence: z.array(text),
});

export const originSchema = z.strictObject({
  kind: originKind,
  id: text,
  accountId: text.nullable(),
  userName: text.nullable(),
  credentials: count,
  live: count,
  suspicious: count,
  depth: count,
  findings: z.array(text),
});

export const roleSchema = z.strictObject({
  arn: text,
  level: privilegeLevel,
  exploitable: z.boolean(),
  cycle: z.array(text).nullable(),
  why: z.array(text),
  liveTokens: count,
});

export const findingSchema = z.strictObject({
  id: text,
  rule: text,
  severity,
  title: text,
  reason: text,
  credential: text.nullable(),
  origin: originRef.nullable(),
  credentials: z.array(text),
  accountId: text.nullable(),
  roleArn: text.nullable(),
  firstSeen: time.nullable(),
  lastSeen: time.nullable(),
  attack: z.array(text),
  evidence: z.array(text),
  next: text,
});

export const reportSchema = z.strictObject({
  schemaVersion: z.literal(1),
  tool: z.strictObject({ name: z.literal('stemma'), version: text }),
  asOf: time,
  coverage: coverageSchema,
  summary: summarySchema,
  credentials: z.array(credentialSchema),
  origins: z.array(originSchema),
  roles: z.array(roleSchema).nullable(),
  findings: z.array(findingSchema),
});
