import { z } from 'zod';
import { severities } from './finding.ts';

/** `stemma.config.json`. Everything is optional; the defaults are those of an account that nobody has described. */
const severity = z.enum(severities);
const accountId = z.string().regex(/^\d{12}$/, 'must be an account id: 12 digits, in quotes');
const filled = z.string().regex(/\S/, 'must not be empty');
const about = (description: string): { description: string } => ({ description });

const instanceAddresses = z
  .strictObject({
    instanceId: z
      .string()
      .regex(/^i-[0-9a-z]+$/, 'must be an instance id such as i-0123456789abcdef0')
      .meta(about('Left out: the addresses are those of every instance, as NAT gateways and proxies have them.'))
      .optional(),
    addresses: z.array(z.string()).meta(about('Addresses or CIDR blocks.')),
  })
  .meta(about('Addresses that an instance speaks from.'));

const addressFile = z
  .strictObject({ file: filled.meta(about('A path, relative to the configuration file.')) })
  .meta(about('Output of "aws ec2 describe-instances" or "aws ec2 describe-addresses".'));

const ruleSetting = z.strictObject({
  off: z.boolean().meta(about('true: the rule does not run.')).optional(),
  severity: severity.meta(about('The severity of all its findings, in place of its own.')).optional(),
  thresholds: z
    .record(z.string(), z.number())
    .meta(about('Its numbers, by name; each page in docs/rules/ lists those of its rule.'))
    .optional(),
});

const suppression = z.strictObject({
  rule: z.string().meta(about('The id of a rule.')),
  /** Access key id, origin id, role ARN or finding id; `*` inside stands for any text. */
  match: filled.meta(about('An access key id, origin id, role ARN or finding id; * inside stands for any text.')),
  reason: filled.meta(about('Why the findings are accepted.')),
  owner: filled.meta(about('Who accepted them, and is asked when the suppression expires.')),
  expires: z.iso
    .date({ error: ({ code }) => (code === 'invalid_format' ? 'must be a date such as 2027-01-31' : undefined) })
    .meta(about('The last day (UTC) on which it holds; from then on the findings are back.')),
});

/** What rules are given. `configFileSchema` is what people write. */
export const configSchema = z.strictObject({
  $schema: z.string().meta(about('Where an editor finds the schema of this file.')).optional(),
  trustedNetworks: z
    .array(
      z.strictObject({
        name: filled.meta(about('What people call it: office, VPN, egress of the data centre.')),
        cidr: z.string().meta(about('A CIDR block such as 203.0.113.0/24 or 2001:db8::/48, or one address.')),
      }),
    )
    .meta(about('Networks from which calls are expected.'))
    .default([]),
  knownAccounts: z
    .array(accountId)
    .meta(about('Accounts that are yours or trusted. Those whose logs are read are known anyway.'))
    .default([]),
  organizationId: z
    .string()
    .regex(/^o-[a-z0-9]{10,32}$/, 'must be the id of an organization: o- and 10 to 32 letters or digits')
    .meta(
      about(
        'The id of your organization in AWS Organizations: accounts whose logs lie under it, or that a snapshot has in it, are known.',
      ),
    )
    .optional(),
  /** Role chains that are meant to be: patterns with `*` over the ARN of the caller (role or user) and of the role it assumes. */
  allowedChains: z
    .array(
      z.strictObject({
        from: z
          .string()
          .meta(about('ARN of the caller, role or user, or subject of an OIDC token; * stands for any text.')),
        to: z.string().meta(about('ARN of the role that it assumes; * stands for any text.')),
      }),
    )
    .meta(about('Role chains that are meant to be.'))
    .default([]),
  /** Roles that nobody may assume, or only those that are excepted: patterns with `*` over ARNs (or a service's principal). */
  forbiddenRoles: z
    .array(
      z.strictObject({
        role: z.string().meta(about('ARN of the role; * stands for any text.')),
        except: z
          .array(z.string())
          .meta(
            about(
              'ARNs of roles, users or identity providers that may assume it, or services such as lambda.amazonaws.com.',
            ),
          )
          .default([]),
      }),
    )
    .meta(about('Roles that nobody may assume, or only those that are excepted.'))
    .default([]),
  /** Addresses that instances are known to speak from, and NAT gateways' addresses (`instanceId` left out). */
  instanceAddresses: z.array(instanceAddresses).default([]),
  /** AWS's ip-ranges.json, newer than the one that came with stemma. */
  awsIpRanges: filled
    .meta(
      about("A newer copy of AWS's ip-ranges.json than the one that came with stemma; a path, relative to this file."),
    )
    .optional(),
  rules: z.record(z.string(), ruleSetting).meta(about('Settings by rule id.')).default({}),
  suppressions: z.array(suppression).meta(about('Findings that are accepted, each for a time.')).default([]),
});

/** What rules are given: all that files named in the configuration say is in it. */
export type Config = z.infer<typeof configSchema>;
export type Suppression = Config['suppressions'][number];
export type InstanceAddresses = Config['instanceAddresses'][number];

/** `stemma.config.json` as it is written: addresses may be in files beside it. */
export const configFileSchema = configSchema.extend({
  instanceAddresses: z
    .union([z.array(z.union([instanceAddresses, addressFile])), addressFile])
    .meta(about('Addresses that instances are known to speak from: written here, or in files that the AWS CLI wrote.'))
    .default([]),
});

export type ConfigFile = z.infer<typeof configFileSchema>;
