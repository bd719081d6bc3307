import { WINDOW_BYTES } from '../read-limits.ts';

const PAGE = 65_536;
const OUTPUT = PAGE;
/** A symbol writes at most some hundred bytes behind the limit; what reads behind the input finds zeros or leftovers. */
const SLACK = PAGE;
const INPUT = OUTPUT + WINDOW_BYTES + SLACK;
/** Ratios are above 5 to 1, and a window is what may come out. */
const INPUT_BYTES = WINDOW_BYTES / 2;

/** Where things lie in the memory of `inflate.wat`, in bytes. Its text names them `{INPUT}`. */
export const LAYOUT = {
  /** What a symbol puts into a table's entry: of literals and lengths, of distances, of the lengths of codes. */
  LITERAL_SYMBOLS: 1024,
  DISTANCE_SYMBOLS: 2304,
  PLAIN_SYMBOLS: 2432,
  /** The order in which the lengths of the codes of code lengths stand. */
  ORDER: 2560,
  LENGTHS: 2624,
  COUNTS: 3264,
  STARTS: 3328,
  STARTS_NEXT: 3332,
  SORTED: 3456,
  /** Tables: 128, 2,048 and 256 entries of four bytes, and the second tables behind them (at most 294 and 146 entries). */
  CODE_LENGTHS: 4096,
  LITERALS: 8192,
  DISTANCES: 20_480,
  OUTPUT,
  INPUT,
  INPUT_BYTES,
  PAGES: (INPUT + INPUT_BYTES + SLACK) / PAGE,
} as const;
