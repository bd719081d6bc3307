import { plural } from '../../../lib/wording.ts';
import { useAnswer, useModel } from '../data/use-model.ts';
import { ofUser } from '../data/words.ts';
import { originKind, originName } from '../../../lib/origin-words.ts';
import { incidentsOf, nobodyWords, type Incident } from '../overview/incidents.ts';
import { Code } from '../parts/copy.tsx';
import { link, lineageLink, type Route, type ViewProps } from '../router.ts';
import { ByHand } from './by-hand.tsx';
import { PlanPage } from './plan-page.tsx';
import type { Target } from './target.ts';

/** What ends a lineage, in which order, at which price; and what is left when one leaves some of it out. Changes nothing. */
export function ContainView({ route }: ViewProps) {
  const { theCase, source } = useModel();
  const target = targetOf(route);
  const { value, error } = useAnswer(
    () => (target === null ? Promise.resolve(null) : source.loadPlan(target.id)),
    [source, target?.id, theCase.revision],
  );
  if (target === null) return <Choose />;
  return (
    <>
      <header class="page-heading">
        <div>
          <p class="kicker">Containment of {target.name}</p>
          <h1>
            <Code text={target.id} />
          </h1>
          <p class="quiet">This page only plans: nothing here changes an account.</p>
        </div>
        <a class="button" href={target.back}>
          What it is about
        </a>
      </header>
      {error !== null ? <ByHand target={target} reason={error} /> : null}
      {error === null && value === null ? (
        <p class="panel quiet" role="status" aria-busy="true">
          Planning …
        </p>
      ) : null}
      {value === null ? null : <PlanPage key={target.id} route={route} target={target} plan={value} />}
    </>
  );
}

/** `#/contain/origin/access-key/AKIA…`, `#/contain/credential/ASIA…`, `#/contain/finding/…` */
function targetOf({ path }: Route): Target | null {
  const [kind, first, second] = path;
  if (kind === 'origin' && first !== undefined && second !== undefined) {
    const origin = { kind: first, id: second };
    return { kind, id: second, name: originKind(first as Parameters<typeof originKind>[0]), back: lineageLink(origin) };
  }
  if (kind === 'credential' && first !== undefined)
    return { kind, id: first, name: 'token', back: link('token', [first]) };
  if (kind === 'finding' && first !== undefined)
    return { kind, id: first, name: 'finding', back: link('findings', [first]) };
  return null;
}

function Choose() {
  const { theCase } = useModel();
  const incidents = incidentsOf(theCase);
  return (
    <>
      <h1 class="page-title">Contain</h1>
      <section class="panel" aria-labelledby="choose">
        <h2 id="choose">What is to be ended?</h2>
        <p class="quiet">
          {incidents.length === 0
            ? 'Nothing in this case is suspicious. Any token page and lineage has a plan all the same: look for it with /.'
            : 'The suspicious lineages of this case. Any token page and lineage has a plan, too.'}
        </p>
        <ul class="targets">
          {incidents.slice(0, 100).map((incident) => (
            <Choice key={`${incident.origin.kind} ${incident.origin.id}`} incident={incident} />
          ))}
        </ul>
      </section>
    </>
  );
}

function Choice({ incident: { origin, findings } }: { incident: Incident }) {
  const { kind, id, acting, heldBack, activeKeys } = origin;
  const alive = [
    activeKeys === 0 ? '' : plural(activeKeys, 'active key'),
    acting === 0 ? '' : plural(acting, 'live suspicious token'),
  ].filter((part) => part !== '');
  return (
    <li>
      <a href={link('contain', ['origin', kind, id])}>{originName(origin)}</a>
      <span class="quiet">{ofUser(origin)}</span>
      <p>
        <span class={alive.length === 0 ? 'quiet' : 'alarm'}>
          {alive.length === 0 && heldBack === 0 ? nobodyWords(origin, 'is live') : alive.join(' and ')}
        </span>
        {heldBack === 0 ? null : `${alive.length === 0 ? '' : ', '}${plural(heldBack, 'token')} live, but revoked`}
        {findings[0] === undefined ? null : (
          <>
            {' · '}
            {findings[0].title}
          </>
        )}
      </p>
    </li>
  );
}
