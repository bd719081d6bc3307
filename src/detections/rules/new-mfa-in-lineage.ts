import { count } from '../../lib/wording.ts';
import { originKindOf } from '../../lineage/index.ts';
import type { Lineage } from '../../model/lineage.ts';
import { controlsOfKinds } from '../controls.ts';
import { eventIDs, issuanceEvidence } from '../evidence.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { at, issuedFrom, keyAndOrigin, keyOf, latest, sentence } from '../wording.ts';

export const newMfaInLineage: Rule = {
  id: 'new-mfa-in-lineage',
  title: 'An MFA device that a credential registered was used to mint',
  says: 'A key or token registered an MFA device, and tokens were minted with that device since.',
  canBeWrong: 'It is how people who live on the command line enrol a device: context for other findings, not more.',
  severities: ['low'],
  attack: ['T1556.006', 'T1550.001'],
  detect,
};

function* detect({ lineage }: DetectionContext): Iterable<Detection> {
  const registrations = registrationsOf(lineage);
  if (registrations.size === 0) return;
  const { serialNumber, eventTime } = lineage.facts.issuances.columns;
  const minted = new Map<Registration, number[]>();
  for (let token = 0; token < lineage.credentials.length; token++) {
    const row = lineage.credentials.issuance[token]!;
    if (row < 0 || serialNumber[row] === 0) continue;
    const registration = registrations.get(serialNumber[row]!);
    if (registration === undefined || eventTime[row]! < registration.since) continue;
    const known = minted.get(registration);
    if (known === undefined) minted.set(registration, [token]);
    else known.push(token);
  }
  for (const [registration, tokens] of minted) yield used(lineage, registration, tokens);
}

interface Registration {
  readonly device: number;
  readonly actor: number;
  readonly rows: number[];
  readonly since: number;
}

/** Devices by the code of their serial number. People enrol theirs at the console; that is left out. */
export function registrationsOf(lineage: Lineage): Map<number, Registration> {
  const { controls } = lineage.facts;
  const { target, eventTime } = controls.columns;
  const { credentials } = lineage;
  const addedBy = controlsOfKinds(lineage, ['mfa-device-added']);
  const found = new Map<number, Registration>();
  for (let actor = 0; actor < credentials.length; actor++) {
    const rows = addedBy(actor);
    if (rows.length === 0 || credentials.forwarded[actor] === 1) continue;
    if (originKindOf(lineage, actor) === 'console') continue;
    for (const row of rows) {
      const device = target[row]!;
      if (device === 0) continue;
      const known = found.get(device);
      // A device is made by one call and given to its user by the next.
      if (known === undefined || eventTime[row]! < known.since) {
        found.set(device, { device, actor, rows: [row, ...(known?.rows ?? [])], since: eventTime[row]! });
      } else known.rows.push(row);
    }
  }
  return found;
}

function used(lineage: Lineage, registration: Registration, tokens: readonly number[]): Detection {
  const { texts, controls } = lineage.facts;
  const { issuedAt, lastUsed } = lineage.credentials;
  const { actor, rows, since } = registration;
  const device = texts.get(registration.device)!;
  const first = tokens.reduce((a, b) => (issuedAt[b]! < issuedAt[a]! ? b : a));
  return {
    severity: 'low',
    subject: [device, keyOf(lineage, actor)],
    reason:
      `${sentence(keyAndOrigin(lineage, actor))} registered the MFA device ${device} at ${at(since)}; ${count(tokens.length, 'token')} ` +
      `came with that device since, first ${keyOf(lineage, first)} at ${at(issuedAt[first]!)}${issuedFrom(lineage, first)}.`,
    credential: first,
    credentials: [actor, ...tokens],
    evidence: [...eventIDs(controls, rows.slice(0, 20)), ...issuanceEvidence(lineage, tokens)],
    firstSeen: since,
    lastSeen: Math.max(latest(issuedAt, tokens), latest(lastUsed, tokens)),
    next: `Ask whose device it is. If nobody's: aws iam deactivate-mfa-device, then delete-virtual-mfa-device; a policy that asks for MFA is no hindrance to whoever holds it.`,
  };
}
