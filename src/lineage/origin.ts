import { originKinds } from '../model/lineage.ts';
import type { Lineage, Origin, OriginKind } from '../model/lineage.ts';

type WithOrigins = Pick<Lineage, 'origins' | 'facts'>;

/** The origin at a position in `lineage.origins`. */
export function originAt({ origins, facts: { texts } }: WithOrigins, index: number): Origin {
  return {
    kind: originKinds[origins.kind[index]!]!,
    id: texts.get(origins.id[index]!)!,
    accountId: texts.get(origins.accountId[index]!),
    userName: texts.get(origins.userName[index]!),
  };
}

/** All of them, by position. */
export function allOrigins(lineage: WithOrigins): Origin[] {
  return Array.from({ length: lineage.origins.length }, (_, index) => originAt(lineage, index));
}

/** 1 for each origin that is meant. Its id is made a text only where it is asked for: most are told by their kind. */
export function markOrigins(
  { origins, facts: { texts } }: WithOrigins,
  isMeant: (kind: OriginKind, idOf: () => string) => boolean,
): Uint8Array {
  const marks = new Uint8Array(origins.length);
  let index = 0;
  const idOf = (): string => texts.get(origins.id[index]!)!;
  for (; index < marks.length; index++) marks[index] = isMeant(originKinds[origins.kind[index]!]!, idOf) ? 1 : 0;
  return marks;
}

/** What a credential goes back to. */
export function originOf(lineage: WithOrigins & Pick<Lineage, 'credentials'>, credential: number): Origin {
  return originAt(lineage, lineage.credentials.origin[credential]!);
}

/** What kind of origin a credential goes back to: no text is made for it. */
export function originKindOf(
  { origins, credentials }: Pick<Lineage, 'origins' | 'credentials'>,
  credential: number,
): OriginKind {
  return originKinds[origins.kind[credentials.origin[credential]!]!]!;
}
