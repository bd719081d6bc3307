import { expect, test } from 'vitest';
import { policyOf, policyText } from './extract-policy.ts';

const policy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::100%/*' }],
};

test.each([
  ['JSON text', JSON.stringify(policy)],
  ['URL-encoded JSON text', encodeURIComponent(JSON.stringify(policy))],
  ['an object', policy],
])('a policy is read from %s', (_, value) => {
  expect(policyOf(value)).toEqual(policy);
  expect(policyText(policyOf(value))).toBe(JSON.stringify(policy));
});

test.each([null, undefined, 7, '', 'not JSON', '%E0%A4%A', '[]', '"text"', 'null', '{"Statement":['])(
  '%j is no policy',
  (value) => {
    expect(policyOf(value)).toBeNull();
    expect(policyText(policyOf(value))).toBeNull();
  },
);

test('condition keys that merely sound secret stay', () => {
  const condition = {
    DateLessThan: { 'aws:TokenIssueTime': '2026-03-01T00:00:00Z' },
    Bool: { 'aws:SecureTransport': 'true' },
  };
  const text = policyText({
    Statement: [{ Effect: 'Deny', Action: 'secretsmanager:GetSecretValue', Condition: condition }],
  });
  expect(JSON.parse(text!)).toEqual({
    Statement: [{ Effect: 'Deny', Action: 'secretsmanager:GetSecretValue', Condition: condition }],
  });
});
