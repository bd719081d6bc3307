import type { Report, ReportCredential } from '../../src/model/report-view.ts';
import { findingRow, keyRow, reportOf, tokenRow } from './report-view.ts';

const ROOT_KEY = 'AKIALEAKEDKEYEXAMPLE';
const hour = 3600;
const start = Date.parse('2026-10-25T14:03:00Z') / 1000;

export function iso(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

export function tokenId(n: number): string {
  return `ASIA${String(n).padStart(9, '0')}EXAMPLE`;
}

/** A leaked key, an admin role refreshed every half hour, the key deactivated after a week, the chain still alive. */
export function leakedKeyReport(refreshes = 330): Report {
  const shared = {
    origin: { kind: 'access-key' as const, id: ROOT_KEY, basis: 'logged' as const },
    sessionName: 'juggle',
    suspicious: true,
  };
  const rows: ReportCredential[] = [
    keyRow(ROOT_KEY, 'build-bot', {
      suspicious: true,
      live: false,
      revoked: { at: '2026-11-01T09:10:00Z', by: null, how: 'iam:UpdateAccessKey' },
      findings: ['token-chain-1'],
    }),
  ];
  for (let n = 1; n <= refreshes; n++) {
    const issued = start + n * (hour / 2);
    const last = n === refreshes;
    const asOf = Date.parse('2026-11-01T12:00:00Z') / 1000;
    rows.push(
      tokenRow(tokenId(n), {
        ...shared,
        parent: n === 1 ? ROOT_KEY : tokenId(n - 1),
        depth: n,
        issuedAt: iso(last ? asOf - 1800 : issued),
        expiresAt: iso((last ? asOf - 1800 : issued) + hour),
        live: last,
        findings: last ? ['refresh-loop-1', 'survives-revocation-1'] : ['refresh-loop-1'],
      }),
    );
  }
  const lastToken = tokenId(refreshes);
  return reportOf([...rows, ...quietRows(3)], {
    findings: [
      findingRow('refresh-loop', {
        severity: 'critical',
        title: 'Access kept alive by refreshing tokens of one role',
        reason: `Tokens of ops-admin followed each other ${refreshes} times in one chain from ${ROOT_KEY}, from 2026-10-25 14:33 to 2026-11-01 11:30 UTC.`,
        credential: lastToken,
        origin: { kind: 'access-key', id: ROOT_KEY },
        credentials: [tokenId(1), lastToken],
        next: 'Deny the role by issue time (AWSRevokeOlderSessions) once no token can mint the next one.',
      }),
      findingRow('survives-revocation', {
        severity: 'critical',
        title: 'A token outlives the key that it came from',
        reason: `${lastToken} was used 41 times after ${ROOT_KEY} was deactivated at 2026-11-01 09:10 UTC.`,
        credential: lastToken,
        next: 'Revoke the sessions of ops-admin; deactivating the key again does nothing.',
      }),
      findingRow('token-chain', {
        title: 'A token minted another token',
        reason: `${tokenId(1)}, minted by ${ROOT_KEY}, was used to mint ${tokenId(2)}.`,
        credential: tokenId(1),
        next: 'Find out whether anybody knows this chain; allow it in the configuration if so.',
      }),
      findingRow('external-chain', {
        severity: 'low',
        title: 'A lineage goes to an account that is not known',
        reason: 'A role of 777788889999 was assumed.',
        next: 'Add the account to knownAccounts if it is yours.',
      }),
    ],
    coverage: {
      ...reportOf([]).coverage,
      skipped: [
        {
          source: 'trail/2026/10/27/111122223333_CloudTrail_eu-west-1_20261027T0400Z_aaaa.json.gz',
          reason: 'gzip ends early',
        },
      ],
    },
  });
}

export function quietReport(): Report {
  return reportOf(quietRows(9));
}

function quietRows(count: number): ReportCredential[] {
  return Array.from({ length: count }, (_, n) =>
    tokenRow(tokenId(900_000 + n), {
      issuedBy: n % 2 === 0 ? 'AssumeRoleWithSAML' : 'AssumeRole',
      roleArn: `arn:aws:iam::444455556666:role/${n % 2 === 0 ? 'people/Developer' : 'web-server'}`,
      sessionName: n % 2 === 0 ? `anna${n}@example.com` : `i-0abc${n}`,
      origin:
        n % 2 === 0
          ? { kind: 'saml', id: `arn:aws:iam::444455556666:saml-provider/idp#anna${n}@example.com`, basis: 'logged' }
          : { kind: 'ec2-instance', id: `i-0abcdef012345678${n}`, basis: 'logged' },
      accountId: '444455556666',
      live: n % 3 === 0,
      issuedAt: '2026-11-01T11:20:00Z',
      expiresAt: n % 3 === 0 ? '2026-11-01T15:20:00Z' : '2026-11-01T11:50:00Z',
    }),
  );
}

/** A key used for everything: wide fans of dead tokens, some live ones, a chain over four roles, a forwarded key. */
export function busyReport(): Report {
  const key = 'AKIABUSYKEY0EXAMPLE0';
  const origin = { kind: 'access-key' as const, id: key, basis: 'logged' as const };
  const rows: ReportCredential[] = [keyRow(key, 'ops', { suspicious: true })];
  const role = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;
  for (let n = 0; n < 200; n++) {
    rows.push(
      tokenRow(tokenId(n), {
        parent: key,
        depth: 1,
        origin,
        suspicious: true,
        roleArn: role(n % 40 === 7 ? 'deploy' : 'read-logs'),
        sessionName: 'loop',
        issuedAt: iso(start + n * 60),
        expiresAt: iso(start + n * 60 + hour),
      }),
    );
  }
  const hops = ['jump', 'network', 'backup', 'org-admin', 'audit'];
  hops.forEach((name, i) =>
    rows.push(
      tokenRow(tokenId(1000 + i), {
        parent: i === 0 ? tokenId(47) : tokenId(999 + i),
        depth: 2 + i,
        origin,
        suspicious: true,
        roleArn: role(name),
        sessionName: 'x',
        live: i === hops.length - 1,
        issuedAt: iso(start + 200 * 60 + i * 300),
        expiresAt: i === hops.length - 1 ? '2026-11-01T16:00:00Z' : iso(start + 90_000),
        findings: i === hops.length - 1 ? ['token-chain-1'] : [],
      }),
    ),
  );
  return reportOf(rows, {
    findings: [findingRow('token-chain', { credential: tokenId(1004), reason: 'Five hops.' })],
  });
}
