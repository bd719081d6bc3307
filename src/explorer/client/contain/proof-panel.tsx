import { grouped, plural } from '../../../lib/wording.ts';
import type { Proof } from '../../../model/containment.ts';
import type { ExplorerPlan } from '../../../model/explorer.ts';
import { isLiveToken } from '../data/forest.ts';
import { useModel } from '../data/use-model.ts';
import { tokenLink } from '../router.ts';
import type { PlanAction } from './action.tsx';
import type { Target } from './target.ts';
import { Take } from './take.tsx';

export interface ProofPanelProps {
  readonly plan: ExplorerPlan;
  readonly enabled: readonly PlanAction[];
  readonly proof: Proof | null;
  readonly error: string | null;
  readonly target: Target;
}

const verdicts: Readonly<Record<Proof['result'], { title: string; tone: string }>> = {
  evicted: { title: 'Nothing is left to the attacker', tone: 'calm' },
  survives: { title: 'The attacker is still in', tone: 'alarm' },
  'not-proven': { title: 'Not proven', tone: 'warning' },
};

/** Which tokens survive, and why: the prover's answer to the switches as they stand. */
export function ProofPanel({ plan, enabled, proof, error, target }: ProofPanelProps) {
  const { forest } = useModel();
  const stopped = new Set(enabled.flatMap(({ stops }) => stops));
  const isLive = (id: string): boolean => isLiveToken(forest?.flags[forest.find(id)] ?? 0);
  const live = plan.compromised.filter(isLive);
  const left = live.filter((id) => !stopped.has(id));
  const collateral = enabled.reduce((sum, { collateral: { sessions } }) => sum + sessions, 0);
  const all = plan.phases.reduce((sum, { actions }) => sum + actions.length, 0);
  const isBusy = proof === null && error === null && enabled.length < all;
  return (
    <aside class="panel details proof" aria-label="What is left" aria-live="polite" aria-busy={isBusy}>
      {proof === null ? (
        <p class="quiet">{error ?? (isBusy ? 'The attacker is played …' : 'No proof was asked for.')}</p>
      ) : (
        <Verdict proof={proof} />
      )}
      <dl class="facts">
        <dt>Switched on</dt>
        <dd>
          {enabled.length} of {plural(all, 'action')}
        </dd>
        <dt>Compromised</dt>
        <dd>
          {plural(plan.compromised.length, 'credential')}, {grouped(live.length)} live
          {left.length === 0 ? '' : `, ${grouped(left.length)} of them stopped by none of these`}
        </dd>
        <dt>Price</dt>
        <dd>{collateral === 0 ? 'no session of anybody else' : `up to ${plural(collateral, 'session')} of others`}</dd>
      </dl>
      {proof === null ? null : <Remaining proof={proof} />}
      {proof === null || proof.assumptions.length === 0 ? null : (
        <details>
          <summary>Rests on {plural(proof.assumptions.length, 'assumption')}</summary>
          <ul class="dotted">
            {proof.assumptions.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </details>
      )}
      <p class="actions">
        <button type="button" class="button primary" onClick={toScript}>
          Read the script
        </button>
      </p>
      <Take target={target} plan={plan} enabled={enabled} />
    </aside>
  );
}

/** The address is the view's: no jump of the browser's own. */
function toScript(): void {
  const heading = document.querySelector<HTMLElement>('#scripts');
  heading?.scrollIntoView({ block: 'start' });
  heading?.focus({ preventScroll: true });
}

function Verdict({ proof }: { proof: Proof }) {
  const { title, tone } = verdicts[proof.result];
  return <h2 class={`proof-result ${tone}`}>{title}</h2>;
}

const SHOWN = 12;

function Remaining({ proof: { remaining, result } }: { proof: Proof }) {
  if (remaining.length === 0) return null;
  return (
    <>
      <h3>{result === 'survives' ? 'Survives' : 'What would have to be known'}</h3>
      <ul class="remaining">
        {remaining.slice(0, SHOWN).map(({ credential, can, because }) => (
          <li key={`${credential} ${because}`}>
            {/^A[KS]IA/.test(credential) ? (
              <a href={tokenLink(credential)}>
                <code>{credential}</code>
              </a>
            ) : (
              <strong>{credential}</strong>
            )}
            <p>{because}</p>
            {can.length === 0 ? null : <p class="quiet">can: {can.slice(0, 4).join('; ')}</p>}
          </li>
        ))}
      </ul>
      {remaining.length > SHOWN ? <p class="quiet">and {remaining.length - SHOWN} more</p> : null}
    </>
  );
}
