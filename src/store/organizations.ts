import type { OrganizationAccount } from '../model/coverage.ts';
import type { DuckDBConnection } from './duckdb.ts';
import { rowsOf } from './database.ts';

const LAYOUT = String.raw`(?:^|[/\\])AWSLogs[/\\](o-[a-z0-9]{10,32})[/\\](\d{12})[/\\]CloudTrail`;

/**
 * The accounts whose logs lie under the id of an organization, by the keys and paths of the ledger, whether they could be read
 * or not: `[prefix/]AWSLogs/o-…/ACCOUNT/CloudTrail/…` (userguide/get-and-view-cloudtrail-log-files).
 */
export async function readOrganizations(connection: DuckDBConnection): Promise<OrganizationAccount[]> {
  const rows = await rowsOf(
    connection,
    `SELECT DISTINCT regexp_extract(location, ?, 1) AS organization, regexp_extract(location, ?, 2) AS account
     FROM files WHERE organization <> '' ORDER BY ALL`,
    [LAYOUT, LAYOUT],
  );
  return rows.map(([organizationId, accountId]) => ({
    organizationId: String(organizationId),
    accountId: String(accountId),
  }));
}
