import { grouped } from '../../../lib/wording.ts';
import { useMemo, useState } from 'preact/hooks';
import type { ExplorerCase, ExplorerOrigin } from '../../../model/explorer.ts';
import { useModel } from '../data/use-model.ts';
import { originKind, withoutArn } from '../../../lib/origin-words.ts';
import { minute } from '../data/words.ts';
import { byDanger, canAct } from './incidents.ts';
import { SeverityMark, worstFirst } from '../parts/marks.tsx';
import { Scroller } from '../parts/scroller.tsx';
import { lineageLink } from '../router.ts';

const PAGE = 25;

/** All that tokens go back to, ranked by danger. */
export function OriginsTable() {
  const { theCase } = useModel();
  const [shown, setShown] = useState(PAGE);
  const origins = useMemo(() => byDanger(theCase).map((at) => theCase.origins[at]!), [theCase]);
  if (origins.length === 0) return <p class="panel quiet">No origin: no credential was seen in this case.</p>;
  return (
    <section class="panel" aria-labelledby="origins">
      <h2 id="origins">
        Origins, the most dangerous first <span class="quiet">{grouped(origins.length)}</span>
      </h2>
      <Scroller labelledBy="origins">
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">Origin</th>
              <th scope="col">Who</th>
              <th scope="col">Account</th>
              <th scope="col" class="numeric">
                Tokens
              </th>
              <th scope="col" class="numeric">
                Live
              </th>
              <th scope="col" class="numeric">
                Suspicious
              </th>
              <th scope="col" class="numeric">
                Depth
              </th>
              <th scope="col">Findings</th>
              <th scope="col">Last seen</th>
            </tr>
          </thead>
          <tbody>
            {origins.slice(0, shown).map((origin) => (
              <OriginRow key={`${origin.kind} ${origin.id}`} origin={origin} theCase={theCase} />
            ))}
          </tbody>
        </table>
      </Scroller>
      {shown < origins.length ? (
        <button type="button" class="button" onClick={() => setShown(shown + 4 * PAGE)}>
          Show {grouped(Math.min(4 * PAGE, origins.length - shown))} more
        </button>
      ) : null}
    </section>
  );
}

function OriginRow({ origin, theCase }: { origin: ExplorerOrigin; theCase: ExplorerCase }) {
  return (
    <tr class={canAct(origin) ? 'alarm' : origin.suspicious > 0 ? 'warning' : ''}>
      <th scope="row" class="wraps">
        <a href={lineageLink(origin)}>
          <span class="quiet">{originKind(origin.kind)}</span> <code title={origin.id}>{withoutArn(origin.id)}</code>
        </a>
      </th>
      <td>{origin.userName ?? ''}</td>
      <td>{origin.accountId ?? ''}</td>
      <td class="numeric">{origin.tokens === 0 ? '' : grouped(origin.tokens)}</td>
      <td class="numeric">{origin.live === 0 ? '' : grouped(origin.live)}</td>
      <td class="numeric">{suspiciousWords(origin)}</td>
      <td class="numeric">{origin.depth === 0 ? '' : grouped(origin.depth)}</td>
      <td>
        <FindingMarks origin={origin} theCase={theCase} />
      </td>
      <td class="time">{origin.last === 0 ? '' : minute(origin.last)}</td>
    </tr>
  );
}

/** That its key is suspicious, or works and has minted what is, is said beside the tokens: it is none of them. */
function suspiciousWords({ suspicious, suspiciousTokens, activeKeys }: ExplorerOrigin): string {
  const key = activeKeys > 0 ? 'active key' : suspicious > suspiciousTokens ? 'key' : '';
  return [suspiciousTokens === 0 ? '' : grouped(suspiciousTokens), key].filter((part) => part !== '').join(' + ');
}

export function FindingMarks({ origin, theCase }: { origin: ExplorerOrigin; theCase: ExplorerCase }) {
  const counts = worstFirst.flatMap((severity) => {
    const count = origin.findings.filter((at) => theCase.findings[at]!.severity === severity).length;
    return count === 0 ? [] : [{ severity, count }];
  });
  return (
    <span class="finding-marks">
      {counts.map(({ severity, count }) => (
        <span key={severity} class={severity} title={`${count} ${severity}`}>
          <SeverityMark severity={severity} />
          {count > 1 ? count : ''}
          <span class="offscreen"> {severity}</span>
        </span>
      ))}
    </span>
  );
}
