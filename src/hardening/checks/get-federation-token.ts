import { count, listed } from '../../lib/wording.ts';
import type { IamAccount, IamUser } from '../../model/iam.ts';
import type { Check, CheckContext, Found } from '../check.ts';
import { allows, conditionKeys, denies, documentOf, statementsOf } from '../statements.ts';
import { references } from '../wording.ts';

const action = 'sts:getfederationtoken';

export const denyFederation = documentOf([
  { Sid: 'DenyGetFederationToken', Effect: 'Deny', Action: 'sts:GetFederationToken', Resource: '*' },
]);

export const getFederationToken: Check = {
  id: 'get-federation-token',
  title: 'Users who may call GetFederationToken',
  says: 'A federation token survives its key, opens the console, and hardly anybody needs one.',
  severities: ['medium', 'low'],
  documents: ['identity'],
  *advise(context) {
    const callers = callersOf(context);
    for (const [arn, calls] of callers) {
      yield {
        severity: 'medium',
        accountId: /\d{12}/.exec(arn)?.[0] ?? null,
        target: arn,
        reason: `It called GetFederationToken ${count(calls, 'time')} with success. Deactivating or deleting the key ends none of these tokens, and a console session can be made of them.`,
        policy: denyFederation,
        how: 'If it is no identity broker, put the document on the user. If it is one, let it assume a role instead: sessions of a role can be revoked by issue time.',
        reference: references.temporary,
      };
    }
    for (const account of context.iam?.accounts ?? []) yield* whoMay(account, callers);
  },
};

function callersOf({ lineage }: CheckContext): Map<string, number> {
  const { issuances, texts } = lineage.facts;
  const { eventName, callerArn } = issuances.columns;
  const federation = texts.find('GetFederationToken') || -1;
  const calls = new Map<string, number>();
  for (let row = 0; row < issuances.length; row++) {
    const arn = eventName[row] === federation ? texts.get(callerArn[row]!) : null;
    if (arn !== null) calls.set(arn, (calls.get(arn) ?? 0) + 1);
  }
  return calls;
}

function* whoMay(account: IamAccount, callers: ReadonlyMap<string, number>): Iterable<Found> {
  const names = account.users.filter((user) => !callers.has(user.arn) && mayFederate(user)).map(({ name }) => name);
  if (names.length === 0) return;
  yield {
    severity: 'low',
    accountId: account.accountId,
    target: account.accountId,
    reason: `${count(names.length, 'user')} (${listed(names.sort())}) may call GetFederationToken and none of them did in the case.`,
    policy: denyFederation,
    how: 'Put the document on a group of all users, or into a service control policy.',
    reference: references.temporary,
  };
}

/** By the user's own policies alone: an allow that takes the action in, and no deny without a condition. */
function mayFederate({ policies }: IamUser): boolean {
  const statements = policies.flatMap(({ document }) => statementsOf(document));
  return (
    statements.some((one) => allows(one, action)) &&
    !statements.some((one) => denies(one, action) && conditionKeys(one).size === 0)
  );
}
