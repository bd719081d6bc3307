import type { TextPool } from '../model/columns.ts';

/** The first `size` texts of one pool and, counted on from there, those of another, which may grow. No text is in both. */
export function joinTexts(first: TextPool, size: number, second: TextPool): TextPool {
  const get = (code: number): string | null => (code <= size ? first.get(code) : second.get(code - size));
  return {
    get size() {
      return size + second.size;
    },
    get,
    find(text) {
      const code = first.find(text);
      if (code !== 0 && code <= size) return code;
      const own = second.find(text);
      return own === 0 ? 0 : size + own;
    },
    matching(text) {
      const [isFirst, isSecond] = [first.matching(text), second.matching(text)];
      return (code) => (code <= size ? isFirst(code) : isSecond(code - size));
    },
    inOrder(codes) {
      const bytes = (code: number): Buffer => Buffer.from(get(code)!);
      const own = first.inOrder(codes.filter((code) => code <= size));
      const others = second.inOrder(codes.filter((code) => code > size).map((code) => code - size));
      const sorted = new Uint32Array(codes.length);
      for (let at = 0, i = 0, j = 0; at < sorted.length; at++) {
        const isOwn = j === others.length || (i < own.length && bytes(own[i]!).compare(bytes(others[j]! + size)) < 0);
        sorted[at] = isOwn ? own[i++]! : others[j++]! + size;
      }
      return sorted;
    },
  };
}
