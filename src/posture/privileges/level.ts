import type { PrivilegeLevel } from '../../model/posture.ts';
import { escalations } from './escalations.ts';
import { isBroad, type Right, type Rights } from './rights.ts';
import { administratorProbes, dataProbes, iamProbes, serviceProbes } from './services.ts';

export interface Privileges {
  readonly level: PrivilegeLevel;
  /** A sentence each. */
  readonly why: readonly string[];
}

/** What rights come to: administrator, ways to become one, services it governs, data it reads. */
export async function privilegesOf(rights: Rights, allowsSomething: boolean): Promise<Privileges> {
  const administrator = await administratorBy(rights);
  if (administrator !== null && administrator.decision === 'allowed')
    return { level: 'admin', why: [administrator.says] };
  const escalating = await escalationsOf(rights);
  const governing = await governedServices(rights);
  const { broad, narrow } = await readableData(rights);
  const privileged = [...(administrator === null ? [] : [administrator.says]), ...escalating, ...governing, ...broad];
  if (privileged.length > 0) return { level: 'privileged', why: [...privileged, ...narrow] };
  if (narrow.length > 0) return { level: 'limited', why: narrow };
  return allowsSomething
    ? { level: 'limited', why: ['May do some things, none of which gives it more rights or reads data.'] }
    : { level: 'none', why: ['Nothing is allowed to it.'] };
}

async function administratorBy(rights: Rights): Promise<{ decision: Right['decision']; says: string } | null> {
  const everything = await rights.ofAll(administratorProbes);
  if (everything !== null && isBroad(everything)) {
    return { decision: everything.decision, says: sentence('Administrator: may do everything', everything) };
  }
  const iam = await rights.ofAll(iamProbes);
  if (iam === null || !isBroad(iam)) return null;
  return { decision: iam.decision, says: sentence('Administers IAM, and so gives itself any right', iam) };
}

async function escalationsOf(rights: Rights): Promise<string[]> {
  const found: string[] = [];
  for (const { says, actions, passesTo, ofOthers } of escalations) {
    const right = await rights.ofAll(actions, passesTo === undefined ? undefined : { 'iam:PassedToService': passesTo });
    if (right === null || (ofOthers && right.on.every(rights.isOwn))) continue;
    found.push(sentence(`Can ${says}`, right, actions.length === 1));
  }
  return found;
}

async function governedServices(rights: Rights): Promise<string[]> {
  const found: string[] = [];
  for (const [service, probes] of Object.entries(serviceProbes)) {
    const right = await rights.ofAll(probes);
    if (right !== null && isBroad(right)) found.push(sentence(`Administers ${service}`, right));
  }
  return found;
}

async function readableData(rights: Rights): Promise<{ broad: string[]; narrow: string[] }> {
  const found: { broad: string[]; narrow: string[] } = { broad: [], narrow: [] };
  for (const { action, says, everyday = false } of dataProbes) {
    const right = await rights.of(action);
    if (right === null) continue;
    if (isBroad(right) && !everyday) found.broad.push(sentence(`Reads all ${says} (${action})`, right));
    else found.narrow.push(sentence(`Reads ${says} (${action})`, right, true));
  }
  return found;
}

const shownResources = 3;

function sentence(says: string, right: Right, withResources = false): string {
  const { decision, conditions, on } = right;
  const shown = on.slice(0, shownResources);
  const more = on.length - shown.length;
  const where = withResources && !isBroad(right) ? ` on ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}` : '';
  const when =
    decision === 'depends' ? `, only ${conditions.join(' and ') || 'under conditions that are not known'}` : '';
  return `${says}${where}${when}.`;
}
