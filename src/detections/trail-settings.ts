import { addTo } from '../lib/add-to.ts';
import type { Lineage } from '../model/lineage.ts';

/** CreateTrail, then the selectors, then StartLogging: tools make these calls one after the other. */
const SET_UP_SECONDS = 900;

/**
 * The rows of `controls` by which a trail or event data store was set to record less than it did: not those that set again
 * what was off already, nor those by which who made it sets it up. Where the case does not have what was set before,
 * whatever is set to off is less.
 */
export function narrowings(lineage: Lineage): ReadonlySet<number> {
  const { texts, controls } = lineage.facts;
  const { kind, target, recipientAccountId, eventTime } = controls.columns;
  const isMaking = makes(lineage);
  const [changed, narrowed] = [texts.find('trail-changed') || -1, texts.find('trail-narrowed') || -1];
  const byTrail = new Map<string, number[]>();
  for (let row = 0; row < controls.length; row++) {
    if (kind[row] !== changed && kind[row] !== narrowed) continue;
    // A trail is named by ARN or by name.
    const name = (texts.get(target[row]!) ?? '').replace(/^.*:trail\//, '');
    addTo(byTrail, `${recipientAccountId[row]} ${name}`, row);
  }
  const found = new Set<number>();
  for (const rows of byTrail.values()) {
    // What is made and set in one second was made first.
    rows.sort((a, b) => eventTime[a]! - eventTime[b]! || isMaking(b) - isMaking(a) || a - b);
    for (const row of narrowingsAmong(lineage, rows)) if (kind[row] === narrowed) found.add(row);
  }
  return found;
}

function* narrowingsAmong({ facts }: Pick<Lineage, 'facts'>, rows: readonly number[]): Generator<number> {
  const { eventTime, actorArn, document } = facts.controls.columns;
  const isMaking = makes({ facts });
  const known = new Map<string, boolean>();
  let made: number | null = null;
  for (const row of rows) {
    if (isMaking(row) === 1) made = row;
    const settings = Object.entries(settingsOf(facts.texts.get(document[row]!)));
    const isSetUp =
      made !== null && actorArn[made] === actorArn[row] && eventTime[row]! - eventTime[made]! <= SET_UP_SECONDS;
    const isLess = settings.length === 0 || settings.some(([name, on]) => !on && known.get(name) !== false);
    if (isLess && !isSetUp) yield row;
    for (const [name, on] of settings) known.set(name, on);
  }
}

function makes({ facts: { controls, texts } }: Pick<Lineage, 'facts'>): (row: number) => 0 | 1 {
  return (row) => (texts.get(controls.columns.eventName[row]!)?.startsWith('Create') === true ? 1 : 0);
}

/** Our own JSON; nothing in cases that were scanned before it was kept. */
function settingsOf(document: string | null): Readonly<Record<string, boolean>> {
  return document === null ? {} : (JSON.parse(document) as Record<string, boolean>);
}
