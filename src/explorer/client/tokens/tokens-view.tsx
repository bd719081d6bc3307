import { grouped, plural } from '../../../lib/wording.ts';
import { useMemo, useState } from 'preact/hooks';
import { isSuspicious, isTemporary, textOf, type Forest } from '../data/forest.ts';
import { useModel } from '../data/use-model.ts';
import { originName, ownName } from '../../../lib/origin-words.ts';
import { minute, stateOf, stateWords, tokenName } from '../data/words.ts';
import { StateLabel } from '../parts/marks.tsx';
import { Scroller } from '../parts/scroller.tsx';
import { linkHere, lineageLink, tokenLink, type Route, type ViewProps } from '../router.ts';
import { matching } from './matching.ts';

const PAGE = 100;

/** Credentials as a list: all, or those that the address asks for. */
export function TokensView({ route }: ViewProps) {
  const { forest } = useModel();
  const [shown, setShown] = useState(PAGE);
  const found = useMemo(() => (forest === null ? [] : matching(forest, route.query)), [forest, route]);
  if (forest === null) return <p class="panel quiet">Reading the tokens …</p>;
  return (
    <>
      <h1 class="page-title">
        Tokens <span class="quiet">{countOf(forest, found)}</span>
      </h1>
      <Chips route={route} />
      <section class="panel" aria-label="Tokens">
        <Scroller label="Tokens">
          <table class="rows">
            <thead>
              <tr>
                <th scope="col">Access key id</th>
                <th scope="col">State</th>
                <th scope="col">Role and session</th>
                <th scope="col">Issued</th>
                <th scope="col">Last used</th>
                <th scope="col">From</th>
                <th scope="col">Origin</th>
              </tr>
            </thead>
            <tbody>
              {found.slice(0, shown).map((token) => (
                <TokenRow key={token} forest={forest} token={token} />
              ))}
            </tbody>
          </table>
        </Scroller>
        {found.length === 0 ? (
          <p class="quiet">
            {forest.length === 0 ? 'No credential was seen in this case.' : 'No token of this case is all of that.'}
          </p>
        ) : null}
      </section>
      {shown < found.length ? (
        <p>
          <button type="button" class="button" onClick={() => setShown(shown + 5 * PAGE)}>
            Show {grouped(Math.min(5 * PAGE, found.length - shown))} more
          </button>
        </p>
      ) : null}
    </>
  );
}

/** Long-term keys are listed among them, and told apart. */
function countOf(forest: Forest, found: readonly number[]): string {
  const tokens = found.filter((i) => isTemporary(forest.flags[i]!)).length;
  const keys = found.length - tokens;
  return keys === 0 ? grouped(tokens) : `${grouped(tokens)} and ${plural(keys, 'long-term key')}`;
}

function TokenRow({ forest, token }: { forest: Forest; token: number }) {
  const { theCase } = useModel();
  const { tokens } = forest;
  const key = tokens.accessKeyId[token]!;
  const origin = theCase.origins[tokens.origin[token]!];
  const suspicious = isSuspicious(forest.flags[token]!);
  return (
    <tr class={suspicious ? 'warning' : ''}>
      <th scope="row" class="key">
        <a href={tokenLink(key)}>
          <code>{key}</code>
          {suspicious ? <span class="offscreen">, suspicious</span> : null}
        </a>
      </th>
      <td>
        <StateLabel
          state={stateOf(forest, token, theCase.asOf)}
          words={stateWords(forest, token, theCase)}
          suspicious={suspicious}
        />
      </td>
      <td>{tokenName(forest, token)}</td>
      <td class="time">{tokens.issuedAt[token] === 0 ? '' : minute(tokens.issuedAt[token]!)}</td>
      <td class="time">{tokens.lastUsed[token] === 0 ? '' : minute(tokens.lastUsed[token]!)}</td>
      <td>{textOf(forest, tokens.issuedFrom[token]) ?? ''}</td>
      <td class="wraps">
        {origin === undefined ? (
          ''
        ) : (
          <a href={lineageLink(origin, { token: key })} title={originName(origin)}>
            {originName({ kind: origin.kind, id: ownName(origin) })}
          </a>
        )}
      </td>
    </tr>
  );
}

const names = ['live', 'suspicious', 'role', 'session', 'address'] as const;

/** What the list is limited to, each to be taken off. */
function Chips({ route }: { route: Route }) {
  const given = names.filter((name) => route.query.has(name));
  const offered = (['live', 'suspicious'] as const).filter((name) => !route.query.has(name));
  return (
    <p class="chips">
      {given.map((name) => (
        <a key={name} class="chip on" href={linkHere(route, { [name]: null })} aria-label={`No longer only ${name}`}>
          {route.query.get(name) === 'yes' ? name : `${name} ${route.query.get(name)}`} ×
        </a>
      ))}
      {offered.map((name) => (
        <a key={name} class="chip" href={linkHere(route, { [name]: 'yes' })}>
          only {name}
        </a>
      ))}
    </p>
  );
}
