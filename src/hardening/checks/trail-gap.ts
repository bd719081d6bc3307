import { count, listed } from '../../lib/wording.ts';
import { formatTime } from '../../lib/time.ts';
import { byText } from '../../lib/by-text.ts';
import { allOrigins } from '../../lineage/index.ts';
import type { Gap } from '../../model/coverage.ts';
import type { Check, Found } from '../check.ts';
import { documentOf } from '../statements.ts';
import { references } from '../wording.ts';

/** For member accounts; the management account and the role that keeps the trail stay outside of it. */
export const protectTrail = documentOf([
  {
    Sid: 'ProtectTheTrail',
    Effect: 'Deny',
    Action: [
      'cloudtrail:StopLogging',
      'cloudtrail:DeleteTrail',
      'cloudtrail:UpdateTrail',
      'cloudtrail:PutEventSelectors',
      'cloudtrail:PutInsightSelectors',
      'cloudtrail:StopEventDataStoreIngestion',
      'cloudtrail:DeleteEventDataStore',
      'cloudtrail:UpdateEventDataStore',
    ],
    Resource: '*',
  },
]);

export const trailGap: Check = {
  id: 'trail-gap',
  title: 'Gaps of the trail',
  says: 'Stretches and accounts of which the logs cannot tell: nothing in this case speaks of what happened there.',
  severities: ['high', 'medium'],
  documents: ['scp'],
  *advise({ coverage, lineage, config }) {
    const byAccount = new Map<string | null, Gap[]>();
    for (const gap of coverage.gaps) byAccount.set(gap.account, [...(byAccount.get(gap.account) ?? []), gap]);
    for (const [accountId, gaps] of byAccount) yield onGaps(accountId, gaps);
    const unread = config.knownAccounts.filter((account) => !coverage.accounts.includes(account));
    const reached = new Set(allOrigins(lineage).flatMap(({ kind, id }) => (kind === 'account' ? [id] : [])));
    for (const account of unread.filter((one) => reached.has(one)).sort(byText)) yield onUnread(account);
  },
};

function onGaps(accountId: string | null, gaps: readonly Gap[]): Found {
  const isStopped = gaps.some(({ reason }) => reason.startsWith('trail '));
  return {
    severity: isStopped ? 'high' : 'medium',
    accountId,
    target: accountId ?? 'unknown account',
    reason: `${count(gaps.length, 'stretch').replace('stretchs', 'stretches')} of the trail cannot be read: ${listed(gaps.map(saidOf), 3)}.`,
    policy: isStopped ? protectTrail : null,
    how: isStopped
      ? "Start logging again, read CloudTrail's 90-day event history for the gap (stemma scan cloudtrail:), and put the document on the organizational units whose trail an organization trail is: then nobody in a member account can stop it."
      : 'Copy the files again from the bucket and scan once more; stemma verify says whether they were changed since CloudTrail wrote them.',
    reference: references.cloudTrail,
  };
}

function saidOf({ region, from, to, reason }: Gap): string {
  const span = [from, to].map((at) => (at === null ? '?' : formatTime(at))).join(' to ');
  return `${region === null ? '' : `${region}, `}${span} (${reason})`;
}

const onUnread = (accountId: string): Found => ({
  severity: 'medium',
  accountId,
  target: accountId,
  reason:
    'Sessions of this case begin in this account, which the configuration calls yours, and no log of it was read: who is behind them cannot be told.',
  policy: null,
  how: 'Read its trail too, or keep one organization trail of all accounts and regions, with log file validation.',
  reference: references.cloudTrail,
});
