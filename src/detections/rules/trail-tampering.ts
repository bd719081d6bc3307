import { once } from '../../lib/once.ts';
import { count, listed } from '../../lib/wording.ts';
import type { ControlKind } from '../../model/facts.ts';
import type { Lineage } from '../../model/lineage.ts';
import { controlsOfKinds, deedOf } from '../controls.ts';
import { eventIDs } from '../evidence.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { narrowings } from '../trail-settings.ts';
import { at, keyAndOrigin, keyOf, rolesOf, sentence } from '../wording.ts';

const tampering: readonly ControlKind[] = ['trail-stopped', 'trail-deleted', 'trail-narrowed'];

export const trailTampering: Rule = {
  id: 'trail-tampering',
  title: 'The trail that would record it was stopped, deleted or narrowed',
  says: 'A credential of the case stopped or deleted a trail, or made it record less.',
  canBeWrong:
    'Somebody who moves an account to an organisation trail deletes the old one; ask, and look whether another trail goes on.',
  severities: ['critical'],
  attack: ['T1562.008'],
  detect,
};

function* detect({ lineage }: DetectionContext): Iterable<Detection> {
  const { controls, texts } = lineage.facts;
  const { recipientAccountId } = controls.columns;
  const by = tamperingsBy(lineage);
  for (let credential = 0; credential < lineage.credentials.length; credential++) {
    const rows = by(credential);
    if (rows.length === 0) continue;
    for (const account of new Set(rows.map((row) => recipientAccountId[row]!))) {
      const inAccount = rows.filter((row) => recipientAccountId[row] === account);
      yield tamperingIn(lineage, credential, { rows: inAccount, accountId: texts.get(account) });
    }
  }
}

/** What each credential did to trails, but for services that look after their own and what is set up or set again. */
export function tamperingsBy(lineage: Lineage): (credential: number) => Uint32Array {
  const { actorType, kind } = lineage.facts.controls.columns;
  const service = lineage.facts.texts.find('AWSService') || -1;
  const narrowed = lineage.facts.texts.find('trail-narrowed') || -1;
  const by = controlsOfKinds(lineage, tampering);
  const isLess = once(() => narrowings(lineage));
  return (credential) => {
    const rows = by(credential);
    if (rows.length === 0) return rows;
    return rows.filter((row) => actorType[row] !== service && (kind[row] !== narrowed || isLess().has(row)));
  };
}

/** Whom to deny: the role or user behind a credential, as far as the logs tell. */
function whom(lineage: Lineage, credential: number): string {
  const { roleArn, principalArn, userName } = lineage.credentials;
  if (roleArn[credential] !== 0 || principalArn[credential] !== 0) return listed(rolesOf(lineage, [credential]));
  const user = lineage.facts.texts.get(userName[credential]!);
  return user === null ? `${keyOf(lineage, credential)}'s role or user` : `user ${user}`;
}

function tamperingIn(
  lineage: Lineage,
  credential: number,
  { rows, accountId }: { rows: Uint32Array; accountId: string | null },
): Detection {
  const { controls, texts } = lineage.facts;
  const { eventTime, sourceIPAddress } = controls.columns;
  const key = keyOf(lineage, credential);
  const first = eventTime[rows[0]!]!;
  const last = eventTime[rows.at(-1)!]!;
  const address = texts.get(sourceIPAddress[rows[0]!]!);
  const deeds = [...new Set(Array.from(rows, (row) => deedOf(lineage, row)))];
  return {
    severity: 'critical',
    subject: [key, accountId ?? ''],
    reason:
      `${sentence(keyAndOrigin(lineage, credential))} made ${count(rows.length, 'change')} to the trail of account ${accountId ?? 'unknown'}, ` +
      `the first at ${at(first)}${address === null ? '' : ` from ${address}`}: ${listed(deeds)}. What happened afterwards may not be in the logs.`,
    credential,
    credentials: [credential],
    accountId,
    evidence: eventIDs(controls, rows.subarray(0, 50)),
    firstSeen: first,
    lastSeen: last,
    next: `Start logging again (aws cloudtrail start-logging, event selectors as before), read CloudTrail's 90-day event history for the gap (aws cloudtrail lookup-events), and deny ${whom(lineage, credential)} everything.`,
  };
}
