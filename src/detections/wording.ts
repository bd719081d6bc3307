import { formatTime } from '../lib/time.ts';
import type { EpochSeconds, Lineage } from '../model/lineage.ts';

/** The access key id of a credential. */
export function keyOf(lineage: Lineage, credential: number): string {
  return lineage.facts.texts.get(lineage.credentials.accessKeyId[credential]!)!;
}

/** A role ARN as people say it: path and name. An ARN of another account keeps the account. */
export function roleName(roleArn: string | null): string {
  if (roleArn === null) return 'an unknown role';
  const found = /^arn:[^:]*:iam::(\d*):role\/(.+)$/.exec(roleArn);
  return found === null ? roleArn : `${found[2]} (account ${found[1]})`;
}

/** A moment in a sentence; 0 is a time that the logs do not tell. */
export function at(seconds: EpochSeconds): string {
  return seconds === 0 ? 'an unknown time' : formatTime(seconds);
}

/** `1 token`, `3 tokens`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** The first few of a list in a sentence, and how many more there are. */
export function listed(texts: readonly string[], limit = 4): string {
  if (texts.length <= limit) {
    return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
  }
  return `${texts.slice(0, limit).join(', ')} and ${texts.length - limit} more`;
}

/** What the living tokens of a list mean to the responder. */
export function livenessOf(lineage: Lineage, credentials: readonly number[]): string {
  const { live, expiresAt } = lineage.credentials;
  let alive = 0;
  let until = 0;
  for (const credential of credentials) {
    if (live[credential] !== 1) continue;
    alive++;
    until = Math.max(until, expiresAt[credential]!);
  }
  if (alive === 0) return `none is live at ${formatTime(lineage.asOf)}`;
  return `${alive} ${alive === 1 ? 'is' : 'are'} live at ${formatTime(lineage.asOf)}, the last until ${at(until)}`;
}

/** What a credential goes back to, in a sentence. */
export function originPhrase(lineage: Lineage, credential: number): string {
  const origin = lineage.origins[lineage.credentials.origin[credential]!]!;
  const kind = origin.kind === 'aws-service' ? 'AWS service' : origin.kind.replaceAll('-', ' ');
  return `${kind} ${origin.id}`;
}

/** The roles of some tokens, each once, in the order given; users' and federated sessions by their principal. */
export function rolesOf(lineage: Lineage, credentials: readonly number[]): string[] {
  const { roleArn, principalArn } = lineage.credentials;
  const codes = new Set<number>();
  for (const credential of credentials) codes.add(roleArn[credential]! || principalArn[credential]!);
  return Array.from(codes, (code) => roleName(lineage.facts.texts.get(code)));
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

/** A length of time in hours, to the tenth. */
export function hours(seconds: number): string {
  return `${Math.round(seconds / 360) / 10} h`;
}
