import type { EpochSeconds, Lineage } from '../../model/lineage.ts';

/** Whether the log shows an instance terminated from a moment on; one that is stopped only can be started again. */
export function isTerminated({ asOf, facts }: Lineage, instance: string, since: EpochSeconds = 0): boolean {
  const { placements, texts } = facts;
  const [code, call] = [texts.find(instance), texts.find('TerminateInstances')];
  if (!code || !call) return false;
  const { eventName, eventTime, instanceId } = placements.columns;
  return instanceId.some(
    (each, row) => each === code && eventName[row] === call && eventTime[row]! >= since && eventTime[row]! <= asOf,
  );
}
