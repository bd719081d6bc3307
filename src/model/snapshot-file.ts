import { z } from 'zod';

/**
 * The file that `stemma snapshot` writes and `--iam` reads: the IAM of one or more accounts as `IamSnapshot` has it, and
 * what else of the accounts was asked for. Times are ISO 8601 in the file and epoch seconds in the program: read with
 * `snapshotFileSchema.parse`, write with `z.encode(snapshotFileSchema, …)`. Unknown is null; a section that was not
 * collected is null, never an empty list.
 */
const time = z.codec(z.iso.datetime({ offset: true }), z.number(), {
  decode: (text) => Math.floor(Date.parse(text) / 1000),
  encode: (seconds) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`,
});
const accountId = z.string().regex(/^\d{12}$/, 'an account id has 12 digits');
const tags = z.record(z.string(), z.string());

const policySchema = z.object({
  id: z.string(),
  name: z.string(),
  inline: z.boolean(),
  document: z.unknown(),
  through: z.string().nullable(),
});

const roleSchema = z.object({
  arn: z.string(),
  name: z.string(),
  path: z.string(),
  roleId: z.string(),
  accountId,
  trust: z.unknown(),
  policies: z.array(policySchema),
  boundary: policySchema.nullable(),
  tags,
  maxSessionSeconds: z.number().nullable(),
  createdAt: time.nullable(),
  lastUsedAt: time.nullable(),
});

const userSchema = z.object({
  arn: z.string(),
  name: z.string(),
  path: z.string(),
  userId: z.string(),
  accountId,
  policies: z.array(policySchema),
  groups: z.array(z.string()),
  boundary: policySchema.nullable(),
  tags,
  createdAt: time.nullable(),
  hasLoginProfile: z.boolean().nullable(),
  mfaDevices: z.array(z.string()).nullable(),
});

const levelSchema = z.object({ id: z.string(), policies: z.array(policySchema) });

const accountSchema = z.object({
  accountId,
  aliases: z.array(z.string()),
  takenAt: time.nullable(),
  isFileTime: z.literal(true).optional(),
  users: z.array(userSchema),
  roles: z.array(roleSchema),
  providers: z.array(z.object({ arn: z.string(), kind: z.enum(['saml', 'oidc']) })).nullable(),
  accessKeys: z
    .array(z.object({ accessKeyId: z.string(), userName: z.string(), active: z.boolean(), createdAt: time.nullable() }))
    .nullable(),
  instanceProfiles: z.array(z.object({ arn: z.string(), name: z.string(), roleArns: z.array(z.string()) })).nullable(),
  organization: z
    .object({
      organizationId: z.string(),
      managementAccountId: accountId.nullable(),
      scps: z.array(levelSchema).nullable(),
      rcps: z.array(levelSchema).nullable(),
    })
    .nullable(),
});

/** An EC2 instance: whose role it has, from where it speaks, how its metadata service answers. */
const instanceSchema = z.object({
  instanceId: z.string(),
  accountId,
  region: z.string(),
  state: z.string().nullable(),
  instanceProfileArn: z.string().nullable(),
  privateAddresses: z.array(z.string()),
  publicAddresses: z.array(z.string()),
  /** `HttpTokens` is `required`: IMDSv1 is off. */
  metadataTokensRequired: z.boolean().nullable(),
  metadataHopLimit: z.number().nullable(),
  launchedAt: time.nullable(),
});

/** An address that instances speak from: an elastic address, or that of a NAT gateway. */
const addressSchema = z.object({
  accountId,
  region: z.string(),
  address: z.string(),
  instanceId: z.string().nullable(),
  natGatewayId: z.string().nullable(),
});

const trailSchema = z.object({
  arn: z.string(),
  name: z.string(),
  accountId,
  homeRegion: z.string().nullable(),
  multiRegion: z.boolean().nullable(),
  organizationTrail: z.boolean().nullable(),
  logging: z.boolean().nullable(),
  logFileValidation: z.boolean().nullable(),
  bucket: z.string().nullable(),
  prefix: z.string().nullable(),
  kmsKeyId: z.string().nullable(),
});

export const snapshotFileSchema = z.object({
  stemmaSnapshot: z.literal(1),
  accounts: z.array(accountSchema),
  /** What could not be collected, and why (a denied call, say). */
  problems: z.array(z.object({ source: z.string(), reason: z.string() })),
  instances: z.array(instanceSchema).nullable().default(null),
  addresses: z.array(addressSchema).nullable().default(null),
  trails: z.array(trailSchema).nullable().default(null),
  /** Accounts of the organization, where they may be listed. */
  organizationAccounts: z
    .array(z.object({ accountId, name: z.string().nullable(), status: z.string().nullable() }))
    .nullable()
    .optional(),
});

/** As the program has it: `IamSnapshot` and the sections beside it. */
export type SnapshotFile = z.output<typeof snapshotFileSchema>;
