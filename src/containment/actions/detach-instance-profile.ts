import { type ActionMaker, basicsOf, instanceIn } from './action-maker.ts';

export const detachInstanceProfile: ActionMaker = {
  kind: 'detach-instance-profile',
  says: 'Takes the role away from an instance, so that it is given no new credentials.',
  target: 'instance',
  make(order, { situation }) {
    const { held, call } = instanceIn(situation, order.target);
    const associations = 'IamInstanceProfileAssociations.0';
    const read = (path: string) => ({
      ref: { action: null, from: 'before' as const, call: 0, path: `${associations}.${path}` },
    });
    return {
      ...basicsOf(order, held?.caller.accountId ?? null),
      before: [
        call('DescribeIamInstanceProfileAssociations', { Filters: [{ Name: 'instance-id', Values: [order.target] }] }),
      ],
      calls: [call('DisassociateIamInstanceProfile', { AssociationId: read('AssociationId') })],
      rollback: [
        call('AssociateIamInstanceProfile', {
          InstanceId: order.target,
          IamInstanceProfile: { Arn: read('IamInstanceProfile.Arn') },
        }),
      ],
      stops: held === undefined ? [] : [held.id],
      doesNotStop: ['credentials that were given out already: they live on for hours'],
      undo: 'associate the instance profile again',
    };
  },
};
