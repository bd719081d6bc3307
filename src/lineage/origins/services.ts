import type { OriginKind } from '../../model/lineage.ts';

/** Services that mint tokens for what runs in them, where the session name tells the workload. */
const workloadServices: Readonly<Record<string, OriginKind>> = {
  'ec2.amazonaws.com': 'ec2-instance',
  'lambda.amazonaws.com': 'lambda-function',
  'edgelambda.amazonaws.com': 'lambda-function',
  'ecs-tasks.amazonaws.com': 'ecs-task',
  'pods.eks.amazonaws.com': 'eks-pod',
  'rolesanywhere.amazonaws.com': 'roles-anywhere',
};

const INSTANCE = /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

/** Whether a session name is the id of an EC2 instance. */
export function isInstanceId(sessionName: string | null): boolean {
  return sessionName !== null && INSTANCE.test(sessionName);
}

/** The service of a service-linked role, from its path; null for any other role. */
export function serviceOfLinkedRole(roleArn: string | null): string | null {
  return roleArn === null ? null : (/:role\/aws-service-role\/([^/]+)\//.exec(roleArn)?.[1] ?? null);
}

/** Whether Identity Center made the role, for a permission set. */
export function isPermissionSetRole(roleArn: string | null): boolean {
  return roleArn !== null && /:role\/(?:aws-reserved\/sso\.amazonaws\.com\/|(?:.*\/)?AWSReservedSSO_)/.test(roleArn);
}

/** What kind of origin a token has that a service minted for itself. */
export function kindOfService(service: string, of: { roleArn: string | null; sessionName: string | null }): OriginKind {
  const kind = workloadServices[service.replace(/\.cn$/, '')] ?? 'aws-service';
  if (serviceOfLinkedRole(of.roleArn) !== null || of.sessionName === null) return 'aws-service';
  // EC2 also assumes roles for fleets and the like, under other names.
  return kind === 'ec2-instance' && !isInstanceId(of.sessionName) ? 'aws-service' : kind;
}
