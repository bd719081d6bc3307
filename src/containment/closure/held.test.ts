import { describe, expect, test } from 'vitest';
import { role, snapshotOf, trusting } from '../../../test/support/iam.ts';
import {
  ACCOUNT,
  assume,
  clock,
  lineageOf,
  mint,
  record,
  service,
  user,
  type Json,
} from '../../../test/support/raw-records.ts';
import type { IamSnapshot } from '../../model/iam.ts';
import type { Held } from '../situation.ts';
import { describeSituation } from './describe-situation.ts';

const TOKEN = 'ASIAONEEXAMPLE';
const INSTANCE = 'i-0123456789abcdef0';

/** What is held of one token, at the end of the day unless said otherwise. */
function heldOf(records: readonly Json[], asOf = '23:00:00', snapshot: IamSnapshot | null = null): readonly Held[] {
  const lineage = lineageOf(records, asOf);
  return describeSituation(lineage, {
    targets: [{ kind: 'credential', id: TOKEN }],
    seeds: { credentials: [lineage.find(TOKEN)], origins: [] },
    snapshot,
    accounts: [ACCOUNT],
    newest: clock(asOf),
    unread: [],
  }).held;
}

const doors = (held: readonly Held[]): string[] => held.flatMap(({ door, id }) => (door === null ? [] : [id]));

/** A token of which the end is long past. */
const given = (by: string, roleAndName: string): Json =>
  assume(service(by), '01:00:00', TOKEN, roleAndName, { expiration: 'Mar 1, 2026, 7:00:00 AM', bare: true });
const ec2 = (at: string, eventName: string): Json =>
  record({
    at,
    userIdentity: user('ops', 'AKIAOPSEXAMPLE'),
    eventSource: 'ec2.amazonaws.com',
    eventName,
    requestParameters: { instancesSet: { items: [{ instanceId: INSTANCE }] } },
    responseElements: { instancesSet: { items: [{ instanceId: INSTANCE }] } },
  });

describe('a workload outlives its tokens', () => {
  test.each([
    ['ec2.amazonaws.com', `Web/${INSTANCE}`, 'ec2-instance'],
    ['lambda.amazonaws.com', 'Resize/resize', 'lambda-function'],
    ['ecs-tasks.amazonaws.com', 'Task/8d0c2bd4e5e94e4f9a1b2c3d4e5f6a7b', 'ecs-task'],
    ['pods.eks.amazonaws.com', 'Pod/eks-prod-web-1f0e5c1a', 'eks-pod'],
    ['codebuild.amazonaws.com', 'Build/AWSCodeBuild-0f6c7a1e', 'aws-service'],
  ])('of %s the door is open when no token lives', (by, roleAndName, kind) => {
    const held = heldOf([given(by, roleAndName)]);
    expect(held.map((each) => [each.kind, each.door?.originKind])).toEqual([['workload', kind]]);
  });

  test('until the log shows that the instance is gone; one that is stopped can be started again', () => {
    const token = given('ec2.amazonaws.com', `Web/${INSTANCE}`);
    const open = [`ec2-instance ${INSTANCE} as arn:aws:iam::${ACCOUNT}:role/Web`];
    expect(doors(heldOf([token, ec2('09:00:00', 'StopInstances')]))).toEqual(open);
    expect(doors(heldOf([token, ec2('09:00:00', 'TerminateInstances')]))).toEqual([]);
    // What comes later does not count yet.
    expect(doors(heldOf([token, ec2('09:00:00', 'TerminateInstances')], '08:00:00'))).toEqual(open);
  });

  test('the name of its sessions is known from the role, though records of services do not tell it', () => {
    const snapshot = snapshotOf({ roles: [role('Web', trusting({ Service: 'ec2.amazonaws.com' }))] });
    const [held] = heldOf([given('ec2.amazonaws.com', `Web/${INSTANCE}`)], '23:00:00', snapshot);
    expect(held!.userId).toBe(`AROAWEBEXAMPLE:${INSTANCE}`);
  });
});

test('a service that runs many builds is one door to the role', () => {
  const records = ['one', 'two'].map((name, i) =>
    assume(service('codebuild.amazonaws.com'), `0${i + 1}:00:00`, `ASIA${name.toUpperCase()}EXAMPLE`, `Build/${name}`),
  );
  const lineage = lineageOf(records);
  const { held } = describeSituation(lineage, {
    targets: [],
    seeds: { credentials: ['ASIAONEEXAMPLE', 'ASIATWOEXAMPLE'].map((key) => lineage.find(key)), origins: [] },
    snapshot: null,
    accounts: [ACCOUNT],
    newest: lineage.asOf,
    unread: [],
  });
  expect(doors(held)).toEqual([`aws-service codebuild.amazonaws.com as arn:aws:iam::${ACCOUNT}:role/Build`]);
});

test('of a person of Identity Center the portal is held, with the sets that it was seen to give, long after', () => {
  const set = (name: string): string => `aws-reserved/sso.amazonaws.com/AWSReservedSSO_${name}_0123456789abcdef`;
  const saml = (at: string, key: string, name: string): Json =>
    mint({ type: 'SAMLUser', principalId: 'x:alice', userName: 'alice@example.com' }, at, key, {
      eventName: 'AssumeRoleWithSAML',
      requestParameters: {
        roleArn: `arn:aws:iam::${ACCOUNT}:role/${set(name)}`,
        principalArn: `arn:aws:iam::${ACCOUNT}:saml-provider/AWSSSO_1_DO_NOT_DELETE`,
        roleSessionName: 'alice@example.com',
      },
      responseElements: { credentials: { accessKeyId: key, expiration: '2026-03-01T07:00:00Z' } },
    });
  const held = heldOf([saml('01:00:00', TOKEN, 'ReadOnly'), saml('02:00:00', 'ASIATWOEXAMPLE', 'Billing')]);
  expect(held).toMatchObject([
    {
      kind: 'subject',
      door: {
        originKind: 'identity-center',
        subject: 'alice@example.com',
        roleArns: ['ReadOnly', 'Billing'].map((name) => `arn:aws:iam::${ACCOUNT}:role/${set(name)}`),
      },
    },
  ]);
});

test('a person who signed in to the console can sign in again when no key of that session lives', () => {
  const longAgo = { attributes: { creationDate: '2026-02-20T01:00:00Z', mfaAuthenticated: 'false' } };
  const used = record({
    at: '01:05:00',
    eventTime: '2026-02-20T01:05:00Z',
    userIdentity: user('mallory', TOKEN, longAgo),
    sessionCredentialFromConsole: 'true',
  });
  expect(heldOf([used]).map(({ kind, id }) => [kind, id])).toEqual([
    ['sign-in', `console sign-in of arn:aws:iam::${ACCOUNT}:user/mallory`],
  ]);
});
