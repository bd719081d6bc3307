import { z } from 'zod';
import { severities } from './finding.ts';

/** `stemma.config.json`. Everything is optional; the defaults are those of an account that nobody has described. */
const severity = z.enum(severities);
const accountId = z.string().regex(/^\d{12}$/, 'an account id has 12 digits');

export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  trustedNetworks: z.array(z.strictObject({ name: z.string(), cidr: z.string() })).default([]),
  knownAccounts: z.array(accountId).default([]),
  /** Role chains that are meant to be: patterns with `*` over the ARN of the caller (role or user) and of the role it assumes. */
  allowedChains: z.array(z.strictObject({ from: z.string(), to: z.string() })).default([]),
  /** Addresses that instances are known to speak from, and NAT gateways' addresses (`instanceId` left out). */
  instanceAddresses: z
    .array(z.strictObject({ instanceId: z.string().optional(), addresses: z.array(z.string()) }))
    .default([]),
  /** AWS's ip-ranges.json, newer than the one that came with stemma. */
  awsIpRanges: z.string().optional(),
  rules: z
    .record(z.string(), z.strictObject({ off: z.boolean().optional(), severity: severity.optional() }))
    .default({}),
  suppressions: z
    .array(
      z.strictObject({
        rule: z.string(),
        /** Access key id, origin id, role ARN or finding id; `*` inside stands for any text. */
        match: z.string(),
        reason: z.string(),
        owner: z.string(),
        expires: z.iso.date(),
      }),
    )
    .default([]),
});

export type Config = z.infer<typeof configSchema>;
