import type { PolicyStatement } from '../model/containment.ts';
import type { Door } from './situation.ts';

/** Added to a trust policy, it keeps out whoever comes through the door, and nobody else; null where no statement can. */
export function closingStatement(door: Door): PolicyStatement | null {
  switch (door.originKind) {
    case 'account':
      return {
        Sid: `StemmaKeepOut${door.id}`,
        Effect: 'Deny',
        Principal: { AWS: `arn:aws:iam::${door.id}:root` },
        Action: 'sts:AssumeRole',
      };
    case 'saml':
      if (door.subject === null || !door.id.startsWith('arn:')) return null;
      return keepOut(door, 'sts:AssumeRoleWithSAML', 'saml:sub');
    case 'web-identity':
      if (door.subject === null || !door.id.startsWith('arn:')) return null;
      return keepOut(door, 'sts:AssumeRoleWithWebIdentity', `${hostOf(door.id)}:sub`);
    default:
      return null;
  }
}

const keepOut = (door: Door, action: string, key: string): PolicyStatement => ({
  Effect: 'Deny',
  Principal: { Federated: door.id },
  Action: action,
  Condition: { StringEquals: { [key]: door.subject } },
});

/** Of `arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com`: what its condition keys begin with. */
const hostOf = (arn: string): string => arn.slice(arn.indexOf('/') + 1);

/** Whether a trust policy has that very statement. */
export function closesDoor(trust: unknown, door: Door): boolean {
  const closing = closingStatement(door);
  if (closing === null) return false;
  const told = JSON.stringify(closing);
  return statementsOf(trust).some((statement) => JSON.stringify(statement) === told);
}

export function statementsOf(document: unknown): readonly PolicyStatement[] {
  if (typeof document !== 'object' || document === null || !('Statement' in document)) return [];
  const { Statement } = document;
  return (Array.isArray(Statement) ? Statement : [Statement]) as PolicyStatement[];
}
