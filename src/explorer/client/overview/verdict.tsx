import { plural } from '../../../lib/wording.ts';
import { useModel } from '../data/use-model.ts';
import { originKind } from '../../../lib/origin-words.ts';
import { minute } from '../data/words.ts';
import type { Incident } from './incidents.ts';

/** One sentence that can be read out on the phone. */
export function Verdict({ incidents }: { incidents: readonly Incident[] }) {
  const { theCase } = useModel();
  const { credentials, live, liveSuspicious, suspicious } = theCase.summary;
  const gaps = theCase.coverage.gaps.length + theCase.coverage.skipped.length;
  const tone = liveSuspicious > 0 ? 'alarm' : suspicious > 0 ? 'warning' : 'calm';
  return (
    <section class={`verdict ${tone}`}>
      <h1>{credentials === 0 ? 'No credential in what was read' : headline(liveSuspicious, suspicious)}</h1>
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
        {gaps === 0 ? null : <> Not everything could be read: {plural(gaps, 'gap')}, listed below.</>}
      </p>
    </section>
  );
}

function headline(liveSuspicious: number, suspicious: number): string {
  if (liveSuspicious > 0)
    return `${plural(liveSuspicious, 'suspicious token')} ${liveSuspicious === 1 ? 'is' : 'are'} live`;
  return suspicious > 0 ? 'Suspicious tokens, none of them live' : 'Nothing suspicious in what was read';
}

function Where({ incident: { origin, since }, others }: { incident: Incident; others: number }) {
  return (
    <>
      {others === 0 ? 'Since' : `${plural(others + 1, 'lineage')} are suspicious. The worst: since`} {minute(since)}{' '}
      UTC, from {originKind(origin.kind)} <code>{origin.id}</code>
      {origin.userName === null ? '' : ` of ${origin.userName}`}
      {origin.accountId === null ? '' : ` in account ${origin.accountId}`}.
    </>
  );
}
