import { FLAG_TRUE, FLAG_UNKNOWN } from '../model/columns.ts';
import type { Draft } from './draft.ts';
import { rowsOf } from './group-rows.ts';
import { NO_CODE } from './no-code.ts';

/** What `userIdentity` of the calls of each key says, where its issuance does not say it or is not in the logs. */
export function describeUsed(draft: Draft): void {
  const kinds = identityKinds(draft);
  for (let position = 0; position < draft.credentials.length; position++) {
    const rows = rowsOf(draft.identitiesOf, position);
    for (let at = 0; at < rows.length; at++) describeFromIdentity(draft, { position, row: rows[at]!, kinds });
  }
}

export interface IdentityKinds {
  readonly iamUser: number;
  readonly assumedRole: number;
  readonly federatedUser: number;
  readonly role: number;
}

export function identityKinds({ facts: { texts } }: Draft): IdentityKinds {
  return {
    iamUser: texts.find('IAMUser') || NO_CODE,
    assumedRole: texts.find('AssumedRole') || NO_CODE,
    federatedUser: texts.find('FederatedUser') || NO_CODE,
    role: texts.find('Role') || NO_CODE,
  };
}

/** Fills what is still unknown of a credential from one row of `facts.identities`. */
export function describeFromIdentity(draft: Draft, of: { position: number; row: number; kinds: IdentityKinds }): void {
  const { credentials, facts } = draft;
  const { position, row, kinds } = of;
  const seen = facts.identities.columns;
  credentials.accountId[position] ||= seen.accountId[row]!;
  credentials.principalId[position] ||= seen.principalId[row]!;
  credentials.principalArn[position] ||= seen.arn[row]!;
  credentials.sourceIdentity[position] ||= seen.sourceIdentity[row]!;
  if (seen.issuerType[row] === kinds.role) credentials.roleArn[position] ||= seen.issuerArn[row]!;
  credentials.userName[position] ||= userNameOf(draft, row, kinds);
  if (seen.type[row] === kinds.assumedRole || seen.type[row] === kinds.federatedUser)
    credentials.sessionName[position] ||= sessionNameOf(draft, row);
  describeSession(draft, position, row);
}

function describeSession(
  { credentials, facts, sessionCreatedAt, issuancesOf }: Draft,
  position: number,
  row: number,
): void {
  const { sessionCreatedAt: createdAt, mfaAuthenticated } = facts.identities.columns;
  const created = createdAt[row]!;
  const known = sessionCreatedAt[position]!;
  if (created !== 0 && (known === 0 || created < known)) sessionCreatedAt[position] = created;
  const isIssued = issuancesOf.starts[position] !== issuancesOf.starts[position + 1];
  if (!isIssued && credentials.temporary[position] === 1) credentials.issuedAt[position] = sessionCreatedAt[position]!;
  // What the issuance says goes before; among uses one that says MFA is enough.
  const mfa = mfaAuthenticated[row]!;
  const settled = isIssued && credentials.mfa[position] !== FLAG_UNKNOWN;
  if (!settled && (credentials.mfa[position] === FLAG_UNKNOWN || mfa === FLAG_TRUE)) credentials.mfa[position] = mfa;
}

/** Only users have names of their own: of a federated user it is the user that federated it. */
function userNameOf({ facts }: Draft, row: number, kinds: IdentityKinds): number {
  const { type, userName, issuerType, issuerUserName } = facts.identities.columns;
  if (type[row] === kinds.iamUser) return userName[row]!;
  if (type[row] === kinds.federatedUser && issuerType[row] === kinds.iamUser) return issuerUserName[row]!;
  return 0;
}

/** `AROA…:session-name` or `ACCOUNT:name`. A session name holds no colon, but may hold `,` and `=`. */
function sessionNameOf({ facts }: Draft, row: number): number {
  const principalId = facts.texts.get(facts.identities.columns.principalId[row]!);
  const colon = principalId === null ? -1 : principalId.indexOf(':');
  return colon < 0 ? 0 : facts.texts.intern(principalId!.slice(colon + 1));
}
