/** Two codes of texts in one number, as a map's key: exact as long as codes stay below 2^26. */
export function pairOf(first: number, second: number): number {
  return first * 0x4000000 + second;
}
