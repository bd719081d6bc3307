import { describe, expect, test } from 'vitest';
import { samples } from './index.ts';
import { sampleIam } from './sample-iam.ts';

interface Details {
  readonly UserDetailList: readonly { readonly Arn: string; readonly UserId: string }[];
  readonly RoleDetailList: readonly { readonly Arn: string; readonly RoleId: string }[];
}

describe.each(Object.keys(samples))('the IAM of the sample %s', (name) => {
  const { world } = samples[name]!(2026);
  const records = world.records();
  const { UserDetailList, RoleDetailList } = JSON.parse(sampleIam(name, world)) as Details;

  test('has every role and user that signs in its trail, under the same id', () => {
    const ids = new Map<string, string>([
      ...UserDetailList.map(({ Arn, UserId }) => [Arn, UserId] as const),
      ...RoleDetailList.map(({ Arn, RoleId }) => [Arn, RoleId] as const),
    ]);
    const signers = new Map<string, string>();
    for (const { userIdentity } of records) {
      const { type, arn, principalId, sessionContext } = userIdentity as Record<string, unknown>;
      const issuer = (sessionContext as { sessionIssuer?: { arn: string; principalId: string } } | undefined)
        ?.sessionIssuer;
      if (issuer?.arn !== undefined) signers.set(issuer.arn, issuer.principalId);
      if (type === 'IAMUser' && typeof arn === 'string') signers.set(arn, String(principalId));
    }
    expect(signers.size).toBeGreaterThan(5);
    expect(Object.fromEntries(signers)).toEqual(
      Object.fromEntries([...signers.keys()].map((arn) => [arn, ids.get(arn)])),
    );
  });
});
