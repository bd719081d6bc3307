import { originOf } from '../../lineage/index.ts';
import { FLAG_TRUE, FLAG_UNKNOWN } from '../../model/columns.ts';
import { accountOfArn, roleNameOfArn, rootArn } from '../../lib/arn.ts';
import type { IamCaller, IamSnapshot } from '../../model/iam.ts';
import type { Lineage } from '../../model/lineage.ts';
import { principalArn } from './principal-arn.ts';
import { parsed } from './trust-changes.ts';

/** Who signs with a credential of the case. */
export function callerOf(lineage: Lineage, at: number, snapshot: IamSnapshot | null): IamCaller {
  const session = sessionOf(lineage, at);
  const roleArn = textOf(lineage, 'roleArn', at);
  if (roleArn !== null) {
    const known = principalArn(snapshot, session.accountId ?? '', 'role', roleNameOfArn(roleArn) ?? '');
    return { ...session, kind: 'role-session', arn: snapshot === null ? roleArn : known };
  }
  const arn = textOf(lineage, 'principalArn', at) ?? '';
  if (arn.endsWith(':root')) return { ...session, kind: 'root', arn, sessionName: null };
  if (arn.includes(':federated-user/')) {
    return { ...session, kind: 'federated-user', arn, issuerArn: issuerOf(lineage, at, snapshot) };
  }
  const userName = textOf(lineage, 'userName', at) ?? '';
  const userArn = arn.includes(':user/') ? arn : principalArn(snapshot, session.accountId ?? '', 'user', userName);
  const isTemporary = lineage.credentials.temporary[at] === 1;
  return { ...session, kind: isTemporary ? 'user-session' : 'user-key', arn: userArn, sessionName: null };
}

type TextColumn = 'roleArn' | 'principalArn' | 'accountId' | 'sourceIdentity' | 'sessionName' | 'userName';

const textOf = ({ credentials, facts }: Lineage, column: TextColumn, at: number): string | null =>
  facts.texts.get(credentials[column][at]!);

function sessionOf(lineage: Lineage, at: number): Omit<IamCaller, 'kind' | 'arn'> {
  const { credentials } = lineage;
  const isTemporary = credentials.temporary[at] === 1;
  const arn = textOf(lineage, 'roleArn', at) ?? textOf(lineage, 'principalArn', at) ?? '';
  return {
    accountId: textOf(lineage, 'accountId', at) ?? accountOfArn(arn),
    issuedAt: isTemporary ? credentials.issuedAt[at]! || null : null,
    // A long-term key carries no MFA: only the call that it signs may.
    mfa: !isTemporary || credentials.mfa[at] === FLAG_UNKNOWN ? null : credentials.mfa[at] === FLAG_TRUE,
    sourceIdentity: textOf(lineage, 'sourceIdentity', at),
    sessionName: textOf(lineage, 'sessionName', at),
    sessionPolicies: sessionPoliciesOf(lineage, at),
  };
}

/** The user who called GetFederationToken. */
function issuerOf(lineage: Lineage, at: number, snapshot: IamSnapshot | null): string | null {
  const parent = lineage.credentials.parent[at]!;
  if (parent >= 0) return callerOf(lineage, parent, snapshot).arn;
  const row = lineage.credentials.issuance[at]!;
  const told = row < 0 ? null : lineage.facts.texts.get(lineage.facts.issuances.columns.callerArn[row]!);
  return told ?? originUser(lineage, at);
}

/** Without its issuance the session context of its calls (`sessionIssuer.arn`) tells who federated it. */
function originUser(lineage: Lineage, at: number): string | null {
  const { kind, id, accountId } = originOf(lineage, at);
  if (kind === 'root-user') return rootArn(accountId ?? id, textOf(lineage, 'principalArn', at) ?? '');
  return kind === 'iam-user' && id.includes(':user/') ? id : null;
}

/** Null where there may be one: the issuance is not logged, or names managed policies, whose text it does not tell. */
function sessionPoliciesOf({ credentials, facts }: Lineage, at: number): readonly unknown[] | null {
  if (credentials.temporary[at] === 0) return [];
  const row = credentials.issuance[at]!;
  if (row < 0) return null;
  const { sessionPolicy, sessionPolicyArns, omitted } = facts.issuances.columns;
  if (sessionPolicyArns[row] !== 0 || omitted[row] === FLAG_TRUE) return null;
  if (sessionPolicy[row] === 0) return [];
  const document = parsed(facts.texts.get(sessionPolicy[row]!));
  return document === null ? null : [document];
}
