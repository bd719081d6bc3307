import { addTo } from '../lib/add-to.ts';
import { originKindOf, rowsOf } from '../lineage/index.ts';
import type { ControlKind } from '../model/facts.ts';
import type { Lineage } from '../model/lineage.ts';
import { keysSwitchedOn, type SwitchedOn } from './keys-switched-on.ts';

/**
 * For each credential those that are there by its doing though it minted none of them: access keys that it made, all that users have whom it
 * made, console sessions of users whom it gave a password, and what was got by an access key that it switched on again.
 */
export function madeBy(lineage: Lineage): Map<number, number[]> {
  const found = new Map<number, number[]>();
  const switchedOn = keysSwitchedOn(lineage);
  keysMade(lineage, { found, switchedOn });
  usersMade(lineage, { found, switchedOn });
  tokensMinted(lineage, { found, switchedOn });
  return found;
}

interface Making {
  readonly found: Map<number, number[]>;
  readonly switchedOn: SwitchedOn;
}

/** The key itself may have an honest past: only what it mints while it is on by the actor's doing is meant. */
function tokensMinted(lineage: Lineage, { found, switchedOn }: Making): void {
  const { issuedAt } = lineage.credentials;
  for (const [key, spans] of switchedOn.byKey) {
    for (const token of rowsOf(lineage.children, key)) {
      for (const { actor, since, until } of spans)
        if (issuedAt[token]! >= since && issuedAt[token]! < until) addTo(found, actor, token);
    }
  }
}

function keysMade(lineage: Lineage, { found, switchedOn }: Making): void {
  const { controls, texts } = lineage.facts;
  const { kind, targetAccessKeyId } = controls.columns;
  const created = codeOf(lineage, 'access-key-created');
  for (let row = 0; row < controls.length; row++) {
    if (kind[row] !== created) continue;
    const made = lineage.find(texts.get(targetAccessKeyId[row]!) ?? '');
    if (made >= 0) for (const actor of switchedOn.actorsOf(row)) addTo(found, actor, made);
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

function usersMade(lineage: Lineage, { found, switchedOn }: Making): void {
  const spans = spansByUser(lineage, switchedOn);
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
function spansByUser(lineage: Lineage, { actorsOf }: SwitchedOn): Map<string, Span[]> {
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
    if (taking.has(kind[row]!)) continue;
    for (const actor of actorsOf(row)) addTo(spans, user, { actor, since, until: Infinity, isPassword });
  }
  return spans;
}

const codeOf = ({ facts }: Lineage, kind: ControlKind): number => facts.texts.find(kind) || -1;
