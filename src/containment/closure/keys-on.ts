import type { ControlKind } from '../../model/facts.ts';
import type { IamAccount, IamSnapshot } from '../../model/iam.ts';
import type { Lineage } from '../../model/lineage.ts';

/**
 * The snapshot with the keys active that the log shows switched on since it was taken: it has them inactive, so that nobody would
 * switch them off. Where it does not tell its time, the log is believed.
 */
export function withKeysOn(snapshot: IamSnapshot, lineage: Lineage): IamSnapshot {
  const on = lastSwitchedOn(lineage);
  if (on.size === 0) return snapshot;
  const accounts = snapshot.accounts.map((account): IamAccount => {
    const { accessKeys, takenAt, isFileTime } = account;
    const since = takenAt === null || isFileTime === true ? -Infinity : takenAt;
    if (accessKeys === null) return account;
    const keys = accessKeys.map((key) =>
      (on.get(key.accessKeyId) ?? -Infinity) > since ? { ...key, active: true } : key,
    );
    return { ...account, accessKeys: keys };
  });
  return { ...snapshot, accounts };
}

/** By key, the moment of its last change where that switched it on. */
function lastSwitchedOn({ asOf, facts: { controls, texts } }: Lineage): ReadonlyMap<string, number> {
  const { eventTime, kind, targetAccessKeyId } = controls.columns;
  const changes = new Map<number, boolean>();
  for (const [name, isOn] of Object.entries(switching)) changes.set(texts.find(name) || -1, isOn);
  const last = new Map<string, { time: number; isOn: boolean }>();
  for (let row = 0; row < controls.length; row++) {
    const isOn = changes.get(kind[row]!);
    const time = eventTime[row]!;
    if (isOn === undefined || time > asOf) continue;
    const id = texts.get(targetAccessKeyId[row]!) ?? '';
    if (time >= (last.get(id)?.time ?? 0)) last.set(id, { time, isOn });
  }
  return new Map([...last].flatMap(([id, { time, isOn }]) => (isOn ? [[id, time] as const] : [])));
}

const switching: Partial<Record<ControlKind, boolean>> = {
  'access-key-activated': true,
  'access-key-deactivated': false,
  'access-key-deleted': false,
};
