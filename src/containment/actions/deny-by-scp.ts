import type { ApiCall, ApiReference, PolicyDocument } from '../../model/containment.ts';
import {
  denyPeople,
  denyPrincipals,
  denySessions,
  denySessionsOf,
  documentOf,
  SCP_ATTACHED_LIMIT,
  SCP_LIMIT,
} from '../policies.ts';
import type { IamOrganization } from '../../model/iam.ts';
import { permissionSetsIn } from '../prove/portal.ts';
import { type ActionMaker, basicsOf, type Order, type Scene, type Signed } from './action-maker.ts';

export const denyByScp: ActionMaker = {
  kind: 'deny-by-scp',
  says: 'Denies principals or single sessions of a member account from above it: nobody in the account can take it away.',
  target: 'account',
  make(order, scene) {
    const organization = organizationBinding(order.target, scene);
    const content = contentFor(order);
    if (organization === null || JSON.stringify(content).length > SCP_LIMIT) return null;
    // Room for both: what freezes, and what is denied for good.
    if (attachedTo(order.target, organization) + (order.isFreeze ? 2 : 1) > SCP_ATTACHED_LIMIT) return null;
    const call = (operation: string, parameters: ApiCall['parameters']): ApiCall => ({
      service: 'organizations',
      operation,
      parameters,
      accountId: organization.managementAccountId,
      region: null,
    });
    const PolicyId: ApiReference = { ref: { action: null, from: 'calls', call: 0, path: 'Policy.PolicySummary.Id' } };
    const Name = `Stemma${order.isFreeze ? 'Freeze' : 'Containment'}-${order.target}`;
    const sessions = new Set(order.userIds);
    const sets = new Set(order.people.length === 0 ? [] : setsOf(order.target, scene));
    const isOf = (userId: string | null): boolean => order.people.some((person) => userId?.endsWith(`:${person}`));
    const isCovered = ({ userId, principalArn, isLongTerm }: Signed): boolean =>
      (sets.has(principalArn) && isOf(userId)) ||
      order.arns.includes(principalArn) ||
      (isFederated(userId) && order.arns.some((arn) => arn.endsWith(':federated-user/*'))) ||
      (!isLongTerm && order.sessionsOf.includes(principalArn)) ||
      (userId !== null && sessions.has(userId));
    const principals = [
      ...order.arns,
      ...order.sessionsOf,
      ...order.userIds.flatMap((id) => principalsOf(id, scene)),
      ...sets,
    ];
    return {
      ...basicsOf(order, order.target),
      ...scene.coverage(isCovered, principals),
      before: [call('ListPoliciesForTarget', { TargetId: order.target, Filter: 'SERVICE_CONTROL_POLICY' })],
      calls: [
        call('CreatePolicy', {
          Name,
          Description: 'Containment of a compromised lineage',
          Type: 'SERVICE_CONTROL_POLICY',
          Content: content,
        }),
        call('AttachPolicy', { PolicyId, TargetId: order.target }),
      ],
      rollback: [call('DetachPolicy', { PolicyId, TargetId: order.target }), call('DeletePolicy', { PolicyId })],
      policy: content,
      doesNotStop: ['service-linked roles: service control policies do not bind them'],
      undo: `detach and delete the service control policy ${Name}`,
    };
  },
};

/** `111122223333:name`, where others have `AROA…:session` or `AIDA…` (IAM User Guide, "Principal key values"). */
const isFederated = (userId: string | null): boolean => userId !== null && /^\d{12}:./.test(userId);

/** Service control policies do not bind the management account. */
function organizationBinding(accountId: string, { situation }: Scene): IamOrganization | null {
  const account = situation.snapshot?.accounts.find((each) => each.accountId === accountId);
  const organization = account?.organization ?? null;
  return organization?.managementAccountId === accountId ? null : organization;
}

/** One at least: FullAWSAccess, unless somebody took it off. */
const attachedTo = (accountId: string, { scps }: IamOrganization): number =>
  scps?.find(({ id }) => id === accountId)?.policies.length ?? 1;

/** Permission sets of the account. */
const setsOf = (accountId: string, { world: { snapshot } }: Scene): string[] =>
  permissionSetsIn(snapshot).flatMap((role) => (role.accountId === accountId ? [role.arn] : []));

function contentFor({ arns, sessionsOf, userIds, people }: Order): PolicyDocument {
  return documentOf(
    ...(arns.length === 0 ? [] : denyPrincipals(arns).Statement),
    ...(sessionsOf.length === 0 ? [] : denySessionsOf(sessionsOf).Statement),
    ...(userIds.length === 0 ? [] : denySessions(userIds).Statement),
    ...(people.length === 0 ? [] : denyPeople(people).Statement),
  );
}

const principalsOf = (userId: string, { situation }: Parameters<ActionMaker['make']>[1]): string[] =>
  situation.held.flatMap((held) => (held.userId === userId ? [held.caller.arn] : []));
