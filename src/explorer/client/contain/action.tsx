import { grouped, nameOf, plural } from '../../../lib/wording.ts';
import type { ExplorerPlan } from '../../../model/explorer.ts';
import { Code } from '../parts/copy.tsx';

export type PlanAction = ExplorerPlan['phases'][number]['actions'][number];

const SHOWN = 6;

/** One step: what is changed, what it stops, what else it stops, and how it is taken back. */
export function Action({ action, isOn, flip }: { action: PlanAction; isOn: boolean; flip: () => void }) {
  const { id, kind, target, accountId, reason, api, stops, doesNotStop, collateral, policy, rollback } = action;
  return (
    <li class={`action ${isOn ? '' : 'off'}`}>
      <label>
        <input type="checkbox" checked={isOn} onChange={flip} aria-describedby={`why-${id}`} />
        <strong>{kind.replaceAll('-', ' ')}</strong> <code>{nameOf(target)}</code>
        {accountId === null ? null : <span class="quiet"> in {accountId}</span>}
      </label>
      <p id={`why-${id}`}>{reason}</p>
      <p class="tally">
        <span class={stops.length > 0 ? 'stops' : 'quiet'}>stops {plural(stops.length, 'credential')}</span>
        <span class={collateral.sessions > 0 ? 'price' : 'quiet'}>
          {collateral.sessions > 0
            ? `also stops ${plural(collateral.sessions, 'session')} of others`
            : 'stops nobody else'}
        </span>
        <span class="quiet">{api.join(', ')}</span>
      </p>
      {collateral.principals.length === 0 ? null : (
        <p class="quiet">
          Others: {collateral.principals.slice(0, SHOWN).join(', ')}
          {collateral.principals.length > SHOWN ? ` and ${grouped(collateral.principals.length - SHOWN)} more` : ''}
        </p>
      )}
      {doesNotStop.length === 0 ? null : (
        <p class="quiet">
          Goes on all the same: {doesNotStop.slice(0, SHOWN).join('; ')}
          {doesNotStop.length > SHOWN ? ` and ${doesNotStop.length - SHOWN} more` : ''}
        </p>
      )}
      <details>
        <summary>Exactly what, and how to take it back</summary>
        <p>
          <span class="quiet">Target</span> <Code text={target} />
        </p>
        {policy === null ? null : <pre>{JSON.stringify(policy, null, 2)}</pre>}
        <p>
          <span class="quiet">Back:</span> {rollback}
        </p>
      </details>
    </li>
  );
}
