type Piece = string | Uint8Array;

/** So much text is worth a write. */
const ENOUGH = 1 << 16;

/** The same bytes in fewer pieces: a write costs as much as some hundred lines. What comes as it happens is not held back. */
export function gathered(pieces: Iterable<Piece> | AsyncIterable<Piece>): Iterable<Piece> | AsyncIterable<Piece> {
  return Symbol.asyncIterator in pieces ? pieces : inLots(pieces);
}

function* inLots(pieces: Iterable<Piece>): Generator<Piece> {
  let text = '';
  for (const piece of pieces) {
    const isText = typeof piece === 'string';
    if (isText) text += piece;
    if (isText && text.length < ENOUGH) continue;
    if (text !== '') yield text;
    text = '';
    if (!isText) yield piece;
  }
  if (text !== '') yield text;
}
