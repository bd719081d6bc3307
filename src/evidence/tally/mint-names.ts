import { LAYOUT } from './layout.ts';
import type { Members, Value } from './members.ts';
import { MINT } from './mint-slots.ts';

const slot = (name: keyof typeof MINT): number => LAYOUT.MINT_SLOTS + MINT[name] * 4;
const text = (name: keyof typeof MINT): Value => ({ kind: 'MEMBER_TEXT', at: slot(name) });
const strange: Value = { kind: 'MEMBER_STRANGE' };

/** A record of AssumeRole, AssumeRoleWithSAML or AssumeRoleWithWebIdentity, as `extractMints` of `extract-issuance.ts` reads it. */
export const mintMembers: Members = {
  requestParameters: {
    members: {
      roleArn: text('roleArn'),
      roleSessionName: text('sessionName'),
      durationSeconds: { kind: 'MEMBER_COUNT', at: slot('durationSeconds') },
      externalId: text('externalId'),
      serialNumber: text('serialNumber'),
      sourceIdentity: text('askedSourceIdentity'),
      principalArn: text('samlProvider'),
      providerId: text('webProvider'),
      policy: strange,
      policyArns: strange,
      taskPolicyArn: strange,
      omitted: strange,
    },
  },
  responseElements: {
    members: {
      credentials: {
        members: {
          accessKeyId: { kind: 'MEMBER_KEY', at: slot('accessKeyId') },
          expiration: { kind: 'MEMBER_ANY_TIME', at: slot('expiration') },
        },
      },
      assumedRoleUser: { members: { assumedRoleId: text('principalId'), arn: text('principalArn') } },
      sourceIdentity: text('sourceIdentity'),
      subject: text('samlSubject'),
      subjectFromWebIdentityToken: text('webSubject'),
      provider: text('provider'),
      federatedUser: strange,
      roleCredentials: strange,
      credentialSet: strange,
      omitted: strange,
    },
  },
  userIdentity: { members: { identityProvider: text('identityProvider') } },
  additionalEventData: { members: { SwitchFrom: text('switchFrom'), signInSessionArn: text('signInSessionArn') } },
  requestID: { kind: 'MEMBER_UUID', at: slot('requestID') },
  sharedEventID: { kind: 'MEMBER_UUID', at: slot('sharedEventID') },
  omitted: strange,
};
