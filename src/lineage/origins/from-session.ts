import { sessionNameOfArn } from '../../lib/arn.ts';
import { rowsOf } from '../group-rows.ts';
import type { FoundOrigin, OriginContext } from './found-origin.ts';
import { inferredOrigin } from './found-origin.ts';
import { originOfRoleSession } from './role-session.ts';

/**
 * The origin that `userIdentity` of a token's uses shows where the issuance is not in the logs: each call may carry
 * another piece, the most telling piece of all calls wins.
 */
export function originFromSession(context: OriginContext, position: number): FoundOrigin | null {
  const rows = rowsOf(context.draft.identitiesOf, position);
  for (const way of [ofSignIn, ofWorkload, ofProvider, ofRole, ofUserConsole]) {
    for (const row of rows) {
      const found = way(context, row);
      if (found !== null) return found;
    }
  }
  return null;
}

function ofSignIn({ draft }: OriginContext, row: number): FoundOrigin | null {
  const { signInSessionArn, arn, accountId, userName } = draft.facts.identities.columns;
  if (signInSessionArn[row] === 0 || arn[row] === 0) return null;
  return { ...inferredOrigin('console', arn[row]!, accountId[row]!), userName: userName[row]! };
}

/** `ec2RoleDelivery` is only on credentials of the instance metadata service; their session name is the instance. */
function ofWorkload({ draft }: OriginContext, row: number): FoundOrigin | null {
  const { inScopeOfArn, accountId, ec2RoleDelivery, arn: principalArn } = draft.facts.identities.columns;
  const instance =
    ec2RoleDelivery[row] === 0 ? null : sessionNameOfArn(draft.facts.texts.get(principalArn[row]!) ?? '');
  if (instance !== null) return inferredOrigin('ec2-instance', draft.facts.texts.intern(instance), accountId[row]!);
  const arn = draft.facts.texts.get(inScopeOfArn[row]!);
  const service = arn === null ? null : arn.split(':', 3)[2];
  if (service === 'lambda') return inferredOrigin('lambda-function', inScopeOfArn[row]!, accountId[row]!);
  if (service === 'ecs') return inferredOrigin('ecs-task', inScopeOfArn[row]!, accountId[row]!);
  return null;
}

/** The provider is known, the subject is not: it is only in the issuance. */
function ofProvider({ draft }: OriginContext, row: number): FoundOrigin | null {
  const { texts, identities } = draft.facts;
  const { federatedProvider, accountId, issuerArn } = identities.columns;
  const provider = federatedProvider[row]!;
  const text = texts.get(provider);
  if (text === null) return null;
  if (text === 'cognito-identity.amazonaws.com')
    return inferredOrigin('cognito', issuerArn[row]! || provider, accountId[row]!);
  return inferredOrigin('web-identity', provider, accountId[row]!);
}

function ofRole(context: OriginContext, row: number): FoundOrigin | null {
  const { texts, identities } = context.draft.facts;
  const { type, principalId, arn, issuerArn, accountId, sessionCreatedAt } = identities.columns;
  if (texts.get(type[row]!) !== 'AssumedRole') return null;
  if (texts.get(principalId[row]!)?.endsWith(':CognitoIdentityCredentials'))
    return inferredOrigin('cognito', issuerArn[row]! || arn[row]!, accountId[row]!);
  return originOfRoleSession(context, {
    principalId: principalId[row]!,
    arn: arn[row]!,
    roleArn: issuerArn[row]!,
    accountId: accountId[row]!,
    createdAt: sessionCreatedAt[row]!,
  });
}

function ofUserConsole({ draft, console }: OriginContext, row: number): FoundOrigin | null {
  const { principalId, sessionCreatedAt, arn, accountId, userName } = draft.facts.identities.columns;
  if (arn[row] === 0 || !console.isConsole(principalId[row]!, sessionCreatedAt[row]!)) return null;
  return { ...inferredOrigin('console', arn[row]!, accountId[row]!), userName: userName[row]! };
}
