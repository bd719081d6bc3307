/** The one of some words that a mistyped word is most likely meant to be; null where none is near. */
export function nearestWord(typed: string, words: Iterable<string>): string | null {
  return nearest(typed, words, Math.max(2, Math.floor(typed.length / 3)));
}

/** The same of ids, of which a case may have many that are alike: more than two slips of the pen are another id. */
export const nearestId = (typed: string, ids: Iterable<string>): string | null => nearest(typed.trim(), ids, 2);

function nearest(typed: string, words: Iterable<string>, most: number): string | null {
  const lower = typed.toLowerCase();
  let best: string | null = null;
  let least = most + 1;
  for (const word of words) {
    if (Math.abs(word.length - lower.length) >= least) continue;
    const distance = editDistance(lower, word.toLowerCase());
    if (distance < least && distance < word.length) [best, least] = [word, distance];
  }
  return best;
}

/** How many letters must be put in, taken out, changed or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        next[j] = Math.min(next[j]!, before[j - 2]! + 1);
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
