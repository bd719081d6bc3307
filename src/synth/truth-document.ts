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

function* shown(tokens: readonly TrueToken[], asOf: EpochSeconds): Generator<object> {
  const time = (at: EpochSeconds | null): string | null => (at === null ? null : isoTime(at));
  for (const { deadAt, issuedAt, expiresAt, ...token } of tokens) {
    const live = liveAt({ ...token, deadAt, issuedAt, expiresAt }, asOf);
    yield { ...token, issuedAt: time(issuedAt), expiresAt: time(expiresAt), live };
  }
}
