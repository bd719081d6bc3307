import { rowsOf } from '../lineage/index.ts';
import type { ControlKind } from '../model/facts.ts';
import type { Lineage } from '../model/lineage.ts';
import { addTo } from '../lib/add-to.ts';
import type { Step } from './phases.ts';

const LOOK = 0;
const ESCALATION = 1;
const PERSISTENCE = 2;
export const TAKING = 3;

/** Something that a token did, as a step of an attack. */
export interface PhaseEvent extends Step {
  readonly token: number;
  readonly table: 'controls' | 'uses';
  readonly row: number;
  readonly isLast: boolean;
}

const phaseOfChange: Partial<Record<ControlKind, number>> = {
  'permissions-changed': ESCALATION,
  'trust-changed': ESCALATION,
  'group-changed': ESCALATION,
  'role-created': ESCALATION,
  'identity-provider-changed': ESCALATION,
  'instance-profile-changed': ESCALATION,
  'organization-policy-changed': ESCALATION,
  'deny-removed': ESCALATION,
  'access-key-created': PERSISTENCE,
  'access-key-activated': PERSISTENCE,
  'user-created': PERSISTENCE,
  'person-created': PERSISTENCE,
  'login-profile-created': PERSISTENCE,
  'login-profile-changed': PERSISTENCE,
  'user-credential-added': PERSISTENCE,
  'mfa-device-added': PERSISTENCE,
  'trail-stopped': TAKING,
  'trail-deleted': TAKING,
  'trail-narrowed': TAKING,
};

/** Changes that temporary tokens signed themselves, by token. */
export function changesOf(lineage: Lineage): Map<number, PhaseEvent[]> {
  const { texts, controls } = lineage.facts;
  const { kind, eventTime, invokedBy } = controls.columns;
  const { length, temporary, forwarded } = lineage.credentials;
  const phaseOf = new Map(Object.entries(phaseOfChange).map(([name, phase]) => [texts.find(name), phase]));
  phaseOf.delete(0);
  const changes = new Map<number, PhaseEvent[]>();
  if (phaseOf.size === 0) return changes;
  for (let token = 0; token < length; token++) {
    if (temporary[token] === 0 || forwarded[token] === 1) continue;
    for (const row of rowsOf(lineage.controlsBy, token)) {
      const phase = invokedBy[row] === 0 ? phaseOf.get(kind[row]!) : undefined;
      if (phase === undefined) continue;
      addTo(changes, token, { time: eventTime[row]!, phase, token, table: 'controls', row, isLast: false });
    }
  }
  return changes;
}

/** What a token looked at and took, as far as it was let: of each row of uses the first call and the last. */
export function usesOfPhases(lineage: Lineage): (token: number) => PhaseEvent[] {
  const { texts, uses } = lineage.facts;
  const { activity, invokedBy, first, last, count, errors } = uses.columns;
  const phaseOf = new Map([
    [texts.find('look') || -1, LOOK],
    [texts.find('data') || -1, TAKING],
  ]);
  return (token) => {
    const events: PhaseEvent[] = [];
    for (const row of rowsOf(lineage.usesOf, token)) {
      const phase = phaseOf.get(activity[row]!);
      if (phase === undefined || invokedBy[row] !== 0 || errors[row] === count[row]) continue;
      const event = { phase, token, table: 'uses', row } as const;
      events.push({ ...event, time: first[row]!, isLast: false });
      if (last[row] !== first[row]) events.push({ ...event, time: last[row]!, isLast: true });
    }
    return events;
  };
}
