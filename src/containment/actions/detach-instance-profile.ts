import type { ApiCall } from '../../model/containment.ts';
import { harmless, idOf, type ActionMaker } from './action-maker.ts';

export const detachInstanceProfile: ActionMaker = {
  kind: 'detach-instance-profile',
  says: 'Takes the role away from an instance, so that it is given no new credentials.',
  target: 'instance',
  make(order, { situation }) {
    const held = situation.held.find(({ kind, door }) => kind === 'workload' && door?.id === order.target);
    const accountId = held?.caller.accountId ?? null;
    const call = (operation: string, parameters: ApiCall['parameters']): ApiCall => ({
      service: 'ec2',
      operation,
      parameters,
      accountId,
      region: held?.door?.region ?? null,
    });
    const associations = 'IamInstanceProfileAssociations.0';
    const read = (path: string) => ({
      ref: { action: null, from: 'before' as const, call: 0, path: `${associations}.${path}` },
    });
    return {
      ...harmless,
      id: idOf(order),
      kind: order.kind,
      accountId,
      target: order.target,
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
      policy: null,
      cutOff: null,
      stops: held === undefined ? [] : [held.id],
      doesNotStop: ['credentials that were given out already: they live on for hours'],
      reason: order.reason,
      undo: 'associate the instance profile again',
    };
  },
};
