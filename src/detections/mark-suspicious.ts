import { severities, type Finding } from '../model/finding.ts';
import type { Lineage } from '../model/lineage.ts';
import { reachedFrom } from './reached.ts';

const MEDIUM = severities.indexOf('medium');

/**
 * 1 for each credential that a finding of severity medium or more names, and for all that descend from one: tokens that it minted, and
 * what keys and users have that it made.
 */
export function markSuspicious(lineage: Lineage, findings: readonly Finding[]): Uint8Array {
  const { length, parent } = lineage.credentials;
  const suspicious = new Uint8Array(length);
  for (const finding of findings) {
    if (severities.indexOf(finding.severity) < MEDIUM) continue;
    for (const accessKeyId of finding.credentials) mark(accessKeyId);
    if (finding.credential !== null) mark(finding.credential);
  }
  for (const credential of lineage.topDown) {
    const above = parent[credential]!;
    if (above >= 0 && suspicious[above] === 1) suspicious[credential] = 1;
  }
  return reachedFrom(lineage, suspicious);

  function mark(accessKeyId: string): void {
    const credential = lineage.find(accessKeyId);
    if (credential >= 0) suspicious[credential] = 1;
  }
}
