import { accountOfArn } from '../../lib/arn.ts';
import { nearestWord } from '../../lib/did-you-mean.ts';
import { UsageError } from '../../lib/errors.ts';
import { listed } from '../../lib/wording.ts';
import type { ActionMaker } from '../actions/action-maker.ts';
import { nameOfPrincipal, principalKindOf } from '../principals.ts';
import type { Situation } from '../situation.ts';

type TargetKind = ActionMaker['target'];

/** What a target looks like where nothing has to be looked up. */
const forms: Partial<Record<TargetKind, { readonly form: RegExp; readonly says: string }>> = {
  'access-key': { form: /^AKIA[A-Z0-9]{12,}$/, says: 'the id of a long-term key, AKIA…' },
  instance: { form: /^i-[0-9a-f]{8,}$/, says: 'the id of an instance, i-…' },
  account: { form: /^\d{12}$/, says: 'an account, twelve digits' },
  provider: {
    form: /^arn:[^:]+:(?:iam::\d{12}:(?:saml|oidc)-provider\/|rolesanywhere:)./,
    says: 'the ARN of an identity provider, a trust anchor or a profile',
  },
};

/**
 * The target of an action that somebody wrote, as actions take it: roles and users also by name. A slip must not be judged as
 * if it were a plan.
 */
export function targetOf(text: string, kind: TargetKind, situation: Situation): string {
  if (kind === 'role' || kind === 'user') return principalNamed(text, kind, situation);
  const expected = forms[kind];
  if (expected !== undefined && !expected.form.test(text)) throw new UsageError(`${text}: not ${expected.says}`);
  return text;
}

function principalNamed(text: string, kind: 'role' | 'user', situation: Situation): string {
  const known = principalsOf(kind, situation);
  const found = known.filter((arn) => arn === text || nameOfPrincipal(arn) === text);
  if (found.length === 1) return found[0]!;
  if (found.length > 1)
    throw new UsageError(`${text}: several ${kind}s have that name`, `name one of ${listed(found)}`);
  // Of an account that no snapshot shows, an ARN is believed.
  const isShown = situation.snapshot?.accounts.some(({ accountId }) => accountId === accountOfArn(text)) ?? false;
  const says = principalKindOf(text);
  if (!isShown && (kind === 'user' ? says === 'user' : says !== 'user' && says !== 'other')) return text;
  const nearest = nearestWord(text, known.map(nameOfPrincipal));
  throw new UsageError(
    `${text}: no ${kind} that the case or the snapshot knows${nearest === null ? '' : `; did you mean ${nearest}?`}`,
    `name it by its ARN or its name`,
  );
}

function principalsOf(kind: 'role' | 'user', { snapshot, held, bystanders }: Situation): string[] {
  const inSnapshot = (snapshot?.accounts ?? []).flatMap(({ roles, users }) =>
    (kind === 'role' ? roles : users).map(({ arn }) => arn),
  );
  const seen = [
    ...held.map(({ caller }) => caller.issuerArn ?? caller.arn),
    ...bystanders.map(({ principalArn }) => principalArn),
  ].filter((arn) => (kind === 'user' ? /:user\//.test(arn) : /:role\//.test(arn)));
  return [...new Set([...inSnapshot, ...seen])];
}
