import { count, listed } from '../../lib/wording.ts';
import { byText } from '../../lib/by-text.ts';
import type { Check, CheckContext, Found } from '../check.ts';
import { accountsDemanded, isLimitedBy, textsNamed } from '../conditions.ts';
import type { RoleCaller } from '../role-use.ts';
import {
  allows,
  documentOf,
  forPrincipals,
  principalsOf,
  sizeOf,
  TRUST_LIMIT,
  withCondition,
  withUniqueSids,
  type Statement,
} from '../statements.ts';
import { references } from '../wording.ts';

/** For whoever has not agreed on one yet. IAM takes letters, digits and +=,.@:/-. */
export const EXTERNAL_ID_PLACEHOLDER = 'REPLACE-WITH-A-LONG-RANDOM-ID';

export const foreignWithoutExternalId: Check = {
  id: 'foreign-without-external-id',
  title: 'Roles that foreign accounts assume without an external id',
  says: 'An account that is not yours assumes a role, or may, and no external id tells its customers apart.',
  severities: ['high', 'medium'],
  documents: ['trust'],
  *advise(context) {
    const own = ownAccounts(context);
    const roles = new Set([...context.roleUse.roles, ...context.trusts.map(({ roleArn }) => roleArn)]);
    for (const roleArn of [...roles].sort(byText)) {
      // A role of a foreign account is not ours to mend.
      if (own.has(/\d{12}/.exec(roleArn)?.[0] ?? '')) yield* adviceOn(roleArn, own, context);
    }
  },
};

function* adviceOn(roleArn: string, own: ReadonlySet<string>, context: CheckContext): Iterable<Found> {
  const trust = context.trusts.find((one) => one.roleArn === roleArn);
  const named = [...new Set((trust?.statements ?? []).flatMap((one) => strangersIn(one, own)))];
  const callers = context.roleUse.callersOf(roleArn).filter(({ arn }) => isForeignTo(own, arn));
  const without = callers.filter(({ withoutExternalId }) => withoutExternalId > 0);
  // With the trust policy at hand it decides: what happened before it was mended is over.
  if (trust === undefined ? without.length === 0 : named.length === 0) return;
  const sent = [...new Set(callers.flatMap(({ externalIds }) => [...externalIds]))].sort(byText);
  const policy = trust === undefined ? null : asking(trust.statements, { own, sent });
  yield {
    severity: named.includes('*') ? 'high' : 'medium',
    accountId: /\d{12}/.exec(roleArn)?.[0] ?? null,
    target: roleArn,
    reason: reasonOf(named, without),
    policy: policy !== null && sizeOf(policy) <= TRUST_LIMIT ? policy : null,
    how:
      (isAgreedOn(policy, sent)
        ? 'The external id in the document is what its calls carry or the trust policy names already.'
        : `Agree on an external id with the account's owner and put it in place of ${EXTERNAL_ID_PLACEHOLDER}.`) +
      ' An account that is yours belongs in knownAccounts of the configuration, and is left out here.',
    reference: references.principals,
  };
}

const isAgreedOn = (policy: object | null, sent: readonly string[]): boolean =>
  policy === null ? sent.length > 0 : !JSON.stringify(policy).includes(EXTERNAL_ID_PLACEHOLDER);

function reasonOf(named: readonly string[], without: readonly RoleCaller[]): string {
  const sessions = without.reduce((sum, { withoutExternalId }) => sum + withoutExternalId, 0);
  const parts = [
    ...(named.length === 0
      ? []
      : [`The trust policy lets in ${listed(named)} and insists on no certain sts:ExternalId.`]),
    ...(without.length === 0
      ? []
      : [`${listed(without.map(({ arn }) => arn))} got ${count(sessions, 'session')} without an external id.`]),
    'If a third party serves many customers, another customer of it can ask it to use this role.',
  ];
  return parts.join(' ');
}

/** Accounts that are read, snapshotted or named in the configuration. */
function ownAccounts({ coverage, config, iam }: CheckContext): Set<string> {
  const collected = (iam?.accounts ?? []).map(({ accountId }) => accountId);
  return new Set([...coverage.accounts, ...config.knownAccounts, ...collected]);
}

function isForeignTo(own: ReadonlySet<string>, principal: string): boolean {
  if (principal === '*') return true;
  const accountId = /\d{12}/.exec(principal)?.[0];
  return accountId !== undefined && !own.has(accountId);
}

/** Keys of which a value tells whom a foreign account means by a call, or that it is of an organization. */
const telling = ['sts:externalid', 'aws:principalorgid', 'aws:principalorgpaths'];

/** Whom of other accounts a statement lets in as they are; `*` for anyone, an account where a condition leaves of anyone its principals. */
function strangersIn(statement: Statement, own: ReadonlySet<string>): string[] {
  if (!allows(statement, 'sts:assumerole') || telling.some((key) => isLimitedBy(statement, key))) return [];
  const foreign = principalsOf(statement, 'AWS').filter((principal) => isForeignTo(own, principal));
  const accounts = accountsDemanded(statement);
  if (accounts === null) return foreign;
  return foreign.flatMap((principal) => {
    if (principal === '*') return [...accounts].filter((accountId) => !own.has(accountId));
    return accounts.has(/\d{12}/.exec(principal)?.[0] ?? '') ? [principal] : [];
  });
}

/** What the statement names but does not insist on, what the calls carry, or what is to be agreed on. */
function idsFor(statement: Statement, sent: readonly string[]): readonly string[] {
  const named = textsNamed(statement, 'sts:ExternalId');
  if (named.length > 0) return named;
  return sent.length > 0 ? sent : [EXTERNAL_ID_PLACEHOLDER];
}

function asking(
  statements: readonly Statement[],
  { own, sent }: { own: ReadonlySet<string>; sent: readonly string[] },
): object {
  const split = statements.flatMap((statement) => {
    const principals = principalsOf(statement, 'AWS');
    const foreign = principals.filter((principal) => isForeignTo(own, principal));
    if (strangersIn(statement, own).length === 0) return [statement];
    const ours = principals.filter((principal) => !isForeignTo(own, principal));
    const ids = idsFor(statement, sent);
    const oursOfAnyone = [...(accountsDemanded(statement) ?? [])].filter((accountId) => own.has(accountId));
    const rest = (['Service', 'Federated'] as const).flatMap((kind) => {
      const others = principalsOf(statement, kind);
      return others.length === 0 ? [] : [{ ...statement, Principal: { [kind]: others } }];
    });
    return [
      withCondition(forPrincipals(statement, foreign), 'StringEquals', {
        'sts:ExternalId': ids.length === 1 ? ids[0] : ids,
      }),
      ...(ours.length === 0 ? [] : [forPrincipals(statement, ours)]),
      ...(oursOfAnyone.length === 0 || !foreign.includes('*')
        ? []
        : [withCondition(forPrincipals(statement, ['*']), 'StringEquals', { 'aws:PrincipalAccount': oursOfAnyone })]),
      ...rest,
    ];
  });
  return documentOf(withUniqueSids(split));
}
