import { count, listed } from '../../lib/wording.ts';
import type { Check, CheckContext, Found } from '../check.ts';
import { asksForMfa } from '../conditions.ts';
import type { RoleCaller } from '../role-use.ts';
import { isPersonIn } from '../people.ts';
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

export const assumeRoleWithoutMfa: Check = {
  id: 'assume-role-without-mfa',
  title: 'Roles that users assume without MFA',
  says: 'IAM users assume a role, and nothing shows MFA: a leaked key is enough to take the role.',
  severities: ['high', 'medium', 'low'],
  documents: ['trust'],
  *advise(context) {
    const roles = new Set([...context.roleUse.roles, ...context.trusts.map(({ roleArn }) => roleArn)]);
    for (const roleArn of roles) {
      const users = context.roleUse.callersOf(roleArn).filter((one) => one.kind === 'user' && one.withoutMfa > 0);
      if (users.length > 0) yield* adviceOn(roleArn, users, context);
    }
  },
};

function* adviceOn(roleArn: string, users: readonly RoleCaller[], context: CheckContext): Iterable<Found> {
  const trust = context.trusts.find((one) => one.roleArn === roleArn);
  if (trust !== undefined && trust.statements.every((one) => !letsUsersIn(one))) return;
  const callers = context.roleUse.callersOf(roleArn);
  const policy = trust === undefined ? null : withMfa(trust.statements, callers);
  const people = users.filter(({ arn }) => isPersonIn(context, arn));
  const sessions = users.reduce((sum, { withoutMfa }) => sum + withoutMfa, 0);
  yield {
    severity: people.length === 0 ? 'low' : isPrivileged(context, roleArn) ? 'high' : 'medium',
    accountId: /\d{12}/.exec(roleArn)?.[0] ?? null,
    target: roleArn,
    reason:
      `${listed(users.map(({ arn }) => arn))} got ${count(sessions, 'session')} of it with nothing that shows MFA. ` +
      whoTheyAre(people),
    policy: policy !== null && sizeOf(policy) <= TRUST_LIMIT ? policy : null,
    how:
      'Ask for MFA in the trust policy ("Bool": {"aws:MultiFactorAuthPresent": "true"}), for users only: a session of a role never has MFA in its context. ' +
      'A program cannot have MFA: give it a role of its own instead (see long-term-key).',
    reference: references.mfa,
  };
}

function whoTheyAre(people: readonly RoleCaller[]): string {
  if (people.length === 0) return 'Nothing tells whether these users are people or programs.';
  const verb = people.length === 1 ? 'is a person' : 'are people';
  return `${listed(people.map(({ arn }) => arn))} ${verb}: a sign-in, a password or an MFA device tells.`;
}

function isPrivileged({ posture }: CheckContext, roleArn: string): boolean {
  const level = posture?.principals.find(({ arn }) => arn === roleArn)?.level;
  return level === 'admin' || level === 'privileged';
}

/** Whether a user may come in by this statement without MFA. */
function letsUsersIn(statement: Statement): boolean {
  return (
    allows(statement, 'sts:assumerole') &&
    !asksForMfa(statement) &&
    principalsOf(statement, 'AWS').some((principal) => !isRole(principal))
  );
}

const isRole = (principal: string): boolean => /:(role|assumed-role)\//.test(principal);

/** MFA for everybody but the roles: those that are named, and those that the case saw come by an account that is named. */
function withMfa(statements: readonly Statement[], callers: readonly RoleCaller[]): object {
  const split = statements.flatMap((statement) => {
    if (!letsUsersIn(statement)) return [statement];
    const named = principalsOf(statement, 'AWS');
    const people = named.filter((principal) => !isRole(principal));
    const came = callers.filter((one) => one.kind === 'role' && one.cleanSessions > 0).map(({ arn }) => arn);
    const roles = [...new Set([...named.filter(isRole), ...came])].sort();
    const others = ['Service', 'Federated'] as const;
    const rest = others.flatMap((kind) => {
      const principals = principalsOf(statement, kind);
      return principals.length === 0 ? [] : [{ ...statement, Principal: { [kind]: principals } }];
    });
    return [
      withCondition(forPrincipals(statement, people), 'Bool', { 'aws:MultiFactorAuthPresent': 'true' }),
      ...(roles.length === 0 ? [] : [forPrincipals(statement, roles)]),
      ...rest,
    ];
  });
  return documentOf(withUniqueSids(split));
}
