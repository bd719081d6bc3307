import { partitionOfArn } from '../../lib/arn.ts';
import type { IamSnapshot } from '../../model/iam.ts';
import { principalIn } from '../prove/world.ts';

/** All accounts of one organization are in one partition. */
function partitionOf(snapshot: IamSnapshot | null): string {
  for (const { roles, users } of snapshot?.accounts ?? []) {
    const one = roles[0] ?? users[0];
    if (one !== undefined) return partitionOfArn(one.arn);
  }
  return partitionOfArn('');
}

/** With the path that the snapshot knows: the logs often have the bare name. */
export function principalArn(
  snapshot: IamSnapshot | null,
  accountId: string,
  kind: 'user' | 'role',
  name: string,
): string {
  const plain = `arn:${partitionOf(snapshot)}:iam::${accountId}:${kind}/${name}`;
  if (snapshot === null || principalIn(snapshot, plain) !== null) return plain;
  const account = snapshot.accounts.find((each) => each.accountId === accountId);
  const all = (kind === 'user' ? account?.users : account?.roles) ?? [];
  return all.find((each) => each.name.toLowerCase() === name.toLowerCase())?.arn ?? plain;
}
