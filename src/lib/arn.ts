/** An ARN's parts, as written: `arn:partition:service:region:account:resource`. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  /** Empty for global services such as IAM. */
  readonly region: string;
  /** Empty where the ARN names no account, as an S3 bucket's. */
  readonly accountId: string;
  readonly resource: string;
}

/** The parts of an ARN, null for what is none. The resource keeps its colons. */
export function parseArn(text: string): Arn | null {
  if (!text.startsWith('arn:')) return null;
  const [, partition, service, region, accountId, ...rest] = text.split(':');
  const resource = rest.join(':');
  if (!partition || !service || region === undefined || accountId === undefined || resource === '') return null;
  return { partition, service, region, accountId, resource };
}

/** `aws`, `aws-cn`, `aws-us-gov` …: of what is no ARN the one that most are in. */
export const partitionOfArn = (text: string): string => parseArn(text)?.partition ?? 'aws';

/** An account's root user, which in policies stands for the whole account, in the partition of another ARN. */
export const rootArn = (accountId: string, like: string): string =>
  `arn:${partitionOfArn(like)}:iam::${accountId}:root`;

/** The twelve digits of the account that an ARN names, null where it names none (`aws` of a managed policy is none). */
export function accountOfArn(text: string): string | null {
  const accountId = parseArn(text)?.accountId;
  return accountId !== undefined && /^\d{12}$/.test(accountId) ? accountId : null;
}

/**
 * The role's name, without its path, from the ARN of a role (`arn:aws:iam::…:role/path/Name`) or of one of its sessions
 * (`arn:aws:sts::…:assumed-role/Name/session`); null for any other ARN.
 */
export function roleNameOfArn(text: string): string | null {
  const arn = parseArn(text);
  if (arn === null) return null;
  if (arn.service === 'iam' && arn.resource.startsWith('role/')) return lastSegment(arn.resource);
  if (arn.service !== 'sts' || !arn.resource.startsWith('assumed-role/')) return null;
  return arn.resource.split('/')[1] || null;
}

/** The session's name from the ARN of a role session or a federated user; null for any other ARN. */
export function sessionNameOfArn(text: string): string | null {
  const arn = parseArn(text);
  if (arn?.service !== 'sts') return null;
  const [kind, ...names] = arn.resource.split('/');
  // A session name has no slash in it: its letters are [\w+=,.@-].
  if (kind === 'assumed-role') return names[1] || null;
  return kind === 'federated-user' ? names[0] || null : null;
}

function lastSegment(resource: string): string | null {
  return resource.slice(resource.lastIndexOf('/') + 1) || null;
}
