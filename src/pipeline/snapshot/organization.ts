import type { AwsConnection, ControlPolicyType, MemberAccount, OrganizationsReader } from '../../aws/index.ts';
import { openOrganizations } from '../../aws/index.ts';
import type { IamOrganization, IamPolicyLevel } from '../../model/iam.ts';
import type { Ask } from './asker.ts';

export interface OrganizationDetails {
  readonly organization: IamOrganization | null;
  readonly accounts: readonly MemberAccount[] | null;
}

/** The organisation, as far as this account may know of it: policies are for the management account and its delegates. */
export async function organizationDetails(
  aws: AwsConnection,
  accountId: string,
  ask: Ask,
): Promise<OrganizationDetails> {
  const reader = await openOrganizations(aws);
  const subject = 'organization';
  const described = await ask({ action: 'organizations:DescribeOrganization', subject }, () =>
    reader.describeOrganization(),
  );
  if (described === null) return { organization: null, accounts: null };
  const accounts = await ask({ action: 'organizations:ListAccounts', subject }, () => reader.listAccounts());
  // Who may not list accounts may not ask for policies either: one denial says it.
  const levels =
    accounts === null
      ? null
      : await ask({ action: 'organizations:ListParents', subject }, () => reader.levelsOf(accountId));
  const policies = (type: ControlPolicyType): Promise<IamPolicyLevel[] | null> =>
    levels === null ? Promise.resolve(null) : policiesOf(reader, levels, { type, ask });
  return {
    accounts,
    organization: {
      ...described,
      scps: await policies('SERVICE_CONTROL_POLICY'),
      rcps: await policies('RESOURCE_CONTROL_POLICY'),
    },
  };
}

async function policiesOf(
  reader: OrganizationsReader,
  levels: readonly string[],
  { type, ask }: { type: ControlPolicyType; ask: Ask },
): Promise<IamPolicyLevel[] | null> {
  const found: IamPolicyLevel[] = [];
  for (const level of levels) {
    const action = 'organizations:ListPoliciesForTarget';
    const policies = await ask({ action, subject: `${type} of ${level}` }, () => reader.policiesOf(level, type));
    // Without one level nothing can be concluded from the others.
    if (policies === null) return null;
    found.push(policies);
  }
  return found;
}
