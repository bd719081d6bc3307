// Hot, once a block: memory is used again.

/** Bits of the code of each symbol, 0 for one that does not occur: as few as there can be, and none more than `longest`. */
export function codeLengths(frequencies: Readonly<Uint32Array>, longest: number): Uint8Array {
  const lengths = new Uint8Array(frequencies.length);
  // Rare symbols are taken for less rare ones until their codes are short enough.
  for (let halved = 0; huffmanLengths(frequencies, halved, lengths) > longest; halved++);
  return lengths;
}

const SYMBOL_BITS = 9;
const SYMBOL_MASK = (1 << SYMBOL_BITS) - 1;
const MOST = 1 << SYMBOL_BITS;
/** A symbol's frequency above its number; sorted, the leaves of the tree. */
const leaves = new Uint32Array(MOST);
/** Of the leaves, and behind them of the inner nodes, in the order in which they come about: by weight, both. */
const weights = new Uint32Array(2 * MOST);
const parents = new Uint16Array(2 * MOST);
const depths = new Uint8Array(2 * MOST);

/** Gives the longest length. Frequencies are below 2²³. */
function huffmanLengths(frequencies: Readonly<Uint32Array>, halved: number, lengths: Uint8Array): number {
  const count = sortedLeaves(frequencies, halved);
  const nodes = 2 * count - 1;
  for (let leaf = 0; leaf < count; leaf++) weights[leaf] = leaves[leaf]! >>> SYMBOL_BITS;
  let leaf = 0;
  let inner = count;
  for (let node = count; node < nodes; node++) {
    const first = leaf < count && (inner === node || weights[leaf]! <= weights[inner]!) ? leaf++ : inner++;
    const second = leaf < count && (inner === node || weights[leaf]! <= weights[inner]!) ? leaf++ : inner++;
    weights[node] = weights[first]! + weights[second]!;
    parents[first] = node;
    parents[second] = node;
  }
  depths[nodes - 1] = 0;
  for (let node = nodes - 2; node >= 0; node--) depths[node] = depths[parents[node]!]! + 1;
  for (let node = 0; node < count; node++) lengths[leaves[node]! & SYMBOL_MASK] = depths[node]!;
  return depths[0]!;
}

/** How many there are. Two symbols at least get a code: readers differ in what they make of a lone one. */
function sortedLeaves(frequencies: Readonly<Uint32Array>, halved: number): number {
  let count = 0;
  for (let symbol = 0; symbol < frequencies.length; symbol++) {
    const frequency = frequencies[symbol]!;
    if (frequency > 0) leaves[count++] = (Math.max(1, frequency >>> halved) << SYMBOL_BITS) | symbol;
  }
  for (let symbol = 0; count < 2; symbol++) if (frequencies[symbol] === 0) leaves[count++] = MOST | symbol;
  leaves.subarray(0, count).sort();
  return count;
}

const next = new Uint32Array(17);

/** The canonical codes of these lengths (RFC 1951, 3.2.2), first bit lowest, the length from bit 16 on. */
export function codesOf(lengths: Readonly<Uint8Array>, codes: Uint32Array): void {
  next.fill(0);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    if (lengths[symbol]! > 0) next[lengths[symbol]! + 1]!++;
  }
  for (let length = 1; length < next.length; length++) next[length] = (next[length]! + next[length - 1]!) << 1;
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!;
    codes[symbol] = length === 0 ? 0 : turned(next[length]!++, length) | (length << 16);
  }
}

function turned(code: number, length: number): number {
  let rest = code;
  let bits = 0;
  for (let bit = 0; bit < length; bit++) {
    bits = (bits << 1) | (rest & 1);
    rest >>>= 1;
  }
  return bits;
}
