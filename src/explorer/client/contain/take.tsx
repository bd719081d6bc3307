import type { ExplorerPlan } from '../../../model/explorer.ts';
import { useModel } from '../data/use-model.ts';
import { CommandCode } from '../parts/copy.tsx';
import type { PlanAction } from './action.tsx';
import { BeforeCommands } from './before-commands.tsx';
import { caseOptions, quoted } from './command.ts';
import type { Target } from './target.ts';

export interface TakeProps {
  readonly target: Target;
  readonly plan: ExplorerPlan;
  readonly enabled: readonly PlanAction[];
}

/** The commands that make this very plan where the credentials are: written as a script, or carried out. */
export function Take({ target, plan, enabled }: TakeProps) {
  const isWhole = enabled.length === plan.phases.reduce((sum, { actions }) => sum + actions.length, 0);
  const parts = isWhole ? '' : enabled.map(({ id }) => ` --assume ${quoted(id)}`).join('');
  const command = `stemma contain ${quoted(target.id)}${parts}${caseOptions(useModel().theCase)}`;
  return (
    <>
      <h3>Do it with stemma</h3>
      <BeforeCommands />
      <p class="commands">
        <span class="quiet">One action at a time, after asking, with a way back:</span>
        <CommandCode text={`${command} --apply`} label="the command that carries it out" />
        <span class="quiet">The scripts below, made for that moment:</span>
        <CommandCode text={`${command} --script aws-cli -o contain.sh`} label="the command for a script" />
      </p>
    </>
  );
}
