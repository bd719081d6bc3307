import { accountOfArn, roleNameOfArn } from '../../../lib/arn.ts';
import { nameOf } from '../../../lib/wording.ts';
import { TOKEN_SAME_SESSION, type ExplorerCase } from '../../../model/explorer.ts';
import type { OriginKind } from '../../../model/lineage.ts';
import { textOf, type Forest } from '../data/forest.ts';
import { originKind } from '../../../lib/origin-words.ts';

/** Who gets a session of a role: another role, a user, or a kind of thing that has no name worth a node of its own. */
export interface Caller {
  readonly id: string;
  readonly kind: 'role' | 'user' | 'source' | 'outside';
  readonly name: string;
  readonly account: string | null;
}

/** One node a role, whether its path is told (the snapshot) or not (an `assumed-role` ARN): by account and name, whatever its case. */
export function roleId(arn: string): string {
  const name = roleNameOfArn(arn);
  return name === null ? arn : `role ${accountOfArn(arn) ?? ''} ${name.toLowerCase()}`;
}

export const roleCaller = (arn: string): Caller => ({
  id: roleId(arn),
  kind: 'role',
  name: nameOf(arn),
  account: accountOfArn(arn),
});

const userCaller = (account: string | null, name: string): Caller => ({
  id: `user ${account ?? ''} ${name.toLowerCase()}`,
  kind: 'user',
  name,
  account,
});

const sourceCaller = (kind: OriginKind): Caller => ({
  id: kind,
  kind: 'source',
  name: originKind(kind),
  account: null,
});

const outside = (id: string, name: string): Caller => ({ id, kind: 'outside', name, account: null });

/** Who was seen to ask for a token: the role of the parent; where it has none, what the lineage goes back to. */
export function seenCaller(theCase: ExplorerCase, forest: Forest, token: number): Caller {
  // Keys of one session show no call: who asked for the session did.
  let i = token;
  while ((forest.flags[i]! & TOKEN_SAME_SESSION) !== 0 && forest.parent[i]! >= 0) i = forest.parent[i]!;
  const parent = forest.parent[i]!;
  const role = parent < 0 ? null : textOf(forest, forest.tokens.role[parent]);
  if (role !== null) return roleCaller(role);
  const origin = theCase.origins[forest.tokens.origin[i]!];
  if (origin === undefined) return sourceCaller('unknown');
  const isUser = origin.kind === 'access-key' || origin.kind === 'iam-user';
  if (isUser && origin.userName !== null) return userCaller(origin.accountId, origin.userName);
  return sourceCaller(origin.kind);
}

/** Services whose tokens a lineage goes back to as something else. */
const services: Readonly<Record<string, OriginKind>> = {
  'ec2.amazonaws.com': 'ec2-instance',
  'lambda.amazonaws.com': 'lambda-function',
  'ecs-tasks.amazonaws.com': 'ecs-task',
  'pods.eks.amazonaws.com': 'eks-pod',
  'rolesanywhere.amazonaws.com': 'roles-anywhere',
};

/** Who may, by the snapshot: `AssumeEdge.from`. */
export function allowedCaller(from: string): Caller {
  if (from === '*') return outside('*', 'anyone');
  if (from.endsWith('.amazonaws.com') || from.endsWith('.amazonaws.com.cn')) {
    return sourceCaller(services[from] ?? 'aws-service');
  }
  if (from.includes(':saml-provider/')) return sourceCaller(from.includes('AWSSSO_') ? 'identity-center' : 'saml');
  if (from.includes(':oidc-provider/')) return sourceCaller('web-identity');
  if (roleNameOfArn(from) !== null) return roleCaller(from);
  const account = accountOfArn(from);
  if (from.includes(':user/')) return userCaller(account, nameOf(from));
  return account === null ? outside(from, from) : outside(`account ${account}`, `account ${account}`);
}
