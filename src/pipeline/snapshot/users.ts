import type { IamReader } from '../../aws/index.ts';
import { createLimit } from '../../lib/limit.ts';
import type { IamAccessKey, IamUser } from '../../model/iam.ts';
import type { Ask } from './asker.ts';

/** IAM answers few questions a second: more at once only makes it ask for patience. */
const ASKED_AT_ONCE = 4;

export interface UserDetails {
  readonly users: readonly IamUser[];
  /** Null where they may not be listed. */
  readonly accessKeys: readonly IamAccessKey[] | null;
}

/** What GetAccountAuthorizationDetails does not say of users: keys, passwords, MFA devices. */
export async function userDetails(iam: IamReader, users: readonly IamUser[], ask: Ask): Promise<UserDetails> {
  const names = users.map(({ name }) => name);
  const keys = await ofEach(names, 'iam:ListAccessKeys', { ask, work: (name) => iam.listAccessKeys(name) });
  const logins = await ofEach(names, 'iam:GetLoginProfile', { ask, work: (name) => iam.getLoginProfile(name) });
  const devices = await ofEach(names, 'iam:ListMFADevices', { ask, work: (name) => iam.listMfaDevices(name) });
  return {
    users: users.map((user) => ({
      ...user,
      hasLoginProfile: logins?.get(user.name) ?? null,
      mfaDevices: devices?.get(user.name) ?? null,
    })),
    // Half a list would let the keys that are missing pass for deleted ones.
    accessKeys: keys === null || keys.size < names.length ? null : names.flatMap((name) => keys.get(name) ?? []),
  };
}

/** Asks for the first alone: where it is denied, it is denied for all, and told once. */
async function ofEach<T>(
  names: readonly string[],
  action: string,
  { ask, work }: { ask: Ask; work: (name: string) => Promise<T> },
): Promise<Map<string, T> | null> {
  const found = new Map<string, T>();
  const one = async (name: string): Promise<boolean> => {
    const answer = await ask({ action, subject: `user ${name}` }, () => work(name));
    if (answer !== null) found.set(name, answer);
    return answer !== null;
  };
  const [first, ...others] = names;
  if (first === undefined) return found;
  if (!(await one(first))) return null;
  const limit = createLimit(ASKED_AT_ONCE);
  await Promise.all(others.map((name) => limit(() => one(name))));
  return found;
}
