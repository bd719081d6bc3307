import { addTo } from '../lib/add-to.ts';
import { signersOf } from '../lineage/index.ts';
import type { ControlKind } from '../model/facts.ts';
import type { Lineage } from '../model/lineage.ts';

/** While an access key is on by the doing of somebody who found it switched off. */
interface Span {
  /** Position of whoever switched it on. */
  readonly actor: number;
  readonly since: number;
  until: number;
}

export interface SwitchedOn {
  /** By position of the key. */
  readonly byKey: ReadonlyMap<number, readonly Span[]>;
  /**
   * Whoever a change (a row of `controls`) goes back to: the credential that signed it, and who had switched that key on. Empty where it is
   * not known. What a service does for somebody it does for itself, mostly.
   */
  actorsOf(row: number): number[];
}

/** Access keys that were switched on again, from then until somebody touched them anew. */
export function keysSwitchedOn(lineage: Lineage): SwitchedOn {
  const byKey = new Map<number, Span[]>();
  const actorsOf = actorsBy(lineage, byKey);
  for (const { row, key, isOn, wasOn } of switchesOf(lineage)) {
    const time = lineage.facts.controls.columns.eventTime[row]!;
    if (!isOn) for (const span of byKey.get(key) ?? []) span.until = Math.min(span.until, time);
    // Switching on what is on changes nothing.
    else if (!wasOn) for (const actor of actorsOf(row)) addTo(byKey, key, { actor, since: time, until: Infinity });
  }
  return { byKey, actorsOf };
}

function actorsBy(lineage: Lineage, byKey: ReadonlyMap<number, readonly Span[]>): SwitchedOn['actorsOf'] {
  const { eventTime } = lineage.facts.controls.columns;
  const signers = signersOf(lineage);
  return (row) => {
    const signer = signers[row]!;
    if (signer < 0 || lineage.credentials.forwarded[signer] === 1) return [];
    const time = eventTime[row]!;
    const spans = (byKey.get(signer) ?? []).filter(({ since, until }) => time >= since && time < until);
    return [signer, ...spans.map(({ actor }) => actor)];
  };
}

/** A change of whether a key is good, and whether it was before. */
interface Switch {
  readonly row: number;
  readonly key: number;
  readonly isOn: boolean;
  readonly wasOn: boolean;
}

/** By time. A key of which nothing is logged before but that it was used was on. */
function* switchesOf({ facts, credentials, find }: Lineage): Generator<Switch> {
  const { controls, texts } = facts;
  const { kind, eventTime, targetAccessKeyId } = controls.columns;
  const codeOf = (name: ControlKind): number => texts.find(name) || -1;
  const activated = codeOf('access-key-activated');
  const switches = new Set([activated, codeOf('access-key-deactivated'), codeOf('access-key-deleted')]);
  const last = new Map<number, boolean>();
  // Rows are in the order of time.
  for (let row = 0; row < controls.length; row++) {
    const key = switches.has(kind[row]!) ? find(texts.get(targetAccessKeyId[row]!) ?? '') : -1;
    if (key < 0) continue;
    const firstUsed = credentials.firstUsed[key]!;
    const wasOn = last.get(key) ?? (firstUsed !== 0 && firstUsed < eventTime[row]!);
    const isOn = kind[row] === activated;
    last.set(key, isOn);
    yield { row, key, isOn, wasOn };
  }
}
