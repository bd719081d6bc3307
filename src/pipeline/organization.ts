import type { Config } from '../model/config.ts';
import type { Case } from '../store/index.ts';
import type { CaseIam } from './iam.ts';

/**
 * The configuration as rules see it: with an `organizationId` in it, every account of that organization is a known one. These
 * are the accounts whose logs lie under its id, and those that a snapshot says are in it.
 */
export async function withOrganization(theCase: Case, config: Config, iam: CaseIam | null): Promise<Config> {
  const { organizationId } = config;
  if (organizationId === undefined) return config;
  const logged = (await theCase.organizations()).filter((one) => one.organizationId === organizationId);
  const accounts = [...logged.map(({ accountId }) => accountId), ...inSnapshot(organizationId, iam)];
  return { ...config, knownAccounts: [...new Set([...config.knownAccounts, ...accounts])] };
}

/** A list of an organization's accounts names no id: it is of the organization that the account which was asked is in. */
function inSnapshot(organizationId: string, iam: CaseIam | null): string[] {
  if (iam === null) return [];
  const { accounts, organizationAccounts } = iam.snapshot;
  const members = accounts.filter(({ organization }) => organization?.organizationId === organizationId);
  if (members.length === 0) return [];
  const isOfOne = accounts.every(
    ({ organization }) => organization === null || organization.organizationId === organizationId,
  );
  const managing = members.flatMap(({ organization }) => organization?.managementAccountId ?? []);
  const listed = isOfOne ? (organizationAccounts ?? []).map(({ accountId }) => accountId) : [];
  return [...members.map(({ accountId }) => accountId), ...managing, ...listed];
}
