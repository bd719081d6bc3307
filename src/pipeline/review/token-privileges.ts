import { parseArn, roleNameOfArn } from '../../lib/arn.ts';
import { FLAG_TRUE } from '../../model/columns.ts';
import type { Lineage } from '../../model/lineage.ts';
import type { PrincipalPosture } from '../../model/posture.ts';
import type { ReportCredential } from '../../model/report-view.ts';
import type { CaseIam } from '../iam.ts';

export type Privileges = NonNullable<ReportCredential['privileges']>;
export type PrivilegesOf = (credential: number) => Privileges | null;

/** Each is simulated on its own; brokers that write a policy a token are told the role's rights instead. */
const MOST_POLICIES = 500;

/** What every credential may do: its role's or user's rights, narrowed by the session policies that the logs show. */
export async function tokenPrivileges(lineage: Lineage, { posture, snapshot }: CaseIam): Promise<PrivilegesOf> {
  const byPrincipal = new Map(posture.principals.map((principal) => [nameKey(principal.arn), principal]));
  const principalOf = (i: number): PrincipalPosture | null => byPrincipal.get(principalKey(lineage, i)) ?? null;
  const narrowed = new Map<string, Privileges>();
  const documents = managedDocuments(snapshot);
  const { createDecider, narrowedPrivileges } = await import('../../posture/index.ts');
  const decider = createDecider(snapshot);
  for (let i = 0; i < lineage.credentials.length && narrowed.size < MOST_POLICIES; i++) {
    const session = sessionOf(lineage, i);
    const principal = session === null ? null : principalOf(i);
    if (session === null || principal === null) continue;
    const key = narrowedKey(principal, session);
    if (narrowed.has(key)) continue;
    const { policies, missing } = policiesOf(session, documents);
    const privileges = await narrowedPrivileges(snapshot, decider, {
      arn: principal.arn,
      federated: session.federated,
      policies,
    });
    if (privileges !== null) narrowed.set(key, { level: privileges.level, why: [...privileges.why, ...missing] });
  }
  return (i) => {
    const principal = principalOf(i);
    if (principal === null) return null;
    const plain = { level: principal.level, why: [...principal.why] };
    const session = sessionOf(lineage, i);
    if (session === null) return plain;
    const note = 'Narrowed by a session policy that was not looked at.';
    return narrowed.get(narrowedKey(principal, session)) ?? { ...plain, why: [...plain.why, note] };
  };
}

/** Roles by account and name: session issuers are logged with and without their path. */
function nameKey(arn: string): string {
  const role = roleNameOfArn(arn);
  return role === null ? arn : `${parseArn(arn)!.accountId}/${role.toLowerCase()}`;
}

function principalKey({ credentials, facts }: Lineage, i: number): string {
  const role = facts.texts.get(credentials.roleArn[i]!);
  if (role !== null) return nameKey(role);
  const principal = facts.texts.get(credentials.principalArn[i]!) ?? '';
  if (!principal.includes(':federated-user/')) return principal;
  // A federation token has the rights of the user who asked for it.
  const parent = credentials.parent[i]!;
  const user = parent < 0 ? null : facts.texts.get(credentials.principalArn[parent]!);
  return user ?? principal;
}

interface Session {
  readonly document: string | null;
  readonly arns: readonly string[];
  readonly omitted: boolean;
  readonly federated: boolean;
}

/** The session policies of a credential's issuance; null where there are none, or the token's kind has none. */
function sessionOf({ credentials, facts }: Lineage, i: number): Session | null {
  const row = credentials.issuance[i]!;
  if (row < 0) return null;
  const { sessionPolicy, sessionPolicyArns, omitted, eventName } = facts.issuances.columns;
  const document = facts.texts.get(sessionPolicy[row]!);
  const arns = facts.texts.get(sessionPolicyArns[row]!)?.split(' ') ?? [];
  const federated = facts.texts.get(eventName[row]!) === 'GetFederationToken';
  const isOmitted = omitted[row] === FLAG_TRUE;
  if (document === null && arns.length === 0 && !federated && !isOmitted) return null;
  return { document, arns, omitted: isOmitted, federated };
}

const narrowedKey = ({ arn }: PrincipalPosture, session: Session): string => JSON.stringify([arn, session]);

function managedDocuments(snapshot: CaseIam['snapshot']): Map<string, unknown> {
  const documents = new Map<string, unknown>();
  for (const { roles, users } of snapshot.accounts) {
    for (const { policies } of [...roles, ...users]) {
      for (const { id, inline, document } of policies) if (!inline) documents.set(id, document);
    }
  }
  return documents;
}

function policiesOf(
  { document, arns, omitted }: Session,
  documents: ReadonlyMap<string, unknown>,
): { policies: unknown[]; missing: string[] } {
  const policies: unknown[] = [];
  const missing: string[] = [];
  if (document !== null) {
    const parsed = parsedOrNull(document);
    if (parsed === null) missing.push('Its session policy could not be read: it may do less.');
    else policies.push(parsed);
  }
  for (const arn of arns) {
    const text = documents.get(arn) ?? null;
    if (text === null) missing.push(`Narrowed by ${arn}, whose text is not in the snapshot: it may do less.`);
    else policies.push(text);
  }
  if (omitted) missing.push('CloudTrail left out the parameters of its issuance: a session policy may narrow it.');
  return { policies, missing };
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
