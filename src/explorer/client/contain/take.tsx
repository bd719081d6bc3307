import type { ExplorerPlan } from '../../../model/explorer.ts';
import { Code } from '../parts/copy.tsx';
import type { PlanAction } from './action.tsx';
import type { Target } from './target.ts';

/** The plan to take along: a command that makes it where the credentials are, and the document. */
export function Take({
  target,
  plan,
  enabled,
}: {
  target: Target;
  plan: ExplorerPlan;
  enabled: readonly PlanAction[];
}) {
  const chosen = new Set(enabled.map(({ id }) => id));
  const phases = plan.phases.map((phase) => ({ ...phase, actions: phase.actions.filter(({ id }) => chosen.has(id)) }));
  const save = (): void => {
    const blob = new Blob([JSON.stringify({ ...plan, phases }, null, 2)], { type: 'application/json' });
    const anchor = document.createElement('a');
    anchor.href = URL.createObjectURL(blob);
    anchor.download = `containment-${target.id.replaceAll(/[^\w.-]+/g, '_').slice(0, 60)}.json`;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 1_000);
  };
  const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const isWhole = enabled.length === plan.phases.reduce((sum, { actions }) => sum + actions.length, 0);
  const parts = isWhole ? '' : enabled.map(({ id }) => ` --assume ${quoted(id)}`).join('');
  const command = `stemma contain ${quoted(target.id)}${parts} --iam iam.json`;
  return (
    <>
      <h3>Take it along</h3>
      <p class="commands">
        <span class="quiet">As a script, made for now:</span>
        <Code text={`${command} --script aws-cli -o contain.sh`} label="the command for a script" />
        <span class="quiet">Or carried out one action at a time, after asking:</span>
        <Code text={`${command} --apply`} label="the command that carries it out" />
      </p>
      <p class="actions">
        <button type="button" class="button" onClick={save}>
          Download the plan (JSON)
        </button>
      </p>
    </>
  );
}
