import { parseArn } from '../lib/arn.ts';

/**
 * What a plan can do about a principal. Identity Center's roles refuse edits in IAM; service-linked roles cannot be
 * revoked at all; nothing inside an account binds its root user (IAM User Guide, "Revoke IAM role temporary security
 * credentials"; "Disabling permissions for temporary security credentials").
 */
export type PrincipalKind = 'user' | 'role' | 'identity-center-role' | 'service-linked-role' | 'root' | 'other';

export function principalKindOf(arn: string): PrincipalKind {
  const resource = parseArn(arn)?.resource ?? '';
  if (resource === 'root') return 'root';
  if (resource.startsWith('user/')) return 'user';
  if (resource.startsWith('role/aws-service-role/')) return 'service-linked-role';
  if (resource.startsWith('role/aws-reserved/') || /^role\/(?:.*\/)?AWSReservedSSO_/.test(resource)) {
    return 'identity-center-role';
  }
  return resource.startsWith('role/') ? 'role' : 'other';
}

/** The name of a user or role without its path, as IAM's calls take it. */
export const nameOfPrincipal = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
