import { duration, plural } from '../../../lib/wording.ts';
import type { ExplorerCase } from '../../../model/explorer.ts';
import { useModel } from '../data/use-model.ts';
import { originKind } from '../../../lib/origin-words.ts';
import { minute, ofUser } from '../data/words.ts';
import type { Incident } from './incidents.ts';
import { logEndOf } from './log-end.ts';

/** One sentence that can be read out on the phone. */
export function Verdict({ incidents }: { incidents: readonly Incident[] }) {
  const { theCase, forest } = useModel();
  const { credentials, live, suspicious } = theCase.summary;
  const gaps = theCase.coverage.gaps.length + theCase.coverage.skipped.length;
  const alive = aliveWords(theCase);
  const tone = alive !== null ? 'alarm' : suspicious > 0 ? 'warning' : 'calm';
  const end = alive !== null || forest === null ? null : logEndOf(theCase, forest);
  return (
    <section class={`verdict ${tone}`}>
      <h1>{credentials === 0 ? 'No credential in what was read' : (alive ?? whenNoneLives(theCase, end !== null))}</h1>
      <p>
        {credentials === 0 ? (
          <>
            None of the {plural(theCase.coverage.events, 'event')} was signed by a key or mints one. Is it the trail of
            management events, and does it reach back far enough?
          </>
        ) : incidents[0] === undefined ? (
          <>No finding of medium or more. {plural(live, 'token')} live, none of them suspicious.</>
        ) : (
          <Where incident={incidents[0]} others={incidents.length - 1} />
        )}
        {end === null ? null : (
          <>
            {' '}
            <strong class="alarm">
              The log ends {duration(theCase.asOf - end.at)} before this moment; at its end{' '}
              {plural(end.alive, 'suspicious token was', 'suspicious tokens were')} live.
            </strong>{' '}
            What was minted since is in no record that was read: scan again, or look with --as-of last.
          </>
        )}
        {gaps === 0 ? null : <> Not everything could be read: {plural(gaps, 'gap')}, listed below.</>}
      </p>
    </section>
  );
}

/** By what somebody can act: tokens, and long-term keys that mint the next. */
function aliveWords({ summary: { liveSuspicious: tokens }, origins }: ExplorerCase): string | null {
  const keys = origins.reduce((sum, { workingKeys }) => sum + workingKeys, 0);
  const are = (count: number, state: string): string => `${count === 1 ? 'is' : 'are'} ${state}`;
  if (tokens === 0) return keys === 0 ? null : `${plural(keys, 'suspicious long-term key')} ${are(keys, 'active')}`;
  const live = `${plural(tokens, 'suspicious token')} ${are(tokens, 'live')}`;
  return keys === 0 ? live : `${live}, ${plural(keys, 'long-term key')} ${are(keys, 'active')}`;
}

function whenNoneLives({ summary: { suspicious } }: ExplorerCase, isLate: boolean): string {
  if (suspicious === 0) return 'Nothing suspicious in what was read';
  return isLate ? 'Suspicious tokens, none of them known to be live' : 'Suspicious tokens, none of them live';
}

function Where({ incident: { origin, since }, others }: { incident: Incident; others: number }) {
  return (
    <>
      {others === 0 ? 'Since' : `${plural(others + 1, 'lineage')} are suspicious. The worst: since`} {minute(since)}{' '}
      UTC, from {originKind(origin.kind)} <code>{origin.id}</code>
      {ofUser(origin)}
      {origin.accountId === null ? '' : ` in account ${origin.accountId}`}.
    </>
  );
}
