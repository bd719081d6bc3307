import { accountOfArn } from '../../lib/arn.ts';
import type { ApiCall } from '../../model/containment.ts';
import { nameOfPrincipal } from '../principals.ts';
import { principalIn } from '../prove/world.ts';
import { type ActionMaker, basicsOf, iamCall, type Scene } from './action-maker.ts';

export const deleteUser: ActionMaker = {
  kind: 'delete-user',
  says: 'Deletes a user with its keys and policies: the last resort, as nothing brings it back.',
  target: 'user',
  make(order, scene) {
    const accountId = accountOfArn(order.target);
    const UserName = nameOfPrincipal(order.target);
    return {
      ...basicsOf(order, accountId),
      ...scene.coverage(() => true, [order.target]),
      before: [
        iamCall(accountId, 'GetUser', { UserName }),
        iamCall(accountId, 'ListAccessKeys', { UserName }),
        iamCall(accountId, 'ListUserPolicies', { UserName }),
        iamCall(accountId, 'ListAttachedUserPolicies', { UserName }),
        iamCall(accountId, 'ListGroupsForUser', { UserName }),
      ],
      calls: [...emptied(order.target, scene), iamCall(accountId, 'DeleteUser', { UserName })],
      rollback: [],
      doesNotStop: ['sessions of roles that it assumed'],
      undo: 'none: a user made anew under the name has another id, and trust policies that named the old one do not know it',
    };
  },
};

/** IAM deletes no user that still has something. */
function emptied(arn: string, { world, situation }: Scene): ApiCall[] {
  const accountId = accountOfArn(arn);
  const UserName = nameOfPrincipal(arn);
  const call = (operation: string, more: ApiCall['parameters'] = {}): ApiCall =>
    iamCall(accountId, operation, { UserName, ...more });
  const user = principalIn(world.snapshot, arn);
  const account = situation.snapshot?.accounts.find((each) => each.accountId === accountId);
  const keys = (account?.accessKeys ?? []).filter(({ userName }) => userName === UserName);
  const policies = (user?.policies ?? []).filter(({ through }) => through === null);
  const groups = user !== null && 'groups' in user ? user.groups : [];
  return [
    ...keys.map(({ accessKeyId }) => call('DeleteAccessKey', { AccessKeyId: accessKeyId })),
    ...(user !== null && 'hasLoginProfile' in user && user.hasLoginProfile === true
      ? [call('DeleteLoginProfile')]
      : []),
    ...policies.map(({ inline, name, id }) =>
      inline ? call('DeleteUserPolicy', { PolicyName: name }) : call('DetachUserPolicy', { PolicyArn: id }),
    ),
    ...groups.map((group) => call('RemoveUserFromGroup', { GroupName: nameOfPrincipal(group) })),
  ];
}
