import { originOf, rootOf } from '../lineage/index.ts';
import type { Lineage } from '../model/lineage.ts';

/** Without the long-term keys that need nobody to end them: the log shows these deactivated or deleted, or their user deleted. */
export const withoutEndedKeys = ({ credentials }: Lineage, some: readonly number[]): number[] =>
  some.filter((at) => credentials.temporary[at] === 1 || credentials.live[at] === 1);

/** Whether the long-term key that a lineage goes back to is ended; no key at all is not. */
export function isKeyEnded(lineage: Lineage, credential: number): boolean {
  // What was forwarded for a key has no parent, and its origin names the key.
  const above = [rootOf(lineage, credential), lineage.find(originOf(lineage, credential).id)].filter((at) => at >= 0);
  return withoutEndedKeys(lineage, above).length < above.length;
}
