import { rowsOf } from '../group-rows.ts';
import type { Draft } from '../draft.ts';
import type { FoundOrigin } from './found-origin.ts';
import { inferredOrigin } from './found-origin.ts';
import type { Principals } from './principals.ts';

/** The last thing that a token without issuance shows: the user that it acts as, or the session that it acts for. */
export function originFromPrincipal(draft: Draft, position: number, principals: Principals): FoundOrigin | null {
  for (const row of rowsOf(draft.identitiesOf, position)) {
    const found = ofIdentity(draft, { position, row, principals });
    if (found !== null) return found;
  }
  return null;
}

function ofIdentity(draft: Draft, of: { position: number; row: number; principals: Principals }): FoundOrigin | null {
  const { position, row, principals } = of;
  const seen = draft.facts.identities.columns;
  switch (draft.facts.texts.get(seen.type[row]!)) {
    case 'IAMUser':
      return ofUser(draft, { position, row, principals });
    case 'Root':
      return ofRoot(seen.accountId[row]!);
    case 'FederatedUser':
      return ofFederator(draft, row);
    case 'AssumedRole':
      return ofDirectKey(draft, position, principals);
    default:
      return null;
  }
}

/** A service that acts for a user with one known key acts for that key; of other sessions the key is not known. */
function ofUser(draft: Draft, of: { position: number; row: number; principals: Principals }): FoundOrigin | null {
  const { arn, accountId, userName } = draft.facts.identities.columns;
  const { position, row, principals } = of;
  const isForwarded = draft.credentials.forwarded[position] === 1;
  const key = isForwarded ? principals.onlyAccessKey(accountId[row]!, userName[row]!) : 0;
  const user = { accountId: accountId[row]!, userName: userName[row]!, inferred: true };
  if (key !== 0) return { kind: 'access-key', id: key, ...user };
  return arn[row] === 0 ? null : { kind: 'iam-user', id: arn[row]!, ...user };
}

function ofRoot(accountId: number): FoundOrigin | null {
  return accountId === 0 ? null : inferredOrigin('root-user', accountId, accountId);
}

/** GetFederationToken takes a long-term key of the user or root user that issued the session. */
function ofFederator(draft: Draft, row: number): FoundOrigin | null {
  const { issuerType, issuerArn, issuerAccountId, issuerUserName } = draft.facts.identities.columns;
  if (draft.facts.texts.get(issuerType[row]!) === 'Root') return ofRoot(issuerAccountId[row]!);
  if (issuerArn[row] === 0) return null;
  return { ...inferredOrigin('iam-user', issuerArn[row]!, issuerAccountId[row]!), userName: issuerUserName[row]! };
}

/** What a service does for a role session belongs to the one key that the session itself used. */
function ofDirectKey(
  { credentials, sessionCreatedAt }: Draft,
  position: number,
  principals: Principals,
): FoundOrigin | null {
  if (credentials.forwarded[position] === 0) return null;
  const key = principals.onlyDirectKey(credentials.principalId[position]!, sessionCreatedAt[position]!);
  return key === 0 ? null : inferredOrigin('unknown', key, credentials.accountId[position]!);
}
