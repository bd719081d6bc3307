import { duration, grouped, plural } from '../lib/wording.ts';
import type { ReportView } from '../model/report-view.ts';
import { secondsBetween } from './wording.ts';

/**
 * Who is still in, in sentences: the same in every report that has a verdict. No all-clear that the logs do not give: of tokens whose end
 * they do not tell, of keys that mint the next token, and of what came after their last record.
 */
export function whoCanAct(view: ReportView): string {
  const { acting, heldBack, unended } = view.standing;
  const revoked = heldBack === 0 ? '' : `${grouped(heldBack)} more ${heldBack === 1 ? 'is' : 'are'} live, but revoked.`;
  const ends = unended === 1 ? 'its end is not in the logs' : 'their ends are not in the logs';
  const outside = outsideLog(view);
  const sentences = [keysSentence(view), outside === '' ? '' : `But ${outside}`];
  if (acting > 0) {
    const more = unended === 0 ? '' : `, and ${grouped(unended)} more may: ${ends}`;
    return joined([`${plural(acting, 'suspicious token')} can still act${more}.`, revoked, ...sentences]);
  }
  if (unended > 0)
    return joined([`${plural(unended, 'suspicious token')} may still act: ${ends}.`, revoked, ...sentences]);
  const none =
    heldBack === 0
      ? 'No suspicious token is live.'
      : `No suspicious token can act: ${heldBack === 1 ? 'the one that is live is' : `the ${grouped(heldBack)} that are live are`} revoked.`;
  return joined([none, ...sentences]);
}

const joined = (sentences: readonly string[]): string => sentences.filter((text) => text !== '').join(' ');

function keysSentence({ standing: { activeKeys } }: ReportView): string {
  if (activeKeys === 0) return '';
  return activeKeys === 1
    ? 'An access key behind such tokens is active, and can mint the next.'
    : `${grouped(activeKeys)} access keys behind such tokens are active, and can mint the next.`;
}

/**
 * Where the moment lies outside of what was read, who lives then is no answer: tokens that acted at the end of the log may have
 * minted others since, and before its beginning there is none. Empty where nothing is to be said.
 */
export function outsideLog({ asOf, coverage: { from, to }, standing: { acting, atLogEnd } }: ReportView): string {
  if (from !== null && asOf < from) {
    return `this moment is ${duration(secondsBetween(asOf, from))} before the first record that was read. Look with --as-of last.`;
  }
  if (atLogEnd === null || atLogEnd <= acting || to === null) return '';
  const one = atLogEnd === 1;
  return (
    `the log ends ${duration(secondsBetween(to, asOf))} before this moment: at its end ${plural(atLogEnd, 'suspicious token')} ` +
    `${one ? 'was' : 'were'} live, and what ${one ? 'it' : 'they'} minted since was not read. Scan again, or look with --as-of last.`
  );
}
