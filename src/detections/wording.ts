import { formatTime } from '../lib/time.ts';
import { originOf } from '../lineage/index.ts';
import type { EpochSeconds, Lineage } from '../model/lineage.ts';

/** The access key id of a credential. */
export function keyOf(lineage: Lineage, credential: number): string {
  return lineage.facts.texts.get(lineage.credentials.accessKeyId[credential]!)!;
}

/** A role (or user) as people say it: path and name, and the account where it is another than the one at home. */
export function roleName(arn: string | null, home: string | null = null): string {
  if (arn === null) return 'an unknown role';
  const found = /^arn:[^:]*:(?:iam|sts)::(\d*):(role|user|federated-user)\/(.+)$/.exec(arn);
  if (found === null) return arn;
  const [, account, kind, name] = found;
  const said = kind === 'role' ? name! : `${kind!.replace('-', ' ')} ${name}`;
  return account === home ? said : `${said} (account ${account})`;
}

/** The same at the beginning of a sentence: what a role is called stays as it is, while `user` is a word of ours. */
export function roleNameFirst(arn: string | null, home: string | null = null): string {
  const name = roleName(arn, home);
  return arn === null || /^arn:[^:]*:(?:iam|sts)::\d*:(?:user|federated-user)\//.test(arn) ? sentence(name) : name;
}

/** The account that a lineage is at home in: its origin's, else the credential's own. */
export function homeOf(lineage: Lineage, credential: number): string | null {
  const { accountId } = lineage.credentials;
  return originOf(lineage, credential).accountId ?? lineage.facts.texts.get(accountId[credential]!);
}

/** A text with a capital, to begin a sentence with; words of ours alone: a name that another program gave stays as it is. */
export function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** A stretch of time in a sentence, or the moment that it is. */
export function between(first: EpochSeconds, last: EpochSeconds): string {
  return first === last ? `at ${formatTime(first)}` : `from ${formatTime(first)} until ${formatTime(last)}`;
}

/** A moment in a sentence; 0 is a time that the logs do not tell. */
export function at(seconds: EpochSeconds): string {
  return seconds === 0 ? 'an unknown time' : formatTime(seconds);
}

/** What a credential goes back to, in a sentence. */
export function originPhrase(lineage: Lineage, credential: number): string {
  const origin = originOf(lineage, credential);
  const kind = origin.kind === 'aws-service' ? 'AWS service' : origin.kind.replaceAll('-', ' ');
  return `${kind} ${origin.id}`;
}

/** The roles of some tokens of one lineage, each once, in the order given; user and federated sessions by their principal. */
export function rolesOf(lineage: Lineage, credentials: readonly number[]): string[] {
  const { roleArn, principalArn } = lineage.credentials;
  const codes = new Set<number>();
  for (const credential of credentials) codes.add(roleArn[credential]! || principalArn[credential]!);
  const home = credentials.length === 0 ? null : homeOf(lineage, credentials[0]!);
  return Array.from(codes, (code) => roleName(lineage.facts.texts.get(code), home));
}

/** A credential with what it goes back to, where that is not itself. */
export function keyAndOrigin(lineage: Lineage, credential: number): string {
  const key = keyOf(lineage, credential);
  const { id } = originOf(lineage, credential);
  return id === key ? originPhrase(lineage, credential) : `${key} (${originPhrase(lineage, credential)})`;
}

/** ` from 192.0.2.1`, or nothing where the issuance is not logged. */
export function issuedFrom(lineage: Lineage, credential: number): string {
  const row = lineage.credentials.issuance[credential]!;
  if (row < 0) return '';
  const { sourceIPAddress } = lineage.facts.issuances.columns;
  const address = lineage.facts.texts.get(sourceIPAddress[row]!);
  return address === null ? '' : ` from ${address}`;
}

/** The latest of the times of some credentials. */
export function latest(times: Uint32Array, credentials: readonly number[]): EpochSeconds {
  let most = 0;
  for (const credential of credentials) most = Math.max(most, times[credential]!);
  return most;
}

/** A length of time in hours, to the tenth; in minutes where it is less than one. */
export function hours(seconds: number): string {
  return seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 360) / 10} h`;
}
