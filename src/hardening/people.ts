import { parseArn } from '../lib/arn.ts';
import { FLAG_TRUE } from '../model/columns.ts';
import type { IamUser } from '../model/iam.ts';
import type { CheckContext } from './check.ts';

const known = new WeakMap<object, ReadonlySet<string>>();

/** Whether a user is a person, as far as anything tells: a password, an MFA device, a console sign-in, a call with MFA. */
export function isPersonIn(context: Pick<CheckContext, 'lineage' | 'iam'>, userArn: string): boolean {
  const user = userOf(context, userArn);
  if (user?.hasLoginProfile === true || (user?.mfaDevices?.length ?? 0) > 0) return true;
  const people = known.get(context.lineage) ?? peopleInLogs(context);
  known.set(context.lineage, people);
  return people.has(userArn);
}

/** A user of the snapshot. */
export function userOf({ iam }: Pick<CheckContext, 'iam'>, userArn: string): IamUser | null {
  const accountId = parseArn(userArn)?.accountId;
  return iam?.accounts.find((one) => one.accountId === accountId)?.users.find(({ arn }) => arn === userArn) ?? null;
}

function peopleInLogs({ lineage }: Pick<CheckContext, 'lineage'>): ReadonlySet<string> {
  const { issuances, texts } = lineage.facts;
  const { callerArn, eventName, mfa } = issuances.columns;
  const signIn = texts.find('ConsoleLogin');
  const codes = new Set<number>();
  for (let row = 0; row < issuances.length; row++) {
    if (mfa[row] === FLAG_TRUE || (signIn !== 0 && eventName[row] === signIn)) codes.add(callerArn[row]!);
  }
  return new Set(
    [...codes].map((code) => texts.get(code)).filter((arn) => arn?.includes(':user/') === true) as string[],
  );
}
