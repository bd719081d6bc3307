import { signersOf } from '../lineage/index.ts';
import type { ControlKind } from '../model/facts.ts';
import type { Lineage } from '../model/lineage.ts';
import { addTo } from '../lib/add-to.ts';

/** A way into roles, for as long as somebody had it open: a role's trust, a provider of identities, a trust anchor. */
export interface NewTrust {
  /** Rows of `controls` by time, the first one of a marked credential's. */
  readonly rows: number[];
  /** Position of the credential that made the first change. */
  readonly actor: number;
  readonly since: number;
  /** When somebody else took it back or changed it again. */
  until: number;
  /** As people say it: `the trust policy of role Reader`. */
  readonly name: string;
  /** Made anew, or with new keys to vouch by: whoever comes through it comes through what the actor did. */
  readonly isNew: boolean;
}

/** One for each time that the way was opened, in the order of time: who was shut out may open it again. */
type Openings = readonly NewTrust[];

export interface NewTrusts {
  /** By `account/role name`. */
  readonly roles: ReadonlyMap<string, Openings>;
  /** By ARN, or what of it the record has. */
  readonly providers: ReadonlyMap<string, Openings>;
}

/** Taking trust away opens nothing. */
const CLOSING = /^(?:Delete|Disable|Remove)/;
/** New metadata of a SAML provider, or a new anchor, are new keys to vouch by. */
const MAKING = /^(?:Create|UpdateSAMLProvider|UpdateTrustAnchor|EnableTrustAnchor)/;

/** The trusts that the marked credentials made or changed. */
export function newTrustsBy(lineage: Lineage, marked: Uint8Array): NewTrusts {
  const { texts, controls } = lineage.facts;
  const { eventTime, eventName } = controls.columns;
  const trusts = { role: new Map<string, NewTrust[]>(), provider: new Map<string, NewTrust[]>() };
  const changeOf = changes(lineage);
  const signers = signersOf(lineage);
  for (const row of byTime(lineage)) {
    const change = changeOf(row);
    if (change === null) continue;
    const opened = trusts[change.door];
    const last = opened.get(change.key)?.at(-1);
    const open = last?.until === Infinity ? last : undefined;
    const actor = signers[row]!;
    const isMarked = actor >= 0 && marked[actor] === 1;
    if (!isMarked || CLOSING.test(texts.get(eventName[row]!)!)) {
      if (open !== undefined) open.until = eventTime[row]!;
    } else if (open !== undefined) open.rows.push(row);
    else {
      const { name, isNew } = change;
      addTo(opened, change.key, { rows: [row], actor, since: eventTime[row]!, until: Infinity, name, isNew });
    }
  }
  return { roles: trusts.role, providers: trusts.provider };
}

interface Change extends Pick<NewTrust, 'name' | 'isNew'> {
  readonly door: 'role' | 'provider';
  readonly key: string;
}

function changes(lineage: Lineage): (row: number) => Change | null {
  const { texts, controls } = lineage.facts;
  const { kind, eventName, recipientAccountId, targetRoleName, target } = controls.columns;
  const codeOf = (name: ControlKind): number => texts.find(name) || -1;
  const [created, changed] = [codeOf('role-created'), codeOf('trust-changed')];
  const provider = codeOf('identity-provider-changed');
  return (row) => {
    if (kind[row] === provider) {
      const what = texts.get(target[row]!);
      const isNew = MAKING.test(texts.get(eventName[row]!)!);
      return what === null ? null : { door: 'provider', key: what, name: `the identity provider ${what}`, isNew };
    }
    const role = texts.get(targetRoleName[row]!);
    if ((kind[row] !== created && kind[row] !== changed) || role === null) return null;
    const key = `${texts.get(recipientAccountId[row]!) ?? ''}/${role}`;
    return { door: 'role', key, name: `the trust policy of role ${role}`, isNew: kind[row] === created };
  };
}

function byTime(lineage: Lineage): number[] {
  const { eventTime } = lineage.facts.controls.columns;
  return Array.from({ length: lineage.facts.controls.length }, (_, row) => row).sort(
    (a, b) => eventTime[a]! - eventTime[b]! || a - b,
  );
}

/**
 * Tokens that were minted through each of them since, in the order of issue, from callers that had not come that way while it
 * was not the marked credentials' own.
 */
export function mintedThrough(lineage: Lineage, trusts: NewTrusts): Map<NewTrust, number[]> {
  const { issuedAt, temporary, issuance, length } = lineage.credentials;
  const found = new Map<NewTrust, number[]>();
  const callers = new Map<Openings, { readonly known: Set<string>; readonly strange: Set<string> }>();
  const tokens: number[] = [];
  for (let token = 0; token < length; token++) {
    if (temporary[token] === 1 && issuance[token]! >= 0) tokens.push(token);
  }
  tokens.sort((a, b) => issuedAt[a]! - issuedAt[b]! || a - b);
  const wayOf = wayTest(lineage, trusts);
  for (const token of tokens) {
    const way = wayOf(token);
    if (way === null) continue;
    const caller = callerOf(lineage, token);
    let seen = callers.get(way);
    if (seen === undefined) callers.set(way, (seen = { known: new Set(), strange: new Set() }));
    const time = issuedAt[token]!;
    const trust = way.findLast(({ since }) => since <= time);
    if (trust === undefined || time > trust.until) {
      if (!seen.strange.has(caller)) seen.known.add(caller);
    } else if (trust.isNew || !seen.known.has(caller)) {
      seen.strange.add(caller);
      addTo(found, trust, token);
    }
  }
  return found;
}

function wayTest(lineage: Lineage, { roles, providers }: NewTrusts): (token: number) => Openings | null {
  const { texts, issuances } = lineage.facts;
  const { starts, items } = lineage.issuancesOf;
  const { provider } = issuances.columns;
  const { roleArn } = lineage.credentials;
  const byRole = new Map<number, Openings | null>();
  const byProvider = new Map<number, Openings | null>();
  const ofRole = (arn: string): Openings | null => {
    const parts = /^arn:[^:]*:iam::(\d*):role\/(?:.*\/)?([^/]+)$/.exec(arn);
    return (parts && roles.get(`${parts[1]}/${parts[2]}`)) ?? null;
  };
  return (token) => {
    // Roles Anywhere logs the anchor in a record of its own beside that of STS.
    for (let item = starts[token]!; item < starts[token + 1]!; item++) {
      const code = provider[items[item]!]!;
      const through = code === 0 ? null : remembered(byProvider, code, () => ofProvider(providers, texts.get(code)!));
      if (through !== null) return through;
    }
    const code = roleArn[token]!;
    return code === 0 ? null : remembered(byRole, code, () => ofRole(texts.get(code)!));
  };
}

/** Where a record has only the name or the URL of a provider, that is how its ARN ends. */
function ofProvider(providers: ReadonlyMap<string, Openings>, provider: string): Openings | null {
  const exact = providers.get(provider);
  if (exact !== undefined) return exact;
  for (const [target, openings] of providers) {
    if (provider.endsWith(`/${target.replace(/^https:\/\//, '')}`)) return openings;
  }
  return null;
}

function remembered(known: Map<number, Openings | null>, code: number, find: () => Openings | null): Openings | null {
  let answer = known.get(code);
  if (answer === undefined) known.set(code, (answer = find()));
  return answer;
}

/** Who came: the caller's role or user, the foreign principal, the service, the provider (of OIDC with its subject). */
function callerOf(lineage: Lineage, token: number): string {
  const { texts, issuances } = lineage.facts;
  const { callerIssuerArn, callerArn, callerPrincipalId, callerType, provider, subject, invokedBy } = issuances.columns;
  const row = lineage.credentials.issuance[token]!;
  if (texts.get(callerType[row]!) === 'AWSService') return texts.get(invokedBy[row]!) ?? 'AWSService';
  if (provider[row] !== 0) {
    const isSaml = texts.get(callerType[row]!) === 'SAMLUser';
    return `${texts.get(provider[row]!)}${isSaml ? '' : `#${texts.get(subject[row]!) ?? ''}`}`;
  }
  return texts.get(callerIssuerArn[row]! || callerArn[row]! || callerPrincipalId[row]!) ?? '';
}
