import { grouped, plural } from '../../../lib/wording.ts';
import { useModel } from '../data/use-model.ts';
import { originKind, originName } from '../../../lib/origin-words.ts';
import { minute, ofUser, stateWords, tokenName } from '../data/words.ts';
import { SeverityMark } from '../parts/marks.tsx';
import { NextStep } from '../parts/next-step.tsx';
import { lineageLink, link } from '../router.ts';
import { aliveIn, canAct, nobodyWords, type Incident } from './incidents.ts';
import { Sparkline } from './sparkline.tsx';

/** Titles besides the first. */
const MOST_TITLES = 2;

/** Who is in, since when, from which key, what is still alive, what to do: the answers, in that order. */
export function IncidentCard({ incident }: { incident: Incident }) {
  const { origin, findings, since, last } = incident;
  const [worst, ...others] = findings;
  const titles = [...new Set(others.map(({ title }) => title))].filter((title) => title !== worst?.title);
  return (
    <article class={`panel incident ${worst?.severity ?? 'info'}`}>
      <header>
        {worst === undefined ? null : <SeverityMark severity={worst.severity} />}
        <h2>{worst?.title ?? 'Suspicious lineage'}</h2>
      </header>
      <dl>
        <dt>Who</dt>
        <dd>
          {origin.userName ?? originKind(origin.kind)}
          {origin.accountId === null ? null : <span class="quiet"> in {origin.accountId}</span>}
        </dd>
        <dt>Since</dt>
        <dd>
          {minute(since)}
          {last > since ? <span class="quiet"> last seen {minute(last)}</span> : null}
        </dd>
        <dt>From</dt>
        <dd>
          <span class="quiet">{originKind(origin.kind)} </span>
          <code>{origin.id}</code>
        </dd>
        <Behind incident={incident} />
        <dt>Alive</dt>
        <dd>
          <Alive incident={incident} />
        </dd>
        <dt>Do</dt>
        <dd>{worst === undefined ? 'Look at the lineage.' : <NextStep finding={worst} />}</dd>
        {titles.length === 0 ? null : (
          <>
            <dt>Also</dt>
            <dd>
              {titles.slice(0, MOST_TITLES).join('; ')}
              {titles.length > MOST_TITLES ? ` and ${titles.length - MOST_TITLES} more` : ''}
            </dd>
          </>
        )}
      </dl>
      <Sparkline origin={incident.index} />
      <footer>
        <a class="button primary" href={link('contain', ['origin', origin.kind, origin.id])}>
          Plan containment
        </a>
        <a class="button" href={lineageLink(origin)}>
          See the lineage
        </a>
        <span class="quiet">{plural(findings.length, 'finding')}</span>
      </footer>
    </article>
  );
}

/** Where its worst finding is about another lineage, that one: what is done there comes first. */
function Behind({ incident: { index, findings } }: { incident: Incident }) {
  const { theCase } = useModel();
  const lineage = findings[0]?.lineage ?? -1;
  const origin = theCase.origins[lineage];
  if (origin === undefined || lineage === index) return null;
  return (
    <>
      <dt>Behind</dt>
      <dd>
        <a href={lineageLink(origin)}>{originName(origin)}</a>
        <span class="quiet">{ofUser(origin)}</span>
      </dd>
    </>
  );
}

const SHOWN = 3;

function Alive({ incident: { index, origin } }: { incident: Incident }) {
  const { forest, theCase } = useModel();
  const alive = forest === null ? [] : aliveIn(forest, index);
  const { acting, heldBack, activeKeys } = origin;
  if (!canAct(origin) && heldBack === 0) return <>{nobodyWords(origin, `as of ${minute(theCase.asOf)}`)}</>;
  const said = [
    activeKeys === 0 ? '' : plural(activeKeys, 'active key'),
    acting === 0 ? '' : `${plural(acting, 'token')} of ${grouped(origin.suspiciousTokens)}`,
  ].filter((part) => part !== '');
  return (
    <>
      <strong class="alarm">{said.join(' and ')}</strong>
      {heldBack === 0 ? null : (
        <>
          {said.length === 0 ? '' : ', '}
          {plural(heldBack, 'token')} live, but revoked
        </>
      )}
      {forest === null ? null : (
        <ul class="alive">
          {alive.slice(0, SHOWN).map((i) => (
            <li key={i}>
              <a href={link('token', [forest.tokens.accessKeyId[i]!])}>
                <code>{forest.tokens.accessKeyId[i]}</code>
              </a>{' '}
              {tokenName(forest, i)} <span class="quiet">{stateWords(forest, i, theCase)}</span>
            </li>
          ))}
          {alive.length > SHOWN ? <li class="quiet">and {alive.length - SHOWN} more</li> : null}
        </ul>
      )}
    </>
  );
}
