import { addTo } from '../lib/add-to.ts';
import { originKindOf } from '../lineage/index.ts';
import type { ControlKind } from '../model/facts.ts';
import type { Lineage } from '../model/lineage.ts';

/**
 * For each credential those that are there by its doing though it minted none of them: access keys that it made, all that users have whom it
 * made, and console sessions of users whom it gave a password.
 */
export function madeBy(lineage: Lineage): Map<number, number[]> {
  const found = new Map<number, number[]>();
  keysMade(lineage, found);
  usersMade(lineage, found);
  return found;
}

/** Whoever signed a change, -1 where it is not known. What a service does for somebody it does for itself, mostly. */
function actorOf({ facts, credentials, find }: Lineage, row: number): number {
  const actor = find(facts.texts.get(facts.controls.columns.actorAccessKeyId[row]!) ?? '');
  return actor >= 0 && credentials.forwarded[actor] === 0 ? actor : -1;
}

function keysMade(lineage: Lineage, found: Map<number, number[]>): void {
  const { controls, texts } = lineage.facts;
  const { kind, targetAccessKeyId } = controls.columns;
  const created = codeOf(lineage, 'access-key-created');
  for (let row = 0; row < controls.length; row++) {
    if (kind[row] !== created) continue;
    const actor = actorOf(lineage, row);
    const made = lineage.find(texts.get(targetAccessKeyId[row]!) ?? '');
    if (actor >= 0 && made >= 0) addTo(found, actor, made);
  }
}

/** A user or password, from when it was made to when somebody made it anew or took it away. */
interface Span {
  readonly actor: number;
  readonly since: number;
  until: number;
  /** A password opens the console and nothing else. */
  readonly isPassword: boolean;
}

function usersMade(lineage: Lineage, found: Map<number, number[]>): void {
  const spans = spansByUser(lineage);
  if (spans.size === 0) return;
  const { length, parent, userName, accountId, issuedAt, firstUsed } = lineage.credentials;
  for (let i = 0; i < length; i++) {
    if (parent[i]! >= 0 || userName[i] === 0) continue;
    const seen = issuedAt[i]! || firstUsed[i]!;
    for (const { actor, since, until, isPassword } of spans.get(`${accountId[i]}/${userName[i]}`) ?? []) {
      const isMeant = !isPassword || originKindOf(lineage, i) === 'console';
      if (isMeant && seen >= since && seen < until) addTo(found, actor, i);
    }
  }
}

/** Codes of account and user name, with `/` between. */
function spansByUser(lineage: Lineage): Map<string, Span[]> {
  const { controls } = lineage.facts;
  const { kind, eventTime, recipientAccountId, targetUserName } = controls.columns;
  const users = new Set([codeOf(lineage, 'user-created'), codeOf(lineage, 'user-deleted')]);
  const passwords = new Set([
    codeOf(lineage, 'login-profile-created'),
    codeOf(lineage, 'login-profile-changed'),
    codeOf(lineage, 'login-profile-deleted'),
  ]);
  const taking = new Set([codeOf(lineage, 'user-deleted'), codeOf(lineage, 'login-profile-deleted')]);
  const spans = new Map<string, Span[]>();
  // Rows are in the order of time.
  for (let row = 0; row < controls.length; row++) {
    const isPassword = passwords.has(kind[row]!);
    if ((!isPassword && !users.has(kind[row]!)) || targetUserName[row] === 0) continue;
    const user = `${recipientAccountId[row]}/${targetUserName[row]}`;
    const since = eventTime[row]!;
    for (const span of spans.get(user) ?? [])
      if (span.isPassword === isPassword) span.until = Math.min(span.until, since);
    const actor = actorOf(lineage, row);
    if (actor >= 0 && !taking.has(kind[row]!)) addTo(spans, user, { actor, since, until: Infinity, isPassword });
  }
  return spans;
}

const codeOf = ({ facts }: Lineage, kind: ControlKind): number => facts.texts.find(kind) || -1;
