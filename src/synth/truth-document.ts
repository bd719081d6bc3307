import type { EpochSeconds } from '../model/lineage.ts';
import { isoTime } from './times.ts';
import { liveAt } from './world/truth.ts';
import type { TrueToken, Truth } from './world/truth.ts';

/** `truth.json`, piece by piece: one line a field, and one an element of a list: small, and a change reads well. */
export function* truthDocument(
  truth: Truth & { readonly asOf: EpochSeconds; readonly events: number },
): Generator<string> {
  const { asOf, events, attacks, benign, tokens } = truth;
  yield `{\n  "asOf": ${JSON.stringify(isoTime(asOf))},\n  "events": ${events}`;
  yield* list('attacks', attacks);
  yield* list('benign', benign);
  yield* list('tokens', shown(tokens, asOf));
  yield '\n}\n';
}

function* list(name: string, items: Iterable<unknown>): Generator<string> {
  yield `,\n  ${JSON.stringify(name)}: [\n`;
  let before = '';
  for (const item of items) {
    yield `${before}    ${JSON.stringify(item)}`;
    before = ',\n';
  }
  yield '\n  ]';
}

/** Field by field: objects that are spread take ten times as long, and there may be a million. */
function* shown(tokens: readonly TrueToken[], asOf: EpochSeconds): Generator<object> {
  const time = (at: EpochSeconds | null): string | null => (at === null ? null : isoTime(at));
  for (const token of tokens) {
    yield {
      accessKeyId: token.accessKeyId,
      kind: token.kind,
      issuedBy: token.issuedBy,
      parent: token.parent,
      parentBasis: token.parentBasis,
      origin: token.origin,
      forwarded: token.forwarded,
      issuedAt: time(token.issuedAt),
      expiresAt: time(token.expiresAt),
      live: liveAt(token, asOf),
    };
  }
}
