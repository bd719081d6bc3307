import { Code } from '../parts/copy.tsx';
import type { Target } from './target.ts';

/** Without a planner at hand, the command that has one. */
export function ByHand({ target, reason }: { target: Target; reason: string }) {
  const id = `'${target.id.replaceAll("'", String.raw`'\''`)}'`;
  return (
    <section class="panel" aria-labelledby="by-hand">
      <h2 id="by-hand">Ask where the case is</h2>
      <p>{reason}</p>
      <ul class="commands">
        <li>
          <span class="quiet">The plan, proven with an IAM snapshot:</span>{' '}
          <Code text={`stemma contain ${id} --iam iam.json`} />
        </li>
        <li>
          <span class="quiet">This page with plans to switch on and off:</span> <Code text="stemma serve" />
        </li>
      </ul>
    </section>
  );
}
