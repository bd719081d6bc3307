import { describe, expect, test } from 'vitest';
import { letsStrangersIn, strangersIn, withoutStrangers } from './strangers.ts';

const known = { accounts: new Set(['111122223333']), vetted: [] };
const trust = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });
const allow = (Principal: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Principal,
  Action: 'sts:AssumeRole',
  ...more,
});
const OWN = 'arn:aws:iam::111122223333:role/Ops';
const FOREIGN = 'arn:aws:iam::444455556666:role/Ops';

describe('who is a stranger', () => {
  test.each([
    ['everybody', '*', ['*']],
    ['everybody, as a list says it', { AWS: ['*'] }, ['*']],
    ['an account that is not known, by its number', { AWS: '444455556666' }, ['444455556666']],
    ['the same, as IAM writes it', { AWS: 'arn:aws-us-gov:iam::444455556666:root' }, ['444455556666']],
    ['a principal of one', { AWS: FOREIGN }, [FOREIGN]],
    ['whomever a provider vouches for', { Federated: 'accounts.google.com' }, ['accounts.google.com']],
    ['nobody of an account that is known', { AWS: [OWN, '111122223333'] }, []],
    ['no service: who may pass it the role is judged', { Service: 'ec2.amazonaws.com' }, []],
    ['no principal that is deleted: IAM shows its id', { AWS: 'AROAEXAMPLEROLEID111' }, []],
  ])('%s', (_, principal, strangers) => {
    expect(strangersIn(trust(allow(principal)), known)).toEqual(strangers);
  });

  test('all but some are strangers, and denies let nobody in', () => {
    const allBut = { Effect: 'Allow', NotPrincipal: { AWS: OWN }, Action: 'sts:AssumeRole' };
    expect(strangersIn(trust(allBut), known)).toEqual(['*']);
    expect(strangersIn(trust({ ...allow('*'), Effect: 'Deny' }), known)).toEqual([]);
  });

  test('a policy that is not known may let in anybody', () => {
    expect(letsStrangersIn(null, known)).toBe(true);
  });
});

test('without strangers a policy keeps everybody else, and what was vetted', () => {
  const vendor = allow({ AWS: FOREIGN }, { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } });
  const policy = trust(allow({ AWS: [OWN, FOREIGN], Federated: 'x' }), vendor, allow('*'));
  expect(withoutStrangers(policy, { ...known, vetted: [vendor] })).toEqual(trust(allow({ AWS: [OWN] }), vendor));
});

test('one that nobody is left in is a deny: IAM takes none without a statement', () => {
  const shut = withoutStrangers(trust(allow('*')), known);
  expect(shut.Statement).toMatchObject([{ Effect: 'Deny', Principal: { AWS: '*' } }]);
  expect(letsStrangersIn(shut, known)).toBe(false);
});
