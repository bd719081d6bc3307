import { grouped, nameOf, plural } from '../../../lib/wording.ts';
import { useMemo, useState } from 'preact/hooks';
import type { ExplorerFinding } from '../../../model/explorer.ts';
import { severities } from '../../../model/finding.ts';
import { useModel } from '../data/use-model.ts';
import { originName } from '../../../lib/origin-words.ts';
import { minute } from '../data/words.ts';
import { Code } from '../parts/copy.tsx';
import { SeverityLabel } from '../parts/marks.tsx';
import { NextStep } from '../parts/next-step.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { lineageLink, link, linkHere, tokenLink, type Route, type ViewProps } from '../router.ts';
import { Filters } from './filters.tsx';
import { matching } from './filter.ts';

const PAGE = 50;

/** All findings, worst first; each opens its lineage with its tokens lit. */
export function FindingsView({ route }: ViewProps) {
  const { theCase } = useModel();
  const [shown, setShown] = useState(PAGE);
  const [id] = route.path;
  const found = useMemo(
    () =>
      theCase.findings
        .filter((finding) => (id === undefined ? matching(finding, route.query) : finding.id === id))
        .toSorted(worstFirst),
    [theCase, route, id],
  );
  return (
    <>
      <h1 class="page-title">
        Findings <span class="quiet">{grouped(found.length)}</span>
      </h1>
      {id === undefined && theCase.findings.length > 0 ? <Filters route={route} /> : null}
      {found.length === 0 ? <Nothing isEmpty={theCase.findings.length === 0} /> : null}
      <ol class="findings">
        {found.slice(0, shown).map((finding) => (
          <FindingItem key={finding.id} finding={finding} route={route} />
        ))}
      </ol>
      {shown < found.length ? (
        <button type="button" class="button" onClick={() => setShown(shown + PAGE)}>
          Show {Math.min(PAGE, found.length - shown)} more
        </button>
      ) : null}
    </>
  );
}

/** That a rule found nothing says as much as what it was given. */
function Nothing({ isEmpty }: { isEmpty: boolean }) {
  return (
    <p class="panel quiet">
      {isEmpty ? 'No rule found anything in what was read. ' : 'No finding is all of that. '}
      <a class="plain" href={isEmpty ? link('overview') : link('findings')}>
        {isEmpty ? 'What was read, and what is missing' : 'Show all findings'}
      </a>
    </p>
  );
}

const worstFirst = (a: ExplorerFinding, b: ExplorerFinding): number =>
  severities.indexOf(b.severity) - severities.indexOf(a.severity);

function FindingItem({ finding, route }: { finding: ExplorerFinding; route: Route }) {
  const { id, rule, severity, title, reason, credential, origin, accountId, roleArn, firstSeen, lastSeen } = finding;
  const href = origin === null ? null : lineageLink(origin, { finding: id, token: credential });
  return (
    <li class={`panel finding ${severity}`}>
      <header>
        <SeverityLabel severity={severity} />
        <h2>{href === null ? title : <a href={href}>{title}</a>}</h2>
        <a class="rule" href={linkHere({ ...route, path: [] }, { rule })}>
          {rule}
        </a>
        {origin === null && credential === null ? null : (
          <a class="button" href={link('contain', ['finding', id])}>
            Plan containment
          </a>
        )}
      </header>
      <p>
        <Sentence text={reason} />
      </p>
      <p>
        <strong>Do:</strong> <NextStep finding={finding} />
      </p>
      <p class="quiet facts-line">
        {firstSeen === 0 ? null : (
          <span>
            {minute(firstSeen)}
            {lastSeen > firstSeen ? ` – ${minute(lastSeen)}` : ''}
          </span>
        )}
        {accountId === null ? null : <span>{accountId}</span>}
        {roleArn === null ? null : <span>{nameOf(roleArn)}</span>}
        {credential === null ? null : (
          <a href={tokenLink(credential)}>
            <code>{credential}</code>
          </a>
        )}
        {origin === null ? null : <span>{originName(origin)}</span>}
        {finding.tokens.length === 0 ? null : <span>{plural(finding.tokens.length, 'credential')}</span>}
        {finding.attack.map((technique) => (
          <span key={technique}>{technique}</span>
        ))}
      </p>
      <Evidence ids={finding.evidence} />
    </li>
  );
}

const MOST_IDS = 20;

/** The records that the finding rests on, to be looked up where the trail is. */
function Evidence({ ids }: { ids: readonly string[] }) {
  if (ids.length === 0) return null;
  return (
    <details class="evidence">
      <summary>{plural(ids.length, 'CloudTrail record')}</summary>
      <ul>
        {ids.slice(0, MOST_IDS).map((id) => (
          <li key={id}>
            <span class="quiet">eventID</span> <Code text={id} />
          </li>
        ))}
      </ul>
      {ids.length > MOST_IDS ? (
        <p class="quiet">and {grouped(ids.length - MOST_IDS)} more, all in the JSON report</p>
      ) : null}
    </details>
  );
}
