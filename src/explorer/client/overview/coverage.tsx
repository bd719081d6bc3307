import { grouped, plural } from '../../../lib/wording.ts';
import { useModel } from '../data/use-model.ts';
import { minute } from '../data/words.ts';

const SHOWN = 8;

/** What was read and what was not: half a result never looks like a whole one. */
export function Coverage() {
  const { coverage, snapshotNotes } = useModel().theCase;
  const { from, to, files, events, duplicates, accounts, regions, skipped, gaps } = coverage;
  const missing = [
    ...gaps.map((gap) => ({ what: gapName(gap), why: gap.reason })),
    ...skipped.map(({ source, reason }) => ({ what: source, why: reason })),
  ];
  return (
    <section class="panel coverage" aria-labelledby="what-was-read">
      <h2 id="what-was-read">What was read</h2>
      <dl class="facts">
        <dt>Events</dt>
        <dd>
          {grouped(events)}{' '}
          <span class="quiet">
            in {plural(files, 'file')}
            {duplicates > 0 ? `, ${plural(duplicates, 'duplicate')} left out` : ''}
          </span>
        </dd>
        <dt>From, to</dt>
        <dd>
          {from === null || to === null
            ? 'unknown'
            : `${minute(Date.parse(from) / 1000)} – ${minute(Date.parse(to) / 1000)}`}
        </dd>
        <dt>Accounts</dt>
        <dd>{few(accounts)}</dd>
        <dt>Regions</dt>
        <dd>{few(regions)}</dd>
        {snapshotNotes.length === 0 ? null : (
          <>
            <dt>Snapshot</dt>
            <dd>
              {snapshotNotes.map((note) => (
                <p key={note}>{note}</p>
              ))}
            </dd>
          </>
        )}
      </dl>
      {missing.length === 0 ? (
        <p class="quiet">No gap found in the logs, and nothing left out.</p>
      ) : (
        <details open={missing.length <= SHOWN}>
          <summary>
            <strong>{plural(missing.length, 'gap')}</strong>: what is missing here may be missing below
          </summary>
          <ul class="gaps">
            {missing.slice(0, 200).map(({ what, why }, i) => (
              <li key={i}>
                <code>{what}</code> <span class="quiet">{why}</span>
              </li>
            ))}
            {missing.length > 200 ? (
              <li class="quiet">and {grouped(missing.length - 200)} more, in the JSON report</li>
            ) : null}
          </ul>
        </details>
      )}
    </section>
  );
}

function few(texts: readonly string[]): string {
  const more = texts.length > SHOWN ? ` and ${texts.length - SHOWN} more` : '';
  return texts.slice(0, SHOWN).join(', ') + more;
}

function gapName(gap: {
  account: string | null;
  region: string | null;
  from: string | null;
  to: string | null;
}): string {
  const time = (at: string | null): string => (at === null ? '?' : minute(Date.parse(at) / 1000));
  const span = gap.from === null && gap.to === null ? null : `${time(gap.from)} – ${time(gap.to)}`;
  return [gap.account, gap.region, span].filter((part) => part !== null).join(' ');
}
