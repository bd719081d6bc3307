import { count, listed } from '../../lib/wording.ts';
import type { ControlKind } from '../../model/facts.ts';
import type { Lineage } from '../../model/lineage.ts';
import { controlsOfKinds, deedOf } from '../controls.ts';
import { withoutEndedKeys } from '../ended-keys.ts';
import { eventIDs } from '../evidence.ts';
import { reachedFrom } from '../reached.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { at, keyAndOrigin, keyOf, rolesOf } from '../wording.ts';

/** Changes of identities, permissions or trust: ways to stay, to rise, or to lock others out. */
const changes: readonly ControlKind[] = [
  'access-key-created',
  'access-key-activated',
  'access-key-deactivated',
  'access-key-deleted',
  'user-created',
  'user-deleted',
  'person-created',
  'login-profile-created',
  'login-profile-changed',
  'login-profile-deleted',
  'user-credential-added',
  'user-credential-removed',
  'mfa-device-added',
  'mfa-device-removed',
  'role-created',
  'role-deleted',
  'role-sessions-revoked',
  'role-denied',
  'user-sessions-revoked',
  'user-denied',
  'deny-removed',
  'trust-changed',
  'permissions-changed',
  'group-changed',
  'identity-provider-changed',
  'instance-profile-changed',
  'organization-policy-changed',
];

export const iamChangeByToken: Rule = {
  id: 'iam-change-by-token',
  title: 'A suspicious token changed identities, permissions or trust',
  says: 'A temporary credential in a suspicious lineage changed keys and other credentials, users, MFA devices, policies, roles, trust or identity providers.',
  canBeWrong: 'It is as right as the finding that made the lineage suspicious: look at that one first.',
  severities: ['critical'],
  attack: ['T1098', 'T1098.001', 'T1098.003', 'T1136.003', 'T1484.002', 'T1531', 'T1078.004'],
  needsSuspicion: true,
  detect,
};

function* detect({ lineage, suspicious }: DetectionContext): Iterable<Detection> {
  const { length, temporary, forwarded } = lineage.credentials;
  const changesBy = controlsOfKinds(lineage, changes);
  // A key that a suspicious token makes is the attacker's, and so are the tokens got with it.
  const reached = reachedFrom(lineage, suspicious);
  for (let credential = 0; credential < length; credential++) {
    if (reached[credential] !== 1 || temporary[credential] === 0 || forwarded[credential] === 1) continue;
    const rows = changesBy(credential);
    if (rows.length > 0) yield changesOf(lineage, credential, { rows, made: keysMade(lineage, rows) });
  }
}

function keysMade(lineage: Lineage, rows: Uint32Array): number[] {
  const { kind, targetAccessKeyId } = lineage.facts.controls.columns;
  const { texts } = lineage.facts;
  const created = texts.find('access-key-created');
  return Array.from(rows)
    .filter((row) => kind[row] === created && targetAccessKeyId[row] !== 0)
    .map((row) => lineage.find(texts.get(targetAccessKeyId[row]!)!))
    .filter((key) => key >= 0);
}

function changesOf(
  lineage: Lineage,
  credential: number,
  { rows, made }: { rows: Uint32Array; made: readonly number[] },
): Detection {
  const { controls } = lineage.facts;
  const { eventTime, sourceIPAddress } = controls.columns;
  const key = keyOf(lineage, credential);
  const whose = listed(rolesOf(lineage, [credential]));
  const active = withoutEndedKeys(lineage, made);
  const first = rows[0]!;
  const last = rows.at(-1)!;
  const address = lineage.facts.texts.get(sourceIPAddress[first]!);
  const deeds = [...new Set(Array.from(rows, (row) => deedOf(lineage, row)))];
  const span =
    eventTime[first] === eventTime[last]
      ? `at ${at(eventTime[first]!)}`
      : `from ${at(eventTime[first]!)} to ${at(eventTime[last]!)}`;
  return {
    severity: 'critical',
    subject: [key],
    reason:
      `${keyAndOrigin(lineage, credential)} is in a suspicious lineage and made ${count(rows.length, 'change')} ${span}` +
      `${address === null ? '' : ` from ${address}`}: ${listed(deeds, 5)}.`,
    credential,
    credentials: [credential, ...made],
    evidence: eventIDs(controls, [...rows.subarray(0, 50), ...rows.subarray(Math.max(50, rows.length - 50))]),
    firstSeen: eventTime[first]!,
    lastSeen: eventTime[last]!,
    next:
      active.length > 0
        ? `Deactivate ${listed(active.map((one) => keyOf(lineage, one)))}, which it made, before anything else (aws iam update-access-key --status Inactive); then undo the other changes and deny ${whose} everything.`
        : `Deny ${whose} everything, then undo these changes, which outlive the token.`,
  };
}
