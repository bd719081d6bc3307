import type * as SdkModule from '@aws-sdk/client-organizations';
import type { Organization, OrganizationsClient } from '@aws-sdk/client-organizations';
import type { IamPolicy, IamPolicyLevel } from '../../model/iam.ts';
import type { AwsConnection } from '../connection.ts';
import { allOf, pages } from '../pages.ts';

export interface MemberAccount {
  readonly accountId: string;
  readonly name: string | null;
  readonly status: string | null;
}

export type ControlPolicyType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';

/** Questions to AWS Organizations. Most are answered in the management account and to delegated administrators only. */
export interface OrganizationsReader {
  /** Null where the account is in no organisation. */
  describeOrganization(): Promise<{ organizationId: string; managementAccountId: string | null } | null>;
  listAccounts(): Promise<MemberAccount[]>;
  /** From the root down to the account itself. */
  levelsOf(accountId: string): Promise<string[]>;
  policiesOf(level: string, type: ControlPolicyType): Promise<IamPolicyLevel>;
}

type Sdk = typeof SdkModule;

export async function openOrganizations(aws: AwsConnection): Promise<OrganizationsReader> {
  const sdk = await import('@aws-sdk/client-organizations');
  const client = new sdk.OrganizationsClient(await aws.clientConfig());
  const documents = new Map<string, Promise<unknown>>();
  return {
    async describeOrganization() {
      try {
        const { Organization } = await client.send(new sdk.DescribeOrganizationCommand({}));
        return organizationOf(Organization);
      } catch (error) {
        if (error instanceof sdk.AWSOrganizationsNotInUseException) return null;
        throw error;
      }
    },
    async listAccounts() {
      const ask = (NextToken: string | undefined) =>
        client.send(new sdk.ListAccountsCommand({ ...(NextToken && { NextToken }) }));
      const accounts = await allOf(
        pages(ask, ({ NextToken }) => NextToken),
        (page) => page.Accounts,
      );
      return accounts.flatMap(({ Id, Name, Status }) =>
        Id === undefined ? [] : [{ accountId: Id, name: Name ?? null, status: Status ?? null }],
      );
    },
    async levelsOf(accountId) {
      const levels = [accountId];
      // An organisation is at most a root and five units deep.
      for (let depth = 0; depth < 7 && !levels[0]!.startsWith('r-'); depth++) {
        const { Parents = [] } = await client.send(new sdk.ListParentsCommand({ ChildId: levels[0]! }));
        const parent = Parents[0]?.Id;
        if (parent === undefined) break;
        levels.unshift(parent);
      }
      return levels;
    },
    policiesOf: (level, type) => policiesOf({ sdk, client, documents }, level, type),
  };
}

function organizationOf(
  organization: Organization | undefined,
): { organizationId: string; managementAccountId: string | null } | null {
  if (organization?.Id === undefined) return null;
  return { organizationId: organization.Id, managementAccountId: organization.MasterAccountId ?? null };
}

interface Asking {
  readonly sdk: Sdk;
  readonly client: OrganizationsClient;
  /** One policy is attached in many places, and asked for once. */
  readonly documents: Map<string, Promise<unknown>>;
}

async function policiesOf(
  { sdk, client, documents }: Asking,
  level: string,
  type: ControlPolicyType,
): Promise<IamPolicyLevel> {
  const ask = (NextToken: string | undefined) =>
    client.send(
      new sdk.ListPoliciesForTargetCommand({ TargetId: level, Filter: type, ...(NextToken && { NextToken }) }),
    );
  const summaries = await allOf(
    pages(ask, ({ NextToken }) => NextToken),
    (page) => page.Policies,
  );
  const document = async (id: string): Promise<unknown> => {
    const { Policy } = await client.send(new sdk.DescribePolicyCommand({ PolicyId: id }));
    return Policy?.Content === undefined ? null : (JSON.parse(Policy.Content) as unknown);
  };
  const policies: IamPolicy[] = [];
  for (const { Id: id, Arn, Name } of summaries) {
    if (id === undefined) continue;
    const content = documents.get(id) ?? document(id);
    documents.set(id, content);
    policies.push({ id: Arn ?? id, name: Name ?? id, inline: false, document: await content, through: null });
  }
  return { id: level, policies };
}
