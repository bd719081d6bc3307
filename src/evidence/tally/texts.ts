import type { GrowingTexts } from '../../lib/text-pool.ts';
import { LAYOUT } from './layout.ts';
import type { Machine } from './machine.ts';

const encoder = new TextEncoder();

/** The texts in a machine's memory, for JavaScript that names some. */
export function textsOf(machine: Machine): GrowingTexts {
  const { code } = machine;
  function codeOfBytes(bytes: Uint8Array, start: number, end: number): number {
    if (start >= end) return 0;
    const at = scratch(machine, end - start);
    machine.bytes(at, end - start).set(bytes.subarray(start, end));
    return code.codeOf(at, end - start);
  }
  return {
    get size() {
      return code.textCount();
    },
    get(wanted) {
      if (wanted <= 0 || wanted > code.textCount()) return null;
      const ends = machine.words(code.textEnds(), code.textCount());
      const start = wanted === 1 ? 0 : ends[wanted - 2]!;
      return machine.text(code.texts() + start, ends[wanted - 1]! - start);
    },
    codeOf(text) {
      if (text === null || text === '') return 0;
      if (text.length <= SHORT && putAscii(machine.memory, text)) return code.codeOf(LAYOUT.SCRATCH, text.length);
      const at = scratch(machine, text.length * 3);
      const { written } = encoder.encodeInto(text, machine.bytes(at, text.length * 3));
      return code.codeOf(at, written);
    },
    codeOfBytes,
    find: lookedUpByNobody,
    matching: lookedUpByNobody,
    inOrder: lookedUpByNobody,
    pack: () => ({
      bytes: machine.bytes(code.texts(), code.textBytes()).slice(),
      ends: machine.words(code.textEnds(), code.textCount()).slice(),
    }),
  };
}

function lookedUpByNobody(): never {
  throw new Error('a text that is being read is looked up by nobody');
}

/** Encoding a text by a call costs more than most texts are long. */
const SHORT = 128;

function putAscii(memory: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return false;
    memory[LAYOUT.SCRATCH + i] = code;
  }
  return true;
}

function scratch({ code }: Machine, bytes: number): number {
  return bytes <= LAYOUT.SCRATCH_BYTES - 16 ? LAYOUT.SCRATCH : code.alloc(bytes);
}
