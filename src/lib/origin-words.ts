import type { OriginKind } from '../model/lineage.ts';

/** What kind of thing tokens go back to, as people say it: the same in every report and on the page. */
const words: Readonly<Record<OriginKind, string>> = {
  'access-key': 'access key',
  'root-user': 'root user',
  'iam-user': 'user',
  console: 'console sign-in',
  'ec2-instance': 'instance',
  'lambda-function': 'function',
  'ecs-task': 'task',
  'eks-pod': 'pod',
  'aws-service': 'service',
  saml: 'SAML',
  'web-identity': 'web identity',
  'identity-center': 'Identity Center',
  'roles-anywhere': 'Roles Anywhere',
  cognito: 'Cognito',
  account: 'account',
  unknown: 'unknown',
};

/** Kinds that read otherwise before the id of one of them. */
const beforeId: Partial<Record<OriginKind, string>> = {
  'identity-center': 'Identity Center user',
  unknown: 'unknown, from',
};

export const originKind = (kind: OriginKind): string => words[kind];

/** `access key AKIA…`, `instance i-…` */
export const originName = ({ kind, id }: { readonly kind: OriginKind; readonly id: string }): string =>
  `${beforeId[kind] ?? words[kind]} ${id}`;
