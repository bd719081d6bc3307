import type { DeciderOf, IamCaller, IamDecider, IamDecision, IamQuestion, IamSnapshot } from '../../model/iam.ts';
import { runsOf } from '../privileges/may-run-as.ts';
import { callerPolicies, directoryOf, surroundings, type Directory } from './caller.ts';
import { knownContext } from './context.ts';
import { byKindAlone, openByKind } from './kind-rules.ts';
import { prepare, type Prepared } from './prepare.ts';
import { mayAssumeIndex } from './may-assume.ts';
import { decideReadings } from './readings.ts';
import { reasonOf } from './reason.ts';
import { fullDenies, probe } from './dead.ts';

/** All pairs of a thousand principals are a million questions, asked once each: only recent ones are kept. */
const MOST_PREPARED = 20_000;

/** Answers questions about a snapshot. What was compiled and decided is kept by document and wording, across snapshots. */
export const createDecider: DeciderOf = (snapshot: IamSnapshot): IamDecider => {
  const directory = directoryOf(snapshot);
  const preparedBy = new Map<string, Prepared>();
  const mayAssume = mayAssumeIndex(directory);

  const prepared = (question: IamQuestion): Prepared => {
    const key = JSON.stringify([callerKey(question.caller), question.action.toLowerCase(), question.resource]);
    let found = preparedBy.get(key);
    if (found === undefined) {
      if (preparedBy.size >= MOST_PREPARED) preparedBy.clear();
      found = prepare(question, surroundings(question, directory));
      preparedBy.set(key, found);
    }
    return found;
  };

  const ask = async (question: IamQuestion): Promise<IamDecision> => {
    const byKind = byKindAlone(question.caller, question.action);
    if (byKind !== null) return byKind;
    if (!/^[\w-]+:\w+$/.test(question.action)) {
      return { decision: 'error', unknown: [`${question.action} is no action`], conditions: [] };
    }
    const ready = prepared(question);
    const known = knownContext(question, { principal: ready.policies.principal, target: ready.target, directory });
    const verdict = await decideReadings(ready, question, known);
    const { decision, unknown } = verdict;
    const isOpen = decision === 'allowed' || decision === 'depends';
    const open = isOpen ? openByKind(question.caller, question.action) : null;
    if (open === null) return { decision, unknown, conditions: reasonOf(verdict, ready) };
    return {
      decision: 'depends',
      unknown: [...unknown, open.unknown],
      conditions: [...new Set([...verdict.conditions, open.condition])],
    };
  };

  const deciding: Omit<IamDecider, 'mayRunAs'> = {
    decide: async (question) => {
      const first = await ask(question);
      const { sourceIdentity } = question.caller;
      if (first.decision === 'denied' || sourceIdentity === null || !/^sts:assumerole$/i.test(question.action))
        return first;
      // Who carries a source identity sets it again with every hop, which is a permission of its own.
      return weaker(first, await ask({ ...question, action: 'sts:SetSourceIdentity' }));
    },
    isDead: async (caller) => {
      const question = probe(caller);
      const ready = fullDenies(caller, surroundings(question, directory));
      if (ready === null) return { decision: 'depends', unknown: [`policies of ${caller.arn}`], conditions: [] };
      const known = knownContext(question, { principal: ready.policies.principal, target: null, directory });
      const verdict = await decideReadings(ready, question, known);
      return { decision: verdict.decision, unknown: verdict.unknown, conditions: reasonOf(verdict, ready) };
    },
    mayAssume,
  };
  const mayRunAs: IamDecider['mayRunAs'] = (caller) => runsOf(caller, knownOf(caller, deciding, directory));
  return { ...deciding, mayRunAs };
};

const knownOf = (caller: IamCaller, decider: Omit<IamDecider, 'mayRunAs'>, directory: Directory) => ({
  decider,
  policies: callerPolicies(caller, directory).identity,
  role: directory.role,
});

const strength = { allowed: 3, depends: 2, error: 1, denied: 0 } as const;

function weaker(a: IamDecision, b: IamDecision): IamDecision {
  if (strength[a.decision] === strength[b.decision]) {
    return {
      ...a,
      unknown: [...new Set([...a.unknown, ...b.unknown])],
      conditions: [...new Set([...a.conditions, ...b.conditions])],
    };
  }
  return strength[a.decision] < strength[b.decision] ? a : b;
}

/** Callers with the same key have the same policies, and are named by the same principals. */
const callerKey = ({
  kind,
  arn,
  accountId,
  sessionName,
  sessionPolicies,
  issuerArn,
}: IamCaller): readonly unknown[] => [
  kind,
  arn,
  accountId,
  sessionName,
  sessionPolicies === null ? null : sessionPolicies.length === 0 ? [] : sessionPolicies,
  issuerArn ?? null,
];
