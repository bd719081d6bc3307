import { PLAN_LEAD, planCommand } from '../../../lib/plan-command.ts';
import type { ExplorerFinding } from '../../../model/explorer.ts';
import { useModel } from '../data/use-model.ts';
import { link } from '../router.ts';
import { Command } from './copy.tsx';

/** What to do about a finding; the command that plans it asks the same case as of the same moment, and its plan is a click away. */
export function NextStep({ finding: { id, next } }: { finding: Pick<ExplorerFinding, 'id' | 'next'> }) {
  const { askWith } = useModel().theCase;
  const plan = PLAN_LEAD + planCommand(id);
  // What is to be pasted holds an id of ours and nothing else.
  if (!next.endsWith(plan) || !/^[\w-]+$/.test(id)) return <>{next}</>;
  return (
    <>
      {next.slice(0, -plan.length)}{' '}
      <a class="plain" href={link('contain', ['finding', id])}>
        Plan it
      </a>
      {askWith === null ? (
        '.'
      ) : (
        <>
          : <Command text={planCommand(id) + askWith} />
        </>
      )}
    </>
  );
}
