import { assemble, knownConstraints } from './assemble.ts';
import type { Relevant } from './relevant.ts';
import type { Trial, Verdict } from './trial.ts';
import { failed, judge, type Outcome } from './verdict.ts';

/** One run of the simulator, and where it says yes because of what is doubtful, one without that. */
export async function simulate(trial: Trial): Promise<Verdict> {
  const first = await run(trial, new Set());
  if (first.decision !== 'depends' || first.doubtfulAllows === null || trial.doubts.length > 0) return first;
  const second = await run(trial, first.doubtfulAllows);
  return second.decision === 'allowed' ? second : first;
}

async function run(trial: Trial, without: ReadonlySet<Relevant>): Promise<Outcome> {
  const { runSimulation } = await import('@cloud-copilot/iam-simulate');
  const { simulation, places, doubts } = await assemble(trial, without);
  const constraints = [
    { keyName: '/^.*$/', presenceIsKnown: false, valueIsKnown: false } as const,
    ...knownConstraints(trial),
  ];
  const context = simulation.request.contextVariables;
  const options = { simulationMode: 'Discovery', discoveryContextKeyConstraints: constraints } as const;
  let answer = await runSimulation(simulation, options);
  if (answer.resultType === 'error') return failed(answer.errors.message);
  const results = answer.resultType === 'single' ? [answer.result] : answer.results;
  const dropped = new Set(
    results.flatMap(({ ignoredContextKeys }) => (ignoredContextKeys ?? []).map((key) => key.toLowerCase())),
  );
  if (dropped.size > 0) {
    // The simulator forgets keys that it does not know: they are asked about as unknown instead.
    const kept = constraints.filter(({ keyName }) => !dropped.has(keyName.toLowerCase()));
    const contextVariables = Object.fromEntries(
      Object.entries(context).filter(([key]) => !dropped.has(key.toLowerCase())),
    );
    answer = await runSimulation(
      { ...simulation, request: { ...simulation.request, contextVariables } },
      { ...options, discoveryContextKeyConstraints: kept },
    );
    if (answer.resultType === 'error') return failed(answer.errors.message);
  }
  const analyses = (answer.resultType === 'single' ? [answer.result] : answer.results).map(({ analysis }) => analysis);
  return judge(trial, { analyses, allowed: answer.overallResult === 'Allowed', places, doubts, dropped });
}
