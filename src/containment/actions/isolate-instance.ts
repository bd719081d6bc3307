import type { ApiReference } from '../../model/containment.ts';
import { type ActionMaker, basicsOf, instanceIn } from './action-maker.ts';

/** In and out, over every protocol. */
const everywhere = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];

export const isolateInstance: ActionMaker = {
  kind: 'isolate-instance',
  says: 'Puts an instance into a security group that lets nothing in or out; its disk and memory stay as they are.',
  target: 'instance',
  make(order, { situation }) {
    const { held, call } = instanceIn(situation, order.target);
    const ref = (from: 'before' | 'calls', path: string): ApiReference => ({
      ref: { action: null, from, call: 0, path },
    });
    const instance = 'Reservations.0.Instances.0';
    const group = ref('calls', 'GroupId');
    return {
      ...basicsOf(order, held?.caller.accountId ?? null),
      before: [call('DescribeInstances', { InstanceIds: [order.target] })],
      calls: [
        call('CreateSecurityGroup', {
          GroupName: `StemmaIsolation-${order.target}`,
          Description: 'Lets nothing in or out',
          VpcId: ref('before', `${instance}.VpcId`),
        }),
        call('RevokeSecurityGroupEgress', { GroupId: group, IpPermissions: everywhere }),
        call('ModifyInstanceAttribute', { InstanceId: order.target, Groups: [group] }),
      ],
      rollback: [
        call('ModifyInstanceAttribute', {
          InstanceId: order.target,
          Groups: ref('before', `${instance}.SecurityGroups.*.GroupId`),
        }),
        call('DeleteSecurityGroup', { GroupId: group }),
      ],
      collateral: { sessions: 0, principals: [`whatever runs on ${order.target}`] },
      doesNotStop: ['credentials that were taken from it: they work from anywhere', 'connections that are open'],
      undo: 'put the instance back into its security groups and delete the new one',
    };
  },
};
