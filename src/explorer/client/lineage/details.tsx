import { grouped, plural } from '../../../lib/wording.ts';
import type { Forest } from '../data/forest.ts';
import { childrenIn, isSuspicious, textOf } from '../data/forest.ts';
import { useModel } from '../data/use-model.ts';
import { minute, second, stateOf, stateWords, tokenName } from '../data/words.ts';
import { Code } from '../parts/copy.tsx';
import { SeverityLabel, StateLabel } from '../parts/marks.tsx';
import { linkHere, lineageLink, tokenLink, type Route } from '../router.ts';
import type { ControlMark } from './marks.ts';
import { rowName } from './row-words.ts';
import type { Row } from './rows.ts';

export interface DetailsProps {
  readonly route: Route;
  readonly forest: Forest;
  readonly origin: number;
  readonly row: Row | null;
  readonly marks: readonly ControlMark[];
  readonly toggle: (row: Row) => void;
}

/** What is known of the chosen line; of the whole lineage where none is. */
export function Details(props: DetailsProps) {
  const { row } = props;
  return (
    <aside class="details panel" aria-label="Details" aria-live="polite">
      {row === null ? (
        <LineageDetails {...props} />
      ) : row.kind === 'token' ? (
        <TokenDetails {...props} token={row.tokens[0]!} />
      ) : (
        <FoldDetails {...props} row={row} />
      )}
    </aside>
  );
}

function TokenDetails({ route, forest, token }: DetailsProps & { token: number }) {
  const { theCase } = useModel();
  const { tokens, parent } = forest;
  const key = tokens.accessKeyId[token]!;
  const children = childrenIn(forest, token);
  const findings = theCase.findings.filter((finding) => finding.tokens.includes(token));
  const facts: readonly (readonly [string, string | null])[] = [
    ['Role', textOf(forest, tokens.role[token])],
    ['Session', textOf(forest, tokens.session[token])],
    ['User', textOf(forest, tokens.user[token])],
    ['Account', textOf(forest, tokens.account[token])],
    [
      'Issued',
      tokens.issuedAt[token] === 0
        ? null
        : `${second(tokens.issuedAt[token]!)} by ${textOf(forest, tokens.issuedBy[token]) ?? 'unknown'}`,
    ],
    ['Expires', tokens.expiresAt[token] === 0 ? null : second(tokens.expiresAt[token]!)],
    ['Asked for from', textOf(forest, tokens.issuedFrom[token])],
    [
      'Used',
      tokens.uses[token] === 0
        ? 'never seen'
        : `${grouped(tokens.uses[token]!)} times, ${minute(tokens.firstUsed[token]!)} – ${minute(tokens.lastUsed[token]!)}`,
    ],
    ['Failed calls', tokens.errors[token] === 0 ? null : grouped(tokens.errors[token]!)],
  ];
  return (
    <>
      <StateLabel
        state={stateOf(forest, token, theCase.asOf)}
        words={stateWords(forest, token, theCase)}
        suspicious={isSuspicious(forest.flags[token]!)}
      />
      <h2>
        <Code text={key} />
      </h2>
      <p class="quiet">{tokenName(forest, token)}</p>
      <p class="actions">
        <a class="button" href={tokenLink(key)}>
          Token page
        </a>
      </p>
      <Facts facts={facts} />
      <dl class="facts">
        <dt>Parent</dt>
        <dd>
          {parent[token]! < 0 ? (
            'none: the lineage begins here'
          ) : (
            <TokenRef forest={forest} route={route} token={parent[token]!} />
          )}
        </dd>
        <dt>Minted</dt>
        <dd>
          {children.length === 0 ? 'nothing' : plural(children.length, 'token')}
          {Array.from(children.slice(0, 4), (child) => (
            <div key={child}>
              <TokenRef forest={forest} route={route} token={child} />
            </div>
          ))}
        </dd>
      </dl>
      <FindingList findings={findings} route={route} />
    </>
  );
}

function Facts({ facts }: { facts: readonly (readonly [string, string | null])[] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) =>
        value === null ? null : (
          <>
            <dt key={name}>{name}</dt>
            <dd>{value}</dd>
          </>
        ),
      )}
    </dl>
  );
}

/** A step up or down the lineage, without leaving it. */
function TokenRef({ forest, route, token }: { forest: Forest; route: Route; token: number }) {
  const key = forest.tokens.accessKeyId[token]!;
  return (
    <a href={linkHere(route, { token: key })}>
      <code>{key}</code> <span class="quiet">{tokenName(forest, token)}</span>
    </a>
  );
}

function FoldDetails({ forest, row, toggle }: DetailsProps & { row: Row }) {
  const { issuedAt } = forest.tokens;
  const { name } = rowName(forest, row);
  return (
    <>
      <h2>{name}</h2>
      <p>
        Issued from {minute(issuedAt[row.tokens[0]!]!)} to {minute(issuedAt[row.tokens.at(-1)!]!)} UTC.
        {row.size > row.tokens.length ? ` ${plural(row.size - row.tokens.length, 'more token')} hang below them.` : ''}
      </p>
      <button type="button" class="button" onClick={() => toggle(row)}>
        {row.open === true ? 'Fold again' : `Show all ${grouped(row.tokens.length)}`}
      </button>
    </>
  );
}

function LineageDetails({ route, origin, marks }: DetailsProps) {
  const { theCase } = useModel();
  const findings = theCase.origins[origin]!.findings.map((at) => theCase.findings[at]!);
  return (
    <>
      <h2 class="offscreen">This lineage</h2>
      <FindingList findings={findings} route={route} />
      <h3>Control changes</h3>
      {marks.length === 0 ? <p class="quiet">None logged.</p> : null}
      <ul class="changes">
        {marks.slice(0, 60).map(({ control, words, kind }) => (
          <li key={control.eventID} class={kind}>
            <time>{minute(control.at)}</time> {words}
            <span class="quiet"> by {control.actorAccessKeyId ?? control.actor ?? 'unknown'}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function FindingList({
  findings,
  route,
}: {
  findings: ReturnType<typeof useModel>['theCase']['findings'];
  route: Route;
}) {
  if (findings.length === 0) return null;
  return (
    <>
      <h3>Findings</h3>
      <ul class="finding-list">
        {findings.slice(0, 30).map((finding) => (
          <li key={finding.id}>
            <a
              href={
                route.view === 'lineage'
                  ? linkHere(route, { finding: finding.id })
                  : lineageLink(finding.origin ?? { kind: '', id: '' })
              }
            >
              <SeverityLabel severity={finding.severity} /> {finding.title}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
