import { expect, test } from 'vitest';
import { renderRoles } from './roles.ts';

const role = {
  level: 'privileged' as const,
  exploitable: false,
  cycle: null,
  why: [],
  liveTokens: 1,
  assumes: [],
  assumedBy: [],
  maxSessionSeconds: null,
  lastUsed: null,
};
const prefix = 'arn:aws:iam::111122223333:role/';
const iam = { takenAt: '2026-10-31T00:00:00Z', isOlder: false, problems: [] };

test.each([
  ['Deploy', 100, `${prefix}Deploy`],
  ['Deploy', 60, 'Deploy (111122223333)'],
  [
    'aws-reserved/sso.amazonaws.com/AWSReservedSSO_Power_0123456789abcdef',
    100,
    'AWSReservedSSO_Power_0123456789abcdef (111122223333)',
  ],
])('role/%s is told by its name at %i columns, with its path where that fits', (path, width, shown) => {
  const rows = [{ ...role, arn: prefix + path }];
  const lines = [...renderRoles({ iam, roles: rows }, rows, { width, color: false, ascii: false })];
  const line = lines.find((each) => each.startsWith('privileged'))!;
  expect(line).toContain(`privileged  ${shown} `);
  expect(line.length).toBeLessThanOrEqual(width);
});
