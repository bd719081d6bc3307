import { parseTime } from '../../lib/time.ts';
import type { IamCaller, IamSnapshot } from '../../model/iam.ts';
import type { EpochSeconds } from '../../model/lineage.ts';
import type { Held } from '../situation.ts';

/**
 * What the policies tell sessions of one principal apart by. Two callers that no policy can tell apart get one answer:
 * five hundred tokens of a role are asked about once.
 */
export interface Mentions {
  /** Times that `aws:TokenIssueTime` is compared with, rising. */
  readonly moments: readonly EpochSeconds[];
  /** Patterns over `aws:userid` and over ARNs of sessions. */
  readonly names: readonly string[];
  readonly sourceIdentities: readonly string[];
  /** A policy substitutes the caller's id: every name may be decisive. */
  readonly byVariable: boolean;
  /** The same for its source identity. */
  readonly bySourceVariable: boolean;
}

export function mentionsIn(documents: Iterable<unknown>): Mentions {
  const moments = new Set<EpochSeconds>();
  const names = new Set<string>();
  const sourceIdentities = new Set<string>();
  let byVariable = false;
  let bySourceVariable = false;
  for (const document of new Set(documents)) {
    const told = JSON.stringify(document ?? null);
    byVariable ||= /\$\{aws:userid/i.test(told);
    bySourceVariable ||= /\$\{(?:aws|sts):sourceidentity/i.test(told);
    // Most documents mention none of it, and are not walked.
    if (!/tokenissuetime|userid|assumed-role|sourceidentity|rolesessionname/i.test(told)) continue;
    walk(document, '', (key, value) => {
      const name = key.toLowerCase();
      if (name === 'aws:tokenissuetime') moments.add(parseTime(value) ?? 0);
      else if (name.endsWith(':sourceidentity')) sourceIdentities.add(value);
      else if (name === 'aws:userid' || name === 'sts:rolesessionname' || value.includes(':assumed-role/'))
        names.add(value);
    });
  }
  moments.delete(0);
  return {
    moments: [...moments].toSorted((a, b) => a - b),
    names: [...names],
    sourceIdentities: [...sourceIdentities],
    byVariable,
    bySourceVariable,
  };
}

/** Every text of a document, with the name of the condition key or element that it stands under. */
function walk(value: unknown, key: string, see: (key: string, value: string) => void): void {
  if (Array.isArray(value)) for (const each of value) walk(each, key, see);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value)) walk(each, name, see);
  } else if (typeof value === 'string' || typeof value === 'number') see(key, String(value));
}

export function* documentsOf(snapshot: IamSnapshot): Generator<unknown> {
  for (const { roles, users, organization } of snapshot.accounts) {
    for (const role of roles) yield role.trust;
    for (const { policies, boundary } of [...roles, ...users]) {
      for (const { document } of policies) yield document;
      if (boundary !== null) yield boundary.document;
    }
    for (const { policies } of [...(organization?.scps ?? []), ...(organization?.rcps ?? [])]) {
      for (const { document } of policies) yield document;
    }
  }
}

/** What limits single tokens only. */
export const sessionPoliciesOf = ({ held }: { readonly held: readonly Held[] }): readonly unknown[] =>
  held.flatMap(({ caller }) => caller.sessionPolicies ?? []);

/** Whatever of a caller some policy may look at, as one text: callers with the same text get the same answers. */
export function signatureOf({
  moments,
  names,
  sourceIdentities,
  byVariable,
  bySourceVariable,
}: Mentions): (caller: IamCaller, userId: string | null) => string {
  const literal = new Set(names.filter((name) => !isPattern(name)));
  const patterns = names.filter(isPattern).map((name) => patternOf(name));
  const nameSign = (caller: IamCaller, userId: string | null): string => {
    if (caller.sessionName === null) return '';
    if (byVariable) return caller.sessionName;
    const forms = [userId ?? '', caller.sessionName, sessionArn(caller)];
    const matched = patterns.flatMap((pattern, i) => (forms.some((form) => pattern.test(form)) ? [i] : []));
    return [...forms.filter((form) => literal.has(form)), ...matched].join(' ');
  };
  // Whatever it is, who carries one may hand it on only with a permission of its own (`sts:SetSourceIdentity`).
  const sourceSign = (identity: string | null): string => {
    if (identity === null) return '';
    return sourceIdentities.length > 0 || bySourceVariable ? `=${identity}` : 'some';
  };
  const known = new WeakMap<IamCaller, string>();
  return (caller, userId) => {
    const before = known.get(caller);
    if (before !== undefined) return before;
    const source = sourceSign(caller.sourceIdentity);
    const time = caller.issuedAt === null ? '' : bucketOf(moments, caller.issuedAt);
    const policies = policySign(caller.sessionPolicies);
    // The name of a federation token is its caller's choice: two users may give the same one.
    const issuer = caller.issuerArn ?? '';
    const sign = [caller.kind, caller.arn, issuer, time, nameSign(caller, userId), caller.mfa, source, policies].join(
      '|',
    );
    known.set(caller, sign);
    return sign;
  };
}

function policySign(policies: readonly unknown[] | null): string {
  if (policies === null) return '?';
  return policies.length === 0 ? '' : JSON.stringify(policies);
}

/** Between which two moments a time lies, or on which one. */
function bucketOf(moments: readonly EpochSeconds[], time: EpochSeconds): string {
  let below = 0;
  while (below < moments.length && moments[below]! < time) below++;
  return moments[below] === time ? `=${below}` : `<${below}`;
}

const isPattern = (text: string): boolean => /[*?$]/.test(text);

/** The same few patterns are asked for again and again. */
const compiled = new Map<string, RegExp>();
const MOST_COMPILED = 10_000;

export function patternOf(glob: string): RegExp {
  const known = compiled.get(glob);
  if (known !== undefined) return known;
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  const source = glob
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const pattern = new RegExp(`^${source}$`, 'is');
  compiled.set(glob, pattern);
  return pattern;
}

export function sessionArn({ arn, sessionName }: IamCaller): string {
  const [, partition, , , accountId, resource = ''] = arn.split(':');
  return `arn:${partition}:sts::${accountId}:assumed-role/${resource.slice(resource.lastIndexOf('/') + 1)}/${sessionName ?? ''}`;
}

/** The moment of the newest token, and around each moment that a policy asks for: what is older or newer may matter. */
export function timesUntil(clock: EpochSeconds, moments: readonly EpochSeconds[], asOf: EpochSeconds): EpochSeconds[] {
  const asked = moments.flatMap((moment) => [moment - 1, moment, moment + 1]);
  return [...new Set([clock, ...asked.filter((moment) => moment >= asOf && moment < clock)])];
}
