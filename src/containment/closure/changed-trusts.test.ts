import { describe, expect, test } from 'vitest';
import {
  KEY,
  bySec,
  iam,
  account,
  admin,
  type Told,
  planAgainst,
  ids,
  needOf,
  needed,
} from '../../../test/support/attacker-of-ci.ts';
import { role, roleArn, trusting } from '../../../test/support/iam.ts';
import { assume, OTHER, type Json } from '../../../test/support/raw-records.ts';
import type { IamSnapshot } from '../../model/iam.ts';

describe('trust policies that the attacker changed', () => {
  const arn = roleArn('Admin');
  const own = { Effect: 'Allow', Principal: { AWS: roleArn('Ops') }, Action: 'sts:AssumeRole' };
  const byService = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const stranger = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OTHER}:root` }, Action: 'sts:AssumeRole' };
  const vendor = { ...stranger, Principal: { AWS: 'arn:aws:iam::999900001111:root' } };
  const trust = (...Statement: readonly Json[]) => ({ Version: '2012-10-17', Statement });
  const change = (at: string, policyDocument: Json, more: Json = {}): Json =>
    iam(at, 'UpdateAssumeRolePolicy', { roleName: 'Admin', policyDocument: JSON.stringify(policyDocument) }, more);
  const world = (now: Json): IamSnapshot =>
    account({ roles: [role('Admin', now, admin), role('Ops', trusting({ Service: 'ec2.amazonaws.com' }))] });
  const putBy = ({ plan }: Told): unknown =>
    plan.phases.flatMap(({ actions }) => actions).find(({ id }) => id === `narrow-trust:${arn}`)?.policy;

  test('the one before is put back', async () => {
    const records = [change('09:00:00', trust(own, vendor), bySec), change('10:01:00', trust(own, stranger))];
    const told = await planAgainst(records, world(trust(own, stranger)));
    expect(await needOf(`narrow-trust:${arn}`, told)).toEqual(needed);
    expect(ids(told.plan)).toContain(`revoke-role-sessions:${arn}`);
    expect(putBy(told)).toEqual(trust(own, vendor));
  });

  test('where that is not known, strangers are kept out until a person has looked', async () => {
    const told = await planAgainst(
      [change('10:01:00', trust(own, byService, stranger))],
      world(trust(own, byService, stranger)),
    );
    expect(await needOf(`narrow-trust:${arn}`, told)).toEqual(needed);
    expect(putBy(told)).toEqual(trust(own, byService));
    expect(told.plan.residual.join('\n')).toContain(`${arn}: a compromised credential changed its trust policy`);
  });

  test('where nobody else was let in, nobody is left in', async () => {
    const told = await planAgainst([change('10:01:00', trust(stranger))], world(trust(stranger)));
    expect(await needOf(`narrow-trust:${arn}`, told)).toEqual(needed);
    expect(putBy(told)).toMatchObject({ Statement: [{ Effect: 'Deny', Principal: { AWS: '*' } }] });
  });

  test.each(['aws', 'aws-us-gov', 'aws-cn'])(
    'IAM may write the policy in another way than it was sent: %s',
    async (partition) => {
      const sent = { ...stranger, Principal: { AWS: [OTHER] } };
      const written = { ...stranger, Principal: { AWS: `arn:${partition}:iam::${OTHER}:root` } };
      const told = await planAgainst([change('10:01:00', trust(own, sent))], world(trust(written, own)));
      expect(await needOf(`narrow-trust:${arn}`, told)).toEqual(needed);
    },
  );

  test.each([
    ['the log left the document out', { policyDocument: undefined }],
    ['the log cut the document off', { policyDocument: '{"Version":"2012-' }],
  ])('%s: what the snapshot shows counts as the attacker’s', async (_, more) => {
    const changed = iam('10:01:00', 'UpdateAssumeRolePolicy', { roleName: 'Admin', ...more });
    expect(await needOf(`narrow-trust:${arn}`, await planAgainst([changed], world(trust(own, stranger))))).toEqual(
      needed,
    );
  });

  test('what somebody else put in its place stays', async () => {
    const records = [
      change('09:00:00', trust(own, vendor), bySec),
      change('10:01:00', trust(own, vendor, stranger)),
      change('10:05:00', trust(own), bySec),
    ];
    const told = await planAgainst(records, world(trust(own)));
    expect(putBy(told)).toBeUndefined();
    expect(told.plan.proof).toMatchObject({ result: 'evicted' });
    expect(told.plan.residual.join('\n')).toContain('changed again since; see that nothing of it is left');
  });

  test('so does what the snapshot shows, where no log tells who put it there', async () => {
    const records = [change('09:00:00', trust(own, vendor), bySec), change('10:01:00', trust(own, stranger))];
    expect(putBy(await planAgainst(records, world(trust(own))))).toBeUndefined();
  });

  test('but not where the stranger is still let in', async () => {
    const narrower = { ...stranger, Condition: { StringEquals: { 'sts:ExternalId': 'x' } } };
    for (const left of [stranger, narrower]) {
      const records = [
        change('09:00:00', trust(own), bySec),
        change('10:01:00', trust(own, stranger)),
        change('10:05:00', trust(left, vendor), bySec),
      ];
      const told = await planAgainst(records, world(trust(left, vendor)));
      expect(await needOf(`narrow-trust:${arn}`, told)).toEqual(needed);
      expect(putBy(told)).toEqual(trust(own));
    }
  });

  test('a policy between two changes of the attacker is not put back with what he had left in it', async () => {
    const records = [
      change('09:00:00', trust(own), bySec),
      change('10:01:00', trust(own, stranger)),
      change('10:05:00', trust(own, byService, stranger), bySec),
      change('10:10:00', trust(stranger)),
    ];
    expect(putBy(await planAgainst(records, world(trust(stranger))))).toEqual(trust(own));
  });

  test('who has come by it since is the attacker; who came before is not', async () => {
    const from = (accountId: string): Json => ({ type: 'AWSAccount', principalId: 'AIDAEXAMPLE', accountId });
    const records = [
      assume(from('999900001111'), '09:30:00', 'ASIAVENDOREXAMPLE', 'Admin/v'),
      change('10:01:00', trust(own, vendor, stranger)),
      assume(from(OTHER), '10:02:00', 'ASIASTRANGEREXAMPLE', 'Admin/s'),
      assume(from('999900001111'), '10:30:00', 'ASIAVENDORNEXTEXAMPL', 'Admin/v'),
    ];
    const { situation, plan } = await planAgainst(records, world(trust(own, vendor, stranger)));
    expect(situation.compromised).toEqual([KEY, 'ASIASTRANGEREXAMPLE']);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
  });
});

describe('identity providers that the attacker made or changed', () => {
  const saml = 'arn:aws:iam::111122223333:saml-provider/Corp';
  const oidc = 'arn:aws:iam::111122223333:oidc-provider/ci.example.com';
  const bySaml = {
    Effect: 'Allow',
    Principal: { Federated: saml },
    Action: 'sts:AssumeRoleWithSAML',
    Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
  };
  const byOidc = {
    Effect: 'Allow',
    Principal: { Federated: oidc },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { 'ci.example.com:sub': 'repo:ours/deploy' } },
  };
  const world = account({ roles: [role('Admin', { Version: '2012-10-17', Statement: [bySaml, byOidc] }, admin)] });

  test.each([
    ['CreateSAMLProvider', saml, { responseElements: { sAMLProviderArn: saml } }, { name: 'Corp' }],
    ['UpdateSAMLProvider', saml, {}, { sAMLProviderArn: saml }],
    ['CreateOpenIDConnectProvider', oidc, { responseElements: { openIDConnectProviderArn: oidc } }, {}],
    ['AddClientIDToOpenIDConnectProvider', oidc, {}, { openIDConnectProviderArn: oidc }],
    ['UpdateOpenIDConnectProviderThumbprint', oidc, {}, { openIDConnectProviderArn: oidc }],
  ])('%s: it vouches for whom he wants, and is shut', async (call, arn, more, request) => {
    const told = await planAgainst([iam('10:01:00', call, request, more)], world);
    expect(await needOf(`disable-identity-provider:${arn}`, told)).toEqual(needed);
  });

  test.each([
    ['UpdateSAMLProvider', 'UpdateSAMLProvider', { sAMLProviderArn: saml }],
    ['UpdateSAMLProvider', 'DeleteSAMLProvider', { sAMLProviderArn: saml }],
    [
      'AddClientIDToOpenIDConnectProvider',
      'RemoveClientIDFromOpenIDConnectProvider',
      { openIDConnectProviderArn: oidc },
    ],
  ])('%s is taken back by %s of somebody else', async (call, back, request) => {
    const records = [iam('10:01:00', call, request), iam('10:05:00', back, request, bySec)];
    const { plan } = await planAgainst(records, world);
    expect(ids(plan).filter((id) => id.startsWith('disable-identity-provider'))).toEqual([]);
    expect(plan.proof).toMatchObject({ result: 'evicted' });
  });

  test('who was vouched for since is the attacker, whatever he calls himself', async () => {
    const person = { type: 'SAMLUser', principalId: 'x:alice', userName: 'alice', identityProvider: 'x' };
    const signIn = (at: string, key: string): Json =>
      assume(person, at, key, 'Admin/alice', {
        fields: { eventName: 'AssumeRoleWithSAML' },
        request: { principalArn: saml },
        response: { subject: 'alice', nameQualifier: 'x' },
      });
    const records = [
      signIn('09:00:00', 'ASIAEARLIEREXAMPLE'),
      iam('10:01:00', 'UpdateSAMLProvider', { sAMLProviderArn: saml }),
      signIn('10:05:00', 'ASIASINCEEXAMPLE'),
    ];
    const { situation } = await planAgainst(records, world);
    expect(situation.compromised).toContain('ASIASINCEEXAMPLE');
    expect(situation.compromised).not.toContain('ASIAEARLIEREXAMPLE');
  });
});
