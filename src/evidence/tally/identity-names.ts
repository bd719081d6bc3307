import { SLOT } from '../slots.ts';
import { LAYOUT } from './layout.ts';
import type { Members, Value } from './members.ts';

const slot = (name: keyof typeof SLOT): number => LAYOUT.SLOTS + SLOT[name] * 4;
const text = (name: keyof typeof SLOT): Value => ({ kind: 'MEMBER_TEXT', at: slot(name) });
const flag = (name: keyof typeof SLOT): Value => ({ kind: 'MEMBER_FLAG', at: slot(name) });

/** `userIdentity` as `fillIdentity` of `extract-event.ts` reads it: what is read from where. */
export const identityMembers: Members = {
  accessKeyId: { kind: 'MEMBER_KEY', at: slot('accessKeyId') },
  type: text('type'),
  principalId: text('principalId'),
  arn: text('arn'),
  accountId: text('accountId'),
  userName: text('userName'),
  invokedBy: text('invokedBy'),
  sessionContext: {
    members: {
      attributes: {
        members: {
          creationDate: { kind: 'MEMBER_TIME', at: slot('sessionCreatedAt') },
          mfaAuthenticated: flag('mfaAuthenticated'),
        },
      },
      sessionIssuer: {
        members: {
          type: text('issuerType'),
          principalId: text('issuerPrincipalId'),
          arn: text('issuerArn'),
          accountId: text('issuerAccountId'),
          userName: text('issuerUserName'),
        },
      },
      ec2RoleDelivery: text('ec2RoleDelivery'),
      webIdFederationData: { members: { federatedProvider: text('federatedProvider') } },
      sourceIdentity: text('sourceIdentity'),
      assumedRoot: flag('assumedRoot'),
      signInSessionArn: text('signInSessionArn'),
    },
  },
  inScopeOf: {
    members: {
      credentialsIssuedTo: text('inScopeOfArn'),
      sourceArn: { kind: 'MEMBER_TEXT', at: LAYOUT.SOURCE_ARN },
      issuerType: text('inScopeOfType'),
    },
  },
  onBehalfOf: { members: { userId: text('onBehalfOf') } },
  invokedByDelegate: { members: { accountId: text('delegateAccountId') } },
};
