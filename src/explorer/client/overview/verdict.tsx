import { plural } from '../../../lib/wording.ts';
import type { ExplorerCase } from '../../../model/explorer.ts';
import { useModel } from '../data/use-model.ts';
import { originKind } from '../../../lib/origin-words.ts';
import { minute, ofUser } from '../data/words.ts';
import type { Incident } from './incidents.ts';

/** One sentence that can be read out on the phone. */
export function Verdict({ incidents }: { incidents: readonly Incident[] }) {
  const { theCase } = useModel();
  const { credentials, live, suspicious } = theCase.summary;
  const { acting, activeKeys, heldBack, unended, atLogEnd } = theCase.standing;
  const gaps = theCase.coverage.gaps.length + theCase.coverage.skipped.length;
  const isLate = (atLogEnd ?? 0) > acting;
  const tone = acting + activeKeys > 0 ? 'alarm' : suspicious > 0 ? 'warning' : 'calm';
  // Where the headline says all of it, it is not said again.
  const more = isLate || activeKeys + heldBack + unended > 0 ? theCase.whoCanAct : '';
  return (
    <section class={`verdict ${tone}`}>
      <h1>{credentials === 0 ? 'No credential in what was read' : headline(theCase)}</h1>
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
        {more === '' ? null : isLate ? <strong class="alarm"> {more}</strong> : ` ${more}`}
        {gaps === 0 ? null : <> Not everything could be read: {plural(gaps, 'gap')}, listed below.</>}
      </p>
    </section>
  );
}

/** By what somebody can act: tokens, and keys that mint the next. */
function headline({ standing, summary }: ExplorerCase): string {
  const { acting, unended, heldBack, activeKeys } = standing;
  const keys = (of: string): string =>
    `${plural(activeKeys, 'key')} behind ${of} ${activeKeys === 1 ? 'is' : 'are'} active`;
  if (acting > 0) {
    const tokens = `${plural(acting, 'suspicious token')} ${acting === 1 ? 'is' : 'are'} live`;
    return activeKeys === 0 ? tokens : `${tokens}, ${keys('suspicious ones')}`;
  }
  if (activeKeys > 0) return keys('suspicious tokens');
  if (unended > 0) return `${plural(unended, 'suspicious token')} may still be live`;
  if (summary.suspicious === 0) return 'Nothing suspicious in what was read';
  return heldBack === 0
    ? 'Suspicious tokens, none of them known to be live'
    : 'Suspicious tokens, the live ones revoked';
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
