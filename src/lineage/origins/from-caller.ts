import type { FoundOrigin, OriginContext } from './found-origin.ts';
import { inferredOrigin } from './found-origin.ts';
import { originOfRoleSession } from './role-session.ts';

/** The caller of an issuance whose key CloudTrail hides: the user itself, or what its role session goes back to. */
export function originOfCaller(context: OriginContext, row: number): FoundOrigin | null {
  const { facts, arns } = context.draft;
  const issued = facts.issuances.columns;
  const principalId = issued.callerPrincipalId[row]!;
  const createdAt = issued.callerSessionCreatedAt[row]!;
  const arn = issued.callerArn[row]!;
  const accountId = issued.callerAccountId[row]! || arns.account(arn);
  const userName = issued.callerUserName[row]!;
  const type = facts.texts.get(issued.callerType[row]!);
  if (type === 'AssumedRole')
    return originOfRoleSession(context, {
      principalId,
      arn,
      roleArn: issued.callerIssuerArn[row]!,
      accountId,
      createdAt,
    });
  if (type === 'Root' && accountId !== 0)
    return { ...inferredOrigin('root-user', accountId, accountId), inferred: false };
  if (type !== 'IAMUser' || arn === 0) return null;
  const kind = context.console.isConsole(principalId, createdAt) ? 'console' : 'iam-user';
  return { kind, id: arn, accountId, userName, inferred: kind === 'console' };
}
