import { expect, test } from 'vitest';
import type { Plan, PlanAction } from '../model/containment.ts';
import { denyPrincipals } from './policies.ts';
import { actionsOnSelf } from './self.ts';

/** A plan of one service control policy on the account. */
function planDenying(pattern: string): Plan {
  const action: PlanAction = {
    id: 'deny-by-scp:111122223333',
    kind: 'deny-by-scp',
    accountId: '999900001111',
    target: '111122223333',
    before: [],
    calls: [],
    rollback: [],
    policy: denyPrincipals([pattern]),
    cutOff: null,
    stops: [],
    doesNotStop: [],
    collateral: { sessions: 0, principals: [] },
    reason: '',
    undo: '',
  };
  const phase = { name: 'revoke', actions: [action], waitSeconds: 0, checks: [], window: null } as const;
  return { asOf: 0, targets: [], compromised: [], phases: [phase], proof: null, residual: [] };
}

test.each(['aws', 'aws-us-gov', 'aws-cn'])(
  'a pattern that takes in whoever carries the plan out is seen: %s',
  (partition) => {
    const self = {
      accountId: '111122223333',
      arn: `arn:${partition}:sts::111122223333:assumed-role/Responder/ada`,
      accessKeyId: 'ASIARESPONDEREXAMPLE',
    };
    expect(actionsOnSelf(planDenying(`arn:${partition}:iam::111122223333:role/Resp*`), self)).toHaveLength(1);
    expect(actionsOnSelf(planDenying(`arn:${partition}:iam::111122223333:role/Deploy*`), self)).toEqual([]);
  },
);
