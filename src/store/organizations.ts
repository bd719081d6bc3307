import type { OrganizationAccount } from '../model/coverage.ts';
import type { DuckDBConnection } from './duckdb.ts';
import { rowsOf } from './database.ts';

/**
 * The accounts whose logs lie under the id of an organization, by the keys and paths of the ledger, whether they could be read
 * or not: `[prefix/]AWSLogs/o-…/ACCOUNT/CloudTrail/…` (userguide/get-and-view-cloudtrail-log-files).
 */
export async function readOrganizations(connection: DuckDBConnection): Promise<OrganizationAccount[]> {
  const pattern = String.raw`(?:^|[/\\])AWSLogs[/\\](o-[a-z0-9]{10,32})[/\\](\d{12})[/\\]CloudTrail`;
  const rows = await rowsOf(
    connection,
    `SELECT DISTINCT parts.organization, parts.account
     FROM (SELECT regexp_extract(location, ?, ['organization', 'account']) AS parts FROM files)
     WHERE parts.organization <> '' ORDER BY ALL`,
    [pattern],
  );
  return rows.map(([organizationId, accountId]) => ({
    organizationId: String(organizationId),
    accountId: String(accountId),
  }));
}
