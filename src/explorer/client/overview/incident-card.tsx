import { plural } from '../../../lib/wording.ts';
import { useModel } from '../data/use-model.ts';
import { originKind } from '../../../lib/origin-words.ts';
import { minute, stateWords, tokenName } from '../data/words.ts';
import { SeverityMark } from '../parts/marks.tsx';
import { lineageLink, link } from '../router.ts';
import { aliveIn, type Incident } from './incidents.ts';
import { Sparkline } from './sparkline.tsx';

/** Who is in, since when, from which key, what is still alive, what to do: the answers, in that order. */
export function IncidentCard({ incident }: { incident: Incident }) {
  const { origin, findings, since, last } = incident;
  const worst = findings[0];
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
        <dt>Alive</dt>
        <dd>
          <Alive incident={incident} />
        </dd>
        <dt>Do</dt>
        <dd>{worst?.next ?? 'Look at the lineage.'}</dd>
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

const SHOWN = 3;

function Alive({ incident: { index, origin } }: { incident: Incident }) {
  const { forest, theCase } = useModel();
  if (origin.liveSuspicious === 0) return <>nothing as of {minute(theCase.asOf)}</>;
  const alive = forest === null ? [] : aliveIn(forest, index);
  return (
    <>
      <strong class="alarm">
        {plural(origin.liveSuspicious, 'token')} of {origin.suspicious}
      </strong>
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
