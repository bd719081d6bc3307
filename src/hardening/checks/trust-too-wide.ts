import { count, listed } from '../../lib/wording.ts';
import { byText } from '../../lib/by-text.ts';
import type { Severity } from '../../model/finding.ts';
import type { Check, CheckContext, Found } from '../check.ts';
import { emptyConditions, isLimitedBy } from '../conditions.ts';
import type { RoleCaller } from '../role-use.ts';
import { allows, documentOf, forPrincipals, principalsOf, sizeOf, TRUST_LIMIT, type Statement } from '../statements.ts';
import type { KnownTrust } from '../trusts.ts';
import { historyDays, references } from '../wording.ts';

/** Whoever did not come in so many days may still be needed: below it nobody who is named is taken off. */
const ENOUGH_DAYS = 7;

export const trustTooWide: Check = {
  id: 'trust-too-wide',
  title: 'Trust policies wider than their real users',
  says: 'A trust policy lets in whole accounts, or principals that never came, where the case saw who really assumes the role.',
  severities: ['high', 'medium', 'low'],
  documents: ['trust'],
  *advise(context) {
    for (const trust of context.trusts) {
      const found = adviceOn(trust, context);
      if (found !== null) yield found;
    }
  },
};

function adviceOn(trust: KnownTrust, context: CheckContext): Found | null {
  const callers = context.roleUse.callersOf(trust.roleArn);
  const days = historyDays(context.coverage);
  const narrowed = trust.statements.map((statement) => narrow(statement, callers, days));
  const changed = narrowed.filter(({ wide, unused }) => wide.length + unused.length > 0);
  if (changed.length === 0) return null;
  const statements = narrowed.flatMap(({ statement }) => (statement === null ? [] : [statement]));
  const wide = changed.flatMap((one) => one.wide);
  const policy = documentOf(statements);
  const fits = statements.length > 0 && sizeOf(policy) <= TRUST_LIMIT;
  return {
    severity: severityOf(trust, changed),
    accountId: trust.accountId,
    target: trust.roleArn,
    reason: reasonOf({
      wide,
      empty: changed.flatMap((one) => one.empty),
      unused: changed.flatMap((one) => one.unused),
      callers,
      days,
    }),
    policy: fits ? policy : null,
    how: howFor(trust, statements.length > 0, fits),
    reference: references.principals,
  };
}

interface Narrowed {
  /** Null where nobody would be left in it. */
  readonly statement: Statement | null;
  /** Principals that let in more than one, now replaced. */
  readonly wide: readonly string[];
  readonly unused: readonly string[];
  /** Anyone comes in: no condition keeps a stranger out. */
  readonly isOpen: boolean;
  /** Conditions that look as if they did. */
  readonly empty: readonly string[];
}

/** Keys of conditions that already say who comes in. */
const narrowing = ['aws:principalarn', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:userid', 'aws:sourcearn'];

function narrow(statement: Statement, callers: readonly RoleCaller[], days: number): Narrowed {
  const named = principalsOf(statement, 'AWS');
  const kept: Narrowed = { statement, wide: [], unused: [], isOpen: false, empty: [] };
  const others = principalsOf(statement, 'Service').length + principalsOf(statement, 'Federated').length;
  if (!allows(statement, 'sts:assumerole') || others > 0) return kept;
  if (narrowing.some((key) => isLimitedBy(statement, key))) return kept;
  const clean = callers.filter(({ cleanSessions }) => cleanSessions > 0);
  // Callers that the logs know by their account alone cannot be named: what lets that account in stays.
  const wide = named.filter(
    (principal) => isWide(principal) && !clean.some((one) => one.kind === 'account' && isIn(one, principal)),
  );
  const isUnused = (principal: string): boolean => isOne(principal) && !clean.some(({ arn }) => arn === principal);
  const unused = days < ENOUGH_DAYS ? [] : named.filter(isUnused);
  const gone = new Set([...wide, ...unused]);
  const seen = clean.filter((one) => one.kind !== 'account' && wide.some((principal) => isIn(one, principal)));
  const left = [...new Set([...named.filter((principal) => !gone.has(principal)), ...seen.map(({ arn }) => arn)])];
  const empty = emptyConditions(statement);
  return {
    statement: gone.size === 0 ? statement : left.length === 0 ? null : forPrincipals(statement, left.sort(byText)),
    wide,
    unused,
    isOpen: wide.includes('*') && empty !== null,
    empty: wide.includes('*') ? (empty ?? []).map(({ operator, name }) => `${operator} ${name}`) : [],
  };
}

const isWide = (principal: string): boolean =>
  principal === '*' || /^\d{12}$/.test(principal) || /^arn:[^:]+:iam::\d{12}:root$/.test(principal);

/** Roles and users by their own ARN; sessions and federated users are narrow already. */
const isOne = (principal: string): boolean => /^arn:[^:]+:iam::\d{12}:(role|user)\//.test(principal);

const isIn = ({ accountId }: RoleCaller, principal: string): boolean =>
  principal === '*' || (/\d{12}/.exec(principal)?.[0] ?? '') === accountId;

function severityOf(trust: KnownTrust, changed: readonly Narrowed[]): Severity {
  if (changed.some(({ isOpen }) => isOpen)) return 'high';
  const isForeign = (principal: string): boolean => principal === '*' || !principal.includes(trust.accountId);
  return changed.some(({ wide }) => wide.some(isForeign)) ? 'medium' : 'low';
}

function reasonOf(facts: {
  wide: readonly string[];
  empty: readonly string[];
  unused: readonly string[];
  callers: readonly RoleCaller[];
  days: number;
}): string {
  const { wide, empty, unused, callers, days } = facts;
  const clean = callers.filter(({ cleanSessions }) => cleanSessions > 0);
  const dirty = callers.filter(({ cleanSessions }) => cleanSessions === 0);
  const absent = unused.filter((principal) => !dirty.some(({ arn }) => arn === principal));
  const seen = `In ${count(days, 'day')} the case saw it assumed by ${clean.length === 0 ? 'nobody' : listed(clean.map(({ arn }) => arn))}.`;
  return [
    ...(wide.length === 0 ? [] : [`The trust policy lets in ${listed(wide.map(meaning))}.`]),
    ...(empty.length === 0 ? [] : [`What it asks (${listed(empty)}) keeps no stranger out.`]),
    ...(absent.length === 0 ? [] : [`It names ${listed(absent)}, which never came.`]),
    seen,
    ...(dirty.length === 0
      ? []
      : [`Only suspicious credentials came as ${listed(dirty.map(({ arn }) => arn))}: the document leaves that out.`]),
  ].join(' ');
}

function meaning(principal: string): string {
  return principal === '*'
    ? 'anyone (*)'
    : `every principal of account ${/\d{12}/.exec(principal)?.[0]} that may call AssumeRole`;
}

function howFor({ roleArn, basis }: KnownTrust, someoneIsLeft: boolean, fits: boolean): string {
  const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const older = basis === 'logs' ? ' The policy was read from the logs: compare it with the one in force.' : '';
  if (!someoneIsLeft) return `Nobody is left: delete the role, or name who needs it.${older}`;
  const rare = 'Add whoever comes rarely (break glass, yearly jobs), then';
  return fits
    ? `${rare} aws iam update-assume-role-policy --role-name ${name} --policy-document file://trust.json.${older}`
    : `The narrowed document is longer than ${TRUST_LIMIT} characters: raise the quota, or allow by aws:PrincipalTag or a path in aws:PrincipalArn.${older}`;
}
