import { describe, expect, test } from 'vitest';
import { factsOf } from '../evidence/index.ts';
import { parentBases } from '../model/lineage.ts';
import type { Lineage } from '../model/lineage.ts';
import { attackScenarios, benignScenarios, liveAt, samples } from '../synth/index.ts';
import { buildLineage, originOf } from './index.ts';

const stories = Object.entries({ ...samples, ...benignScenarios, ...attackScenarios });

/** What the truth of a story says too. */
function understood(lineage: Lineage, position: number) {
  const { credentials: table, facts } = lineage;
  const key = (at: number): string | null => (at < 0 ? null : facts.texts.get(table.accessKeyId[at]!));
  const issuance = table.issuance[position]!;
  const { kind, id } = originOf(lineage, position);
  return {
    accessKeyId: key(position),
    kind: table.temporary[position] === 1 ? 'temporary' : 'long-term',
    issuedBy: issuance < 0 ? null : facts.texts.get(facts.issuances.columns.eventName[issuance]!),
    parent: key(table.parent[position]!),
    parentBasis: parentBases[table.parentBasis[position]!],
    origin: { kind, id },
    forwarded: table.forwarded[position] === 1,
    issuedAt: table.issuedAt[position]! || null,
    expiresAt: table.expiresAt[position]! || null,
    live: table.live[position] === 1,
  };
}

describe('every credential of a story, and nothing else, is understood as it happened', () => {
  test.each(stories)('%s', (_, tell) => {
    const { world, asOf } = tell(11);
    const lineage = buildLineage(factsOf(world.records()), { asOf });
    const all = Array.from({ length: lineage.credentials.length }, (_, position) => understood(lineage, position));
    const truth = world
      .truth()
      .tokens.map(({ deadAt, ...token }) => ({ ...token, live: liveAt({ ...token, deadAt }, asOf) }));
    const byKey = (a: { accessKeyId: string | null }, b: { accessKeyId: string | null }): number =>
      a.accessKeyId! < b.accessKeyId! ? -1 : 1;
    expect(all.toSorted(byKey)).toEqual(truth.toSorted(byKey));
  });
});
