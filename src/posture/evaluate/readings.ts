import type { IamCaller, IamQuestion } from '../../model/iam.ts';
import type { Known } from './context.ts';
import { decideTrial } from './memo.ts';
import type { Prepared } from './prepare.ts';
import type { Verdict } from './trial.ts';

const MFA = 'aws:multifactorauthpresent';

/**
 * The verdict on a question. Sessions of roles and federated users have no MFA ("Secure API access with MFA" in the IAM
 * User Guide), but whether their requests say so or leave the key out is not documented: what differs between the two is open.
 */
export async function decideReadings(prepared: Prepared, question: IamQuestion, known: Known): Promise<Verdict> {
  if (!isWithoutMfa(question.caller) || known.has(MFA) || !prepared.keys.includes(MFA))
    return decideTrial(prepared, question, known);
  const [left, said] = await Promise.all([
    decideTrial(prepared, question, { ...known, absent: new Set([...known.absent, MFA]), has: withMfa(known) }),
    decideTrial(prepared, question, {
      ...known,
      values: new Map([...known.values, [MFA, ['false']]]),
      has: withMfa(known),
    }),
  ]);
  return agreed(
    { ...left, where: 'without aws:MultiFactorAuthPresent' },
    { ...said, where: 'where aws:MultiFactorAuthPresent is false' },
  );
}

const isWithoutMfa = ({ kind, mfa }: IamCaller): boolean =>
  mfa === false && (kind === 'role-session' || kind === 'federated-user');

const withMfa =
  (known: Known): Known['has'] =>
  (key) =>
    key === MFA || known.has(key);

interface Reading extends Verdict {
  /** What the reading takes for given, in words. */
  readonly where: string;
}

const isOpen = ({ decision }: Verdict): boolean => decision === 'allowed' || decision === 'depends';

function agreed(a: Reading, b: Reading): Verdict {
  const failed = [a, b].find(({ decision }) => decision === 'error');
  if (failed !== undefined) return failed;
  const depending = [a, b].find(({ decision }) => decision === 'depends');
  if (depending === undefined && a.decision === b.decision) return a;
  const open = [a, b].filter(isOpen);
  const unknown = [...a.unknown, ...b.unknown, ...(a.decision === b.decision ? [] : ['aws:MultiFactorAuthPresent'])];
  return {
    ...(depending ?? open[0]!),
    decision: 'depends',
    unknown: [...new Set(unknown)],
    conditions: [
      ...new Set([...open.flatMap(({ conditions }) => conditions), ...(open.length === 1 ? [open[0]!.where] : [])]),
    ],
    boundaryAllows: a.boundaryAllows && b.boundaryAllows,
  };
}
