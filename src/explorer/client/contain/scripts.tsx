import { grouped } from '../../../lib/wording.ts';
import { useState } from 'preact/hooks';
import type { ExplorerPlan, ExplorerScript } from '../../../model/explorer.ts';
import { useAnswer, useModel } from '../data/use-model.ts';
import { Copy } from '../parts/copy.tsx';
import { Icon } from '../parts/icons.tsx';
import { Tabs } from '../parts/tabs.tsx';
import type { PlanAction } from './action.tsx';
import { save } from './save.ts';
import { ScriptText } from './script-text.tsx';
import type { Target } from './target.ts';

const titles: Readonly<Record<ExplorerScript['form'], string>> = {
  'aws-cli': 'AWS CLI',
  rollback: 'The way back',
  terraform: 'Terraform',
  json: 'Calls as JSON',
  runbook: 'Runbook',
};

const notes: Readonly<Record<ExplorerScript['form'], string>> = {
  'aws-cli':
    'Shows what it would call; with --run it calls it, step by step, and keeps what was there before. Can be started again.',
  rollback: 'Takes the steps back, last first, to what the first script found there.',
  terraform: 'The denies as resources, phase by phase; phase 0 takes them away again.',
  json: 'Every call with its parameters, for other programs.',
  runbook: 'The plan as Markdown, box by box, for the ticket.',
};

export interface ScriptsProps {
  readonly target: Target;
  readonly plan: ExplorerPlan;
  readonly enabled: readonly PlanAction[];
}

/** The plan, as the switches stand, as what carries it out elsewhere: to read, to copy, to save. */
export function Scripts({ target, plan, enabled }: ScriptsProps) {
  const { source, theCase } = useModel();
  const ids = enabled.map(({ id }) => id);
  const { value, error } = useAnswer(
    () => source.loadScripts(target.id, ids),
    [source, target.id, plan, ids.join('|'), theCase.revision],
  );
  const [form, setForm] = useState<ExplorerScript['form']>('aws-cli');
  const script = value?.find((each) => each.form === form) ?? value?.[0];
  return (
    <section class="panel scripts" aria-labelledby="scripts" aria-busy={value === null && error === null}>
      <h2 id="scripts" tabIndex={-1}>
        Script
      </h2>
      {script === undefined ? (
        <p class="quiet" role="status">
          {error ?? 'Writing it …'}
        </p>
      ) : (
        <Tabs
          label="Forms of the script"
          tabs={value!.map((each) => ({ id: each.form, title: titles[each.form] }))}
          chosen={script.form}
          choose={setForm}
        >
          <div class="script-bar">
            <code>{script.file}</code>
            <span class="quiet">{grouped(script.text.trimEnd().split('\n').length)} lines</span>
            <span class="spring" />
            <Copy text={script.text} label={script.file} title="Copy" />
            <button type="button" class="button" onClick={() => save(script.file, script.text)}>
              <Icon name="save" /> Download<span class="offscreen"> {script.file}</span>
            </button>
          </div>
          <p class="quiet">{notes[script.form]}</p>
          <ScriptText key={script.form} script={script} />
        </Tabs>
      )}
    </section>
  );
}
