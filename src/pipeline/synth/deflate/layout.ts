const PAGE = 65_536;
const HASH_BITS = 13;
const HASHES = 8192;
const HASH_BYTES = 4 << HASH_BITS;
const MATCHES = HASHES + HASH_BYTES;
/** So many matches make a block, and room behind them for the parts of one that is as long as a block. */
const MATCH_BYTES = 8 * 8192;
const MATCH_SLACK = 2 * PAGE;
const OUTPUT = MATCHES + MATCH_BYTES + MATCH_SLACK;
/** What is put out overwrites input that is done with: at most five bytes in 65,535 more than went in, and a window behind. */
const INPUT = OUTPUT + 16 * PAGE;

/** Where things lie in the memory of `deflate.wat`, in bytes, and its measures. Its text names them `{INPUT}`. */
export const LAYOUT = {
  /** By length: its symbol, the number of bits behind that (from bit 9 on), and these (from bit 16 on). */
  LENGTHS: 1024,
  FREQUENCIES: 2560,
  DISTANCE_FREQUENCIES: 3712,
  /** By symbol: its code as it is put out, and from bit 16 on the length of that. */
  CODES: 3840,
  END_CODE: 3840 + 4 * 256,
  DISTANCE_CODES: 4992,
  /** What stands before the data of a block: like codes. */
  HEADER: 5120,
  HASHES,
  HASH_BYTES,
  HASH_SHIFT: 64 - HASH_BITS,
  /** After so many bytes without a match, to the power of two, strides grow by one. */
  STRIDE_SHIFT: 5,
  MATCHES,
  MATCHES_END: MATCHES + MATCH_BYTES,
  OUTPUT,
  INPUT,
  BLOCK_BYTES: 4 * PAGE,
  PAGES: Math.ceil(INPUT / PAGE) + 16,
} as const;
