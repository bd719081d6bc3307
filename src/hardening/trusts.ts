import { roleNameOfArn } from '../lib/arn.ts';
import type { IamSnapshot } from '../model/iam.ts';
import type { Lineage } from '../model/lineage.ts';
import { statementsOf, type Statement } from './statements.ts';

/** A trust policy that is known, whole. */
export interface KnownTrust {
  readonly roleArn: string;
  readonly accountId: string;
  readonly statements: readonly Statement[];
  /** `logs`: the newest CreateRole or UpdateAssumeRolePolicy of the case. */
  readonly basis: 'snapshot' | 'logs';
}

/** Every trust policy that the snapshot holds, and for accounts without one those that the case saw written. */
export function trustsOf(iam: IamSnapshot | null, lineage: Lineage): KnownTrust[] {
  const fromSnapshot = (iam?.accounts ?? []).flatMap(({ roles }) =>
    roles.flatMap(({ arn, accountId, trust }): KnownTrust[] => {
      const statements = statementsOf(trust);
      return statements.length === 0 ? [] : [{ roleArn: arn, accountId, statements, basis: 'snapshot' }];
    }),
  );
  const collected = new Set((iam?.accounts ?? []).map(({ accountId }) => accountId));
  const fromLogs = trustsInLogs(lineage).filter(({ accountId }) => !collected.has(accountId));
  return [...fromSnapshot, ...fromLogs].sort((a, b) => (a.roleArn < b.roleArn ? -1 : a.roleArn > b.roleArn ? 1 : 0));
}

const writes = new Set(['role-created', 'trust-changed']);

function trustsInLogs(lineage: Lineage): KnownTrust[] {
  const { controls, texts } = lineage.facts;
  const { kind, recipientAccountId, targetRoleName, document, eventTime } = controls.columns;
  const arnOf = roleArnsByName(lineage);
  const newest = new Map<string, KnownTrust | null>();
  const rows = Array.from({ length: controls.length }, (_, row) => row);
  for (const row of rows.sort((a, b) => eventTime[a]! - eventTime[b]!)) {
    const what = texts.get(kind[row]!) ?? '';
    const accountId = texts.get(recipientAccountId[row]!);
    const name = texts.get(targetRoleName[row]!);
    if (accountId === null || name === null) continue;
    const key = `${accountId} ${name}`;
    if (what === 'role-deleted') newest.delete(key);
    if (!writes.has(what)) continue;
    const statements = statementsOf(parsed(texts.get(document[row]!)));
    const roleArn = arnOf.get(key) ?? `arn:aws:iam::${accountId}:role/${name}`;
    // A document that cannot be read replaces the one before all the same.
    newest.set(key, statements.length === 0 ? null : { roleArn, accountId, statements, basis: 'logs' });
  }
  return [...newest.values()].filter((trust) => trust !== null);
}

/** Changes name a role by its name alone; its sessions tell its ARN, with the path. */
function roleArnsByName({ credentials, facts }: Lineage): Map<string, string> {
  const arns = new Map<string, string>();
  for (const code of new Set(credentials.roleArn)) {
    const arn = facts.texts.get(code);
    const name = arn === null ? null : roleNameOfArn(arn);
    if (arn !== null && name !== null) arns.set(`${arn.split(':')[4]} ${name}`, arn);
  }
  return arns;
}

function parsed(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    // Documents of the logs are what somebody sent: IAM refused what is no JSON, and nothing was changed.
    return null;
  }
}
