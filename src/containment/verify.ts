import { descendants, rowsOf } from '../lineage/index.ts';
import type { EpochSeconds, Lineage } from '../model/lineage.ts';

/** A credential of the lineage that did something after the plan was carried out. */
export interface StillActing {
  readonly accessKeyId: string;
  /** Calls that succeeded, as far as the hour in which the plan ended can be told apart. */
  readonly calls: number;
  readonly first: EpochSeconds;
  readonly last: EpochSeconds;
  readonly services: readonly string[];
  /** Whether it was itself issued after the plan. */
  readonly isNew: boolean;
}

/** What the trail shows of a lineage since a moment. Silence is a good sign only where the trail goes on: see `to`. */
export function stillActing(
  lineage: Lineage,
  { compromised, since }: { compromised: readonly string[]; since: EpochSeconds },
): StillActing[] {
  const held = new Set<number>();
  for (const accessKeyId of compromised) {
    const credential = lineage.find(accessKeyId);
    if (credential < 0 || held.has(credential)) continue;
    for (const one of [credential, ...descendants(lineage, credential)]) held.add(one);
  }
  return [...held]
    .flatMap((credential) => actsOf(lineage, credential, since) ?? [])
    .sort((a, b) => a.first - b.first || (a.accessKeyId < b.accessKeyId ? -1 : 1));
}

function actsOf(lineage: Lineage, credential: number, since: EpochSeconds): StillActing | null {
  const { credentials, facts } = lineage;
  const { first, last, count, errors, eventSource, firstEventName } = facts.uses.columns;
  const ownName = facts.texts.find('GetCallerIdentity') || -1;
  const rows = [...rowsOf(lineage.usesOf, credential)].filter(
    // Nobody can be denied GetCallerIdentity: it is no sign of life. Denied calls are good signs.
    (row) => last[row]! > since && count[row]! > errors[row]! && firstEventName[row] !== ownName,
  );
  if (rows.length === 0) return null;
  return {
    accessKeyId: facts.texts.get(credentials.accessKeyId[credential]!)!,
    calls: rows.reduce((sum, row) => sum + count[row]! - errors[row]!, 0),
    first: Math.min(...rows.map((row) => Math.max(first[row]!, since))),
    last: Math.max(...rows.map((row) => last[row]!)),
    services: [...new Set(rows.map((row) => facts.texts.get(eventSource[row]!) ?? ''))].sort(),
    isNew: credentials.issuedAt[credential]! > since,
  };
}
