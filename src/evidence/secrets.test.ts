import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBatch } from './batch.ts';
import { controlCalls } from './control-calls.ts';
import { factsOf } from './gather.ts';
import { mintCalls } from './mint-calls.ts';
import { placementCalls } from './placement-calls.ts';
import { type Fields, recordOf, session, user } from './test-record.ts';

const SECRET = 'PLANTEDwJalrXUtnFEMIbPxRfiCYEXAMPLEKEY';
const TOKEN = `IQoJb3JpZ2lu${SECRET.repeat(10)}`;

/** Every place where CloudTrail has been seen to carry a secret, or might, and some where only a caller could put one. */
const secrets = { sessionToken: TOKEN, secretAccessKey: SECRET, secretKey: SECRET, password: SECRET };
const policy = {
  Version: '2012-10-17',
  sessionToken: TOKEN,
  Statement: [{ Effect: 'Deny', Action: '*', Resource: '*', secretAccessKey: SECRET, Password: SECRET, Sid: TOKEN }],
};

const documents = fc.constantFrom<unknown>(
  policy,
  JSON.stringify(policy),
  encodeURIComponent(JSON.stringify(policy)),
  `not JSON ${SECRET}`,
  `${JSON.stringify(policy)} ${SECRET}`,
);

const request = documents.map((document): Fields => {
  const named = {
    userName: 'ci',
    roleName: 'Deploy',
    policyName: 'AWSRevokeOlderSessions',
    status: 'Inactive',
    name: 'org',
  };
  return {
    ...named,
    ...secrets,
    newPassword: SECRET,
    oldPassword: SECRET,
    tokenCode: SECRET,
    sAMLAssertion: SECRET,
    webIdentityToken: TOKEN,
    tradeInToken: TOKEN,
    code: SECRET,
    userData: SECRET,
    sAMLMetadataDocument: SECRET,
    isMultiRegionTrail: false,
    policy: document,
    policyDocument: document,
    assumeRolePolicyDocument: document,
    content: document,
    tags: [{ key: SECRET, value: TOKEN }],
    principalTags: { team: SECRET },
    roleArn: 'arn:aws:iam::111122223333:role/Deploy',
    roleSessionName: 'ci-1',
  };
});

const response: Fields = {
  ...secrets,
  credentials: { accessKeyId: 'ASIAQWERTYUIOPEXAMPL', expiration: 'Mar 1, 2026, 11:00:00 AM', ...secrets },
  credentialSet: [{ credentials: { accessKeyId: 'ASIAOTHEROTHEREXAMPL', ...secrets }, ...secrets }],
  roleCredentials: { accessKeyId: 'ASIAROLEROLEROEXAMPL', ...secrets },
  accessKey: { accessKeyId: 'AKIAQWERTYUIOPEXAMPL', userName: 'ci', ...secrets },
  virtualMFADevice: { serialNumber: 'arn:mfa', base32StringSeed: SECRET, qRCodePNG: SECRET },
  loginProfile: { userName: 'ci', password: SECRET },
  SigninToken: TOKEN,
  subject: 'alice',
  instancesSet: {
    items: [{ instanceId: 'i-1', userData: SECRET, privateIpAddress: '10.0.0.1', tagSet: { items: [secrets] } }],
  },
  tokenOutput: { accessToken: secrets, refreshToken: SECRET },
};

const call = fc.constantFrom(...mintCalls, ...controlCalls.keys(), ...placementCalls.keys(), 'newservice:VendKey');

const record = fc
  .tuple(call, request, fc.constantFrom(user, session), fc.boolean())
  .map(([name, parameters, who, hasID]) => {
    const api = name.split(':')[1]!;
    return recordOf(name, {
      userIdentity: { ...who, ...secrets, sessionContext: { attributes: secrets, sessionIssuer: secrets } },
      requestParameters: { ...parameters, [`${api}Request`]: undefined },
      responseElements: { ...response, [api]: 'Success' },
      additionalEventData: { ...secrets, MFAUsed: 'No', signInSessionArn: 'arn:signin' },
      serviceEventDetails: { ...secrets, role_name: 'Admin' },
      resources: [{ type: 'AWS::IAM::Role', ARN: 'arn:role', ...secrets }],
      tlsDetails: secrets,
      ...(hasID ? {} : { eventID: null }),
    });
  });

test('no secret that a record carries is in any text of the facts', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), (records) => {
      const batch = createBatch();
      for (const one of records) expect(batch.addRecord(one, 0)).toBe(true);
      const { bytes } = batch.finish().texts;
      expect(Buffer.from(bytes).includes('PLANTED')).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('and the planted records do give facts of every kind', () => {
  const planted = fc
    .sample(record, { numRuns: 500, seed: 1 })
    .map((one, i) => ({ ...one, requestID: String(i), eventID: null }));
  const facts = factsOf(planted);
  expect(facts.issuances.length).toBeGreaterThan(0);
  expect(facts.controls.length).toBeGreaterThan(0);
  expect(facts.placements.length).toBeGreaterThan(0);
  const documentsKept = facts.controls.columns.document.filter((code) => code !== 0);
  expect(documentsKept.length).toBeGreaterThan(0);
});
