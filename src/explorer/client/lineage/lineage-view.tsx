import { grouped } from '../../../lib/wording.ts';
import { useModel } from '../data/use-model.ts';
import type { ExplorerOrigin } from '../../../model/explorer.ts';
import { originKind } from '../../../lib/origin-words.ts';
import { minute, tokensAndKeys } from '../data/words.ts';
import { OriginsTable } from '../overview/origins-table.tsx';
import { Code } from '../parts/copy.tsx';
import { link, type ViewProps } from '../router.ts';
import { Chart } from './chart.tsx';

/** The family tree of one origin over time; without one, the list to choose from. */
export function LineageView({ route }: ViewProps) {
  const { theCase, forest } = useModel();
  const [kind, id] = route.path;
  if (kind === undefined) return <Choose />;
  const index = theCase.origins.findIndex((origin) => origin.kind === kind && origin.id === id);
  const origin = theCase.origins[index];
  if (origin === undefined) {
    return (
      <section class="panel">
        <h1>Not in this case</h1>
        <p>
          No origin <code>{id}</code>. <a href={link('lineage')}>All origins</a>
        </p>
      </section>
    );
  }
  return (
    <>
      <OriginHeading origin={origin} />
      {forest === null ? (
        <p class="panel quiet" role="status">
          Reading the tokens …
        </p>
      ) : (
        <Chart key={`${kind} ${id}`} route={route} origin={index} forest={forest} />
      )}
    </>
  );
}

function Choose() {
  return (
    <>
      <h1 class="page-title">Lineages</h1>
      <OriginsTable />
    </>
  );
}

function OriginHeading({ origin }: { origin: ExplorerOrigin }) {
  const { kind, id, userName, accountId, credentials, tokens, live, suspicious, suspiciousTokens, first, last } =
    origin;
  return (
    <header class="page-heading">
      <div>
        <p class="kicker">Lineage of {originKind(kind)}</p>
        <h1>
          <Code text={id} />
          {userName === null ? null : <span class="heading-more">{userName}</span>}
        </h1>
        <p class="quiet">
          {accountId === null ? '' : `${accountId} · `}
          {tokensAndKeys(tokens, credentials - tokens)} · {grouped(live)} live ·{' '}
          {suspicious === suspiciousTokens
            ? grouped(suspicious)
            : tokensAndKeys(suspiciousTokens, suspicious - suspiciousTokens)}{' '}
          suspicious · {minute(first)} – {minute(last)} UTC
        </p>
      </div>
      <a class="button primary" href={link('contain', ['origin', kind, id])}>
        Plan containment
      </a>
    </header>
  );
}
