import { expect, test } from 'vitest';
import { arn, ask, of, role, snapshot, story } from '../../test/support/hardening.ts';
import { SUBJECT_PLACEHOLDER } from './checks/open-provider-trust.ts';

const HOST = 'token.actions.githubusercontent.com';
const aud = { [`${HOST}:aud`]: 'sts.amazonaws.com' };
const trusting = (Condition?: object): object => ({
  Effect: 'Allow',
  Principal: { Federated: arn(`oidc-provider/${HOST}`) },
  Action: 'sts:AssumeRoleWithWebIdentity',
  ...(Condition === undefined ? {} : { Condition }),
});
const adviceFor = (condition?: object, records: readonly unknown[] = []) => {
  const iam = snapshot({ roles: [role('Site', [trusting(condition)])] });
  return of(ask(records, { iam }), 'open-provider-trust');
};

test.each([
  ['without any condition', undefined, 'high'],
  ['with an audience alone', { StringEquals: aud }, 'high'],
  ['with a star for a subject', { StringLike: { [`${HOST}:sub`]: '*' } }, 'high'],
  ['with all subjects but one', { StringNotEquals: { [`${HOST}:sub`]: 'repo:evil/app:*' } }, 'high'],
  ['with a subject that need only be there', { Null: { [`${HOST}:sub`]: 'false' } }, 'high'],
  ['with every repository', { StringLike: { [`${HOST}:sub`]: 'repo:*' } }, 'medium'],
  ['with every repository of every owner', { StringLike: { [`${HOST}:sub`]: 'repo:*/site:*' } }, 'medium'],
])('%s anyone at the provider comes in', (_, condition, severity) => {
  expect(adviceFor(condition)).toMatchObject([{ severity, target: arn('role/Site') }]);
  expect(JSON.stringify(adviceFor(condition)[0]!.policy)).toContain(SUBJECT_PLACEHOLDER);
});

test.each([
  ['one branch', { StringEquals: { [`${HOST}:sub`]: 'repo:example/site:ref:refs/heads/main' } }],
  ['one owner', { StringLike: { [`${HOST}:sub`]: 'repo:example/*' } }],
  ['one owner, if a subject is there, which it is', { StringLikeIfExists: { [`${HOST}:sub`]: 'repo:example/*' } }],
  ['the text of a pattern, which no subject is', { StringEquals: { [`${HOST}:sub`]: 'repo:*' } }],
  [
    'one owner, and every repository',
    { StringLike: { [`${HOST}:sub`]: 'repo:example/*' }, 'ForAnyValue:StringLike': { [`${HOST}:sub`]: 'repo:*' } },
  ],
  ['one branch, the key in other case', { StringEquals: { [`${HOST.toUpperCase()}:Sub`]: 'repo:example/site:*' } }],
])('a trust policy for %s is left alone', (_, condition) => {
  expect(adviceFor(condition)).toEqual([]);
});

test('it is narrowed to those who came, with what it asked besides', () => {
  const records = story((world) => {
    world.webIdentity('repo:example/site:ref:refs/heads/main', world.role('Site'), { at: world.on(1, '09:45') });
  });
  const [advice] = adviceFor({ StringEquals: aud, StringLike: { [`${HOST}:sub`]: 'repo:*' } }, records);
  expect(advice!.policy).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        ...trusting(),
        Condition: { StringEquals: { ...aud, [`${HOST}:sub`]: 'repo:example/site:ref:refs/heads/main' } },
      },
    ],
  });
});

test('what it leaves out stays left out', () => {
  const without = { StringNotEquals: { [`${HOST}:sub`]: 'repo:example/old:ref:refs/heads/main' } };
  expect(adviceFor(without)[0]!.policy).toMatchObject({
    Statement: [{ Condition: { ...without, StringEquals: { [`${HOST}:sub`]: SUBJECT_PLACEHOLDER } } }],
  });
});
