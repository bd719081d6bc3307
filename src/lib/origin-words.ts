import type { OriginKind } from '../model/lineage.ts';

interface OriginId {
  readonly kind: OriginKind;
  readonly id: string;
}

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
export const originName = ({ kind, id }: OriginId): string => `${beforeId[kind] ?? words[kind]} ${id}`;

/** `lee` of `arn:aws:iam::111122223333:user/lee`, `resize` of `arn:aws:lambda:us-east-1:111122223333:function:resize`. */
export const withoutArn = (id: string): string => /^arn:(?:[^:]*:){4}[\w-]+[:/](.+)$/s.exec(id)?.[1] ?? id;

/** Where there is little room, what tells one from others of its kind: of provider and subject, the subject. */
export function ownName({ kind, id }: OriginId): string {
  const name = withoutArn(id);
  return kind === 'saml' || kind === 'web-identity' ? name.slice(name.indexOf('#') + 1) || name : name;
}
