import type { IamQuestion } from '../../model/iam.ts';
import type { Known } from './context.ts';
import { patternMatcher } from './pattern.ts';
import type { Prepared } from './prepare.ts';
import type { Relevant } from './relevant.ts';
import { simulate } from './simulate.ts';
import { statementsOf, type Trial, type Verdict } from './trial.ts';

/** Answers by wording and by what the wording asks of the caller: thousands of sessions come down to a few. */
const verdicts = new Map<string, Promise<Verdict>>();
const MOST_KEPT = 200_000;

/** The verdict on a question, simulated once for all that are worded alike. */
export function decideTrial(prepared: Prepared, question: IamQuestion, context: Known): Promise<Verdict> {
  if (allowsNothing(prepared)) return nothing;
  const known = withOpenName(prepared, question, context);
  const key = prepared.keys.length === 0 ? prepared.wording : `${prepared.wording}${fingerprint(prepared, known)}`;
  let verdict = verdicts.get(key);
  if (verdict === undefined) {
    if (verdicts.size >= MOST_KEPT) verdicts.clear();
    verdict = verdictOn({ ...prepared.trial, known }, prepared, question);
    verdicts.set(key, verdict);
  }
  return verdict;
}

const nothing: Promise<Verdict> = Promise.resolve({
  decision: 'denied',
  unknown: [],
  conditions: [],
  deniedBy: null,
  missing: 'identity',
  boundaryAllows: true,
});

/** Where no statement allows and nothing is in doubt, no context does: that needs no simulation. */
function allowsNothing({ trial: { identity, trust, doubts } }: Prepared): boolean {
  if (doubts.length > 0) return false;
  const allows = ({ statement }: Relevant): boolean => statement.effect === 'Allow';
  return trust === null ? !identity.some(allows) : !trust.some(({ relevant }) => allows(relevant));
}

async function verdictOn(trial: Trial, { namesSession }: Prepared, { caller }: IamQuestion): Promise<Verdict> {
  const verdict = await simulate(trial);
  const isUser = caller.kind === 'user-key' || caller.kind === 'user-session';
  // A trust policy that names a user does not lift the user's boundary, which the simulator holds it does.
  if (isUser && !verdict.boundaryAllows && (verdict.decision === 'allowed' || verdict.decision === 'depends')) {
    const unknown = 'permissions boundary against a trust policy that names the user';
    return {
      ...verdict,
      decision: 'depends',
      unknown: [...verdict.unknown, unknown],
      conditions: [...verdict.conditions, `if the ${unknown} does not hold`],
    };
  }
  // What is granted to the session itself is granted after its session policy, which the simulator applies all the same.
  if (verdict.decision === 'denied' && namesSession && trial.session !== null) {
    const bare = await simulate({ ...trial, session: null });
    if (bare.decision === 'allowed' || bare.decision === 'depends') {
      const unknown = 'session policy against a trust policy that names the session';
      return {
        ...bare,
        decision: 'depends',
        unknown: [...bare.unknown, unknown],
        conditions: [...bare.conditions, `if the ${unknown} does not hold`],
      };
    }
  }
  return verdict;
}

const USER_ID = 'aws:userid';

/**
 * A session whose name is its holder's to choose: its `aws:userid` is known as far as policies ask for the role alone
 * (`AROA…:*`), and unknown where they tell names apart.
 */
function withOpenName(prepared: Prepared, { caller }: IamQuestion, known: Known): Known {
  if (caller.kind !== 'role-session' || caller.sessionName !== null || !prepared.keys.includes(USER_ID)) return known;
  const roleId = known.values.get(USER_ID)?.[0]?.split(':')[0];
  const nameless = (value: string): boolean => {
    if (value === '*' || roleId === undefined) return roleId !== undefined;
    const [id, ...name] = value.split(':');
    if (!patternMatcher(id!, { ignoreCase: true })(roleId)) return !id!.includes('*');
    return name.join(':') === '*';
  };
  for (const {
    statement: { userIds, keys },
  } of statementsOf(prepared.trial)) {
    if (!keys.includes(USER_ID)) continue;
    if (userIds !== null && userIds.every(({ values }) => values.every(nameless))) continue;
    const values = new Map(known.values);
    values.delete(USER_ID);
    return { ...known, values, has: (key) => key !== USER_ID && known.has(key) };
  }
  return known;
}

/** What the statements ask of the context, as they tell contexts apart. */
function fingerprint({ trial, keys }: Prepared, known: Known): string {
  return JSON.stringify(
    keys.map((key) => {
      if (!known.has(key)) return known.present.has(key) ? 1 : null;
      const value = known.values.get(key);
      if (value === undefined) return 0;
      if (key === USER_ID) return userIdClass(trial, value[0]!);
      return key === 'aws:tokenissuetime' ? tokenTimeClass(trial, value[0]!) : value;
    }),
  );
}

function tokenTimeClass(trial: Prepared['trial'], value: string): string {
  const at = Date.parse(value);
  let text = 't';
  for (const {
    statement: { tokenTimes, keys },
  } of statementsOf(trial)) {
    // Compared with something that is no time: told apart by the text.
    if (keys.includes('aws:tokenissuetime') && tokenTimes.length === 0) return value;
    for (const time of tokenTimes) text += at < time ? '<' : at > time ? '>' : '=';
  }
  return text;
}

const exactSets = new WeakMap<readonly string[], ReadonlySet<string>>();

function userIdClass(trial: Prepared['trial'], userId: string): string {
  let text = 'u';
  for (const {
    statement: { userIds, keys },
  } of statementsOf(trial)) {
    if (userIds === null || (keys.includes(USER_ID) && userIds.length === 0)) return userId;
    for (const { operator, values } of userIds) text += matchesOne(operator.toLowerCase(), values, userId) ? '1' : '0';
  }
  return text;
}

function matchesOne(operator: string, values: readonly string[], userId: string): boolean {
  if (operator.includes('like')) return values.some((value) => patternMatcher(value)(userId));
  const ignoreCase = operator.includes('ignorecase');
  let exact = exactSets.get(values);
  if (exact === undefined)
    exactSets.set(values, (exact = new Set(ignoreCase ? values.map((one) => one.toLowerCase()) : values)));
  return exact.has(ignoreCase ? userId.toLowerCase() : userId);
}
