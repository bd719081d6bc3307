import { duration, plural } from '../../../lib/wording.ts';
import { useMemo } from 'preact/hooks';
import type { ExplorerPlan } from '../../../model/explorer.ts';
import { useAnswer, useModel } from '../data/use-model.ts';
import { go, linkHere, type Route } from '../router.ts';
import { Action } from './action.tsx';
import type { Target } from './target.ts';
import { ProofPanel } from './proof-panel.tsx';
import { Scripts } from './scripts.tsx';

export interface PlanPageProps {
  readonly route: Route;
  readonly target: Target;
  readonly plan: ExplorerPlan;
}

/** What is left to the attacker as the switches stand; beside it, or below where there is little room, the phases with a switch at each action. */
export function PlanPage({ route, target, plan }: PlanPageProps) {
  const { source, theCase } = useModel();
  const off = useMemo(() => new Set((route.query.get('off') ?? '').split('|').filter((id) => id !== '')), [route]);
  const actions = plan.phases.flatMap((phase) => phase.actions);
  const enabled = actions.filter(({ id }) => !off.has(id));
  const changed = enabled.length < actions.length;
  const asked = enabled.map(({ id }) => id).join('|');
  const { value, error } = useAnswer(
    () =>
      changed
        ? source.prove(
            target.id,
            enabled.map(({ id }) => id),
          )
        : Promise.resolve(plan.proof),
    [source, target.id, plan, asked, theCase.revision],
  );
  const flip = (id: string): void => {
    const next = new Set(off);
    if (!next.delete(id)) next.add(id);
    go(linkHere(route, { off: [...next].join('|') }), { replace: true });
  };
  return (
    <div class="contain">
      <ProofPanel plan={plan} enabled={enabled} proof={value} error={error} target={target} />
      <div class="stack">
        {plan.phases.map((phase, at) => (
          <section key={phase.name} class="panel phase" aria-labelledby={`phase-${at}`}>
            <h2 id={`phase-${at}`}>
              <span class="step">{at + 1}</span> <span>{phase.name}</span>
            </h2>
            {/* Its number is used by the scripts all the same. */}
            {phase.actions.length + phase.checks.length === 0 ? <p class="quiet">Nothing to do.</p> : null}
            <ol class="actions-list">
              {phase.actions.map((action) => (
                <Action key={action.id} action={action} isOn={!off.has(action.id)} flip={() => flip(action.id)} />
              ))}
            </ol>
            {phase.checks.length === 0 ? null : (
              <ul class="checks" aria-label="Before going on">
                {phase.checks.map((check) => (
                  <li key={check}>{check}</li>
                ))}
              </ul>
            )}
            {phase.waitSeconds > 0 ? (
              <p class="quiet wait">
                Then wait {duration(phase.waitSeconds)}: policy changes take that long to hold everywhere.
              </p>
            ) : null}
          </section>
        ))}
        <Residual sentences={plan.residual} />
        <Scripts target={target} plan={plan} enabled={enabled} />
      </div>
    </div>
  );
}

function Residual({ sentences }: { sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="residual">
      <h2 id="residual">
        What no plan undoes <span class="quiet">{plural(sentences.length, 'thing')} to look at by hand</span>
      </h2>
      <ul class="dotted">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}
