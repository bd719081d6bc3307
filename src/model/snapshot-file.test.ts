import { expect, test } from 'vitest';
import { z } from 'zod';
import type { IamSnapshot } from './iam.ts';
import { snapshotFileSchema, type SnapshotFile } from './snapshot-file.ts';

const file: SnapshotFile = {
  stemmaSnapshot: 1,
  accounts: [
    {
      accountId: '111122223333',
      aliases: ['example'],
      takenAt: 1_760_000_000,
      users: [],
      roles: [
        {
          arn: 'arn:aws:iam::111122223333:role/team/Deploy',
          name: 'Deploy',
          path: '/team/',
          roleId: 'AROAEXAMPLE',
          accountId: '111122223333',
          trust: { Version: '2012-10-17', Statement: [] },
          policies: [],
          boundary: null,
          tags: { team: 'a' },
          maxSessionSeconds: null,
          createdAt: 1_700_000_000,
          lastUsedAt: null,
        },
      ],
      providers: null,
      accessKeys: null,
      instanceProfiles: null,
      organization: null,
    },
  ],
  problems: [{ source: 'organizations:ListPolicies', reason: 'access denied' }],
  instances: null,
  addresses: null,
  trails: null,
};

test('a snapshot file comes back as it was written, its times as ISO text in between', () => {
  const written = z.encode(snapshotFileSchema, file);
  expect(written.accounts[0]!.takenAt).toBe('2025-10-09T08:53:20Z');
  const read: IamSnapshot = snapshotFileSchema.parse(JSON.parse(JSON.stringify(written)));
  expect(read).toEqual(file);
});

test.each([
  ['a later version', { ...file, stemmaSnapshot: 2 }],
  ['an account without roles', { ...file, accounts: [{ accountId: '111122223333' }] }],
])('%s is no snapshot file of ours', (_, written) => {
  expect(snapshotFileSchema.safeParse(JSON.parse(JSON.stringify(written))).success).toBe(false);
});
