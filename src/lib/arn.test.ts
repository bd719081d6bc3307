import { expect, test } from 'vitest';
import { accountOfArn, parseArn, roleNameOfArn, sessionNameOfArn } from './arn.ts';

test('the resource of an ARN keeps its colons and slashes', () => {
  expect(parseArn('arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:sync:2')).toEqual({
    partition: 'aws-us-gov',
    service: 'lambda',
    region: 'us-gov-west-1',
    accountId: '111122223333',
    resource: 'function:sync:2',
  });
});

test.each([
  '',
  'arn',
  'arn:aws:iam::111122223333',
  'arn:aws:iam::111122223333:',
  'arn::iam::111122223333:role/A',
  'xarn:aws:iam::111122223333:role/A',
  'AROAEXAMPLE:session',
])('%j is no ARN', (text) => {
  expect(parseArn(text)).toBeNull();
  expect(accountOfArn(text)).toBeNull();
  expect(roleNameOfArn(text)).toBeNull();
});

test.each([
  ['arn:aws:iam::111122223333:role/path/to/Deploy', '111122223333', 'Deploy', null],
  ['arn:aws-cn:iam::111122223333:role/Deploy', '111122223333', 'Deploy', null],
  ['arn:aws:sts::111122223333:assumed-role/Deploy/a,b=c@d', '111122223333', 'Deploy', 'a,b=c@d'],
  ['arn:aws:sts::111122223333:assumed-role/aws:ec2-instance/i-01', '111122223333', 'aws:ec2-instance', 'i-01'],
  ['arn:aws:sts::111122223333:assumed-role/', '111122223333', null, null],
  ['arn:aws:sts::111122223333:federated-user/backup', '111122223333', null, 'backup'],
  ['arn:aws:iam::111122223333:user/eng/ada', '111122223333', null, null],
  ['arn:aws:iam::aws:policy/AdministratorAccess', null, null, null],
  ['arn:aws:s3:::bucket/role/x', null, null, null],
  ['arn:aws:iam::111122223333:role/', '111122223333', null, null],
])('%s belongs to %s, names role %s, session %s', (arn, accountId, role, session) => {
  expect(accountOfArn(arn)).toBe(accountId);
  expect(roleNameOfArn(arn)).toBe(role);
  expect(sessionNameOfArn(arn)).toBe(session);
});
