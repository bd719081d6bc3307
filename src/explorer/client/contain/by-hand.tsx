import { useModel } from '../data/use-model.ts';
import { Code } from '../parts/copy.tsx';
import { caseOptions, quoted } from './command.ts';
import type { Target } from './target.ts';

/** Without a planner at hand, the command that has one. */
export function ByHand({ target, reason }: { target: Target; reason: string }) {
  const { theCase } = useModel();
  return (
    <section class="panel" aria-labelledby="by-hand">
      <h2 id="by-hand">Ask where the case is</h2>
      <p>{reason}</p>
      <ul class="commands">
        <li>
          <span class="quiet">The plan, and the proof of it:</span>{' '}
          <Code text={`stemma contain ${quoted(target.id)}${caseOptions(theCase)}`} />
        </li>
        <li>
          <span class="quiet">This page with plans to switch on and off:</span>{' '}
          <Code text={`stemma serve${theCase.askWith}`} />
        </li>
      </ul>
    </section>
  );
}
