/**
 * A test for texts against a pattern in which `*` stands for any text. No regular expression: the pattern is the user's,
 * the text the attacker's, and together they could make one backtrack for ever.
 */
export function wildcard(pattern: string): (text: string) => boolean {
  const parts = pattern.split('*');
  const head = parts[0]!;
  if (parts.length === 1) return (text) => text === head;
  const tail = parts.at(-1)!;
  const middle = parts.slice(1, -1);
  return (text) => {
    if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
    const end = text.length - tail.length;
    let from = head.length;
    for (const part of middle) {
      const found = text.indexOf(part, from);
      if (found < 0 || found + part.length > end) return false;
      from = found + part.length;
    }
    return true;
  };
}
