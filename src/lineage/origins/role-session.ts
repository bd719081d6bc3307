import { sessionNameOfArn } from '../../lib/arn.ts';
import type { FoundOrigin, OriginContext } from './found-origin.ts';
import { inferredOrigin } from './found-origin.ts';
import { isInstanceId, isPermissionSetRole, serviceOfLinkedRole } from './services.ts';

/** A role session as calls show it, in codes. */
export interface RoleSession {
  readonly principalId: number;
  readonly arn: number;
  readonly roleArn: number;
  readonly accountId: number;
  readonly createdAt: number;
}

/** What a role session goes back to by its role, its name and its sign-in; null where they do not tell. */
export function originOfRoleSession(context: OriginContext, session: RoleSession): FoundOrigin | null {
  const { texts } = context.draft.facts;
  const { accountId } = session;
  const roleArn = texts.get(session.roleArn);
  const sessionName = sessionNameOfArn(texts.get(session.arn) ?? '');
  if (sessionName !== null && isInstanceId(sessionName))
    return inferredOrigin('ec2-instance', texts.intern(sessionName), accountId);
  if (sessionName !== null && isPermissionSetRole(roleArn)) {
    const person = texts.intern(sessionName);
    return { ...inferredOrigin('identity-center', person, accountId), userName: person };
  }
  const service = serviceOfLinkedRole(roleArn);
  if (service !== null) return inferredOrigin('aws-service', texts.intern(service), accountId);
  return originOfConsole(context, session);
}

function originOfConsole({ console }: OriginContext, session: RoleSession): FoundOrigin | null {
  const { principalId, createdAt, arn, accountId } = session;
  const switchedFrom = console.switchedFrom(principalId, createdAt);
  if (switchedFrom !== 0) return inferredOrigin('console', switchedFrom, accountId);
  return arn !== 0 && console.isConsole(principalId, createdAt) ? inferredOrigin('console', arn, accountId) : null;
}
