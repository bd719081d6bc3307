const FIRST = ['111122223333', '444455556666', '777788889999'];

/** Account ids of an organisation: the ones of AWS's documentation, then others that look like them. */
export function accountIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => FIRST[index] ?? String(200_000_000_000 + index * 1_000_100_101));
}
