// Hot: every record of everyday life is written here, in whichever thread compresses its file.
import { isoTime } from '../times.ts';
import { beginWords, newWords, nextWords } from '../words.ts';
import { writeHex, writeNumber, writeOpaque, writeUpperHex, writeUuid } from './digits.ts';
import { CALLS, CLOSING, OPENING, TOLD } from './plan.ts';
import type { FilePlan } from './plan.ts';
import { hole, word } from './template.ts';
import type { Template } from './template.ts';

const COMMA = 0x2c;
const encoder = new TextEncoder();

/** Writes the file of a plan to the beginning of `into`, which has at least its size. Gives where it ends. */
export function writeFile(
  { seed, batches, texts }: FilePlan,
  templates: readonly Template[],
  into: Uint8Array<ArrayBuffer>,
): number {
  const target = { into, view: new DataView(into.buffer, into.byteOffset, into.byteLength) };
  into.set(OPENING);
  let end = OPENING.length;
  for (let index = 0; index < batches.length;) {
    if (end > OPENING.length) into[end++] = COMMA;
    const calls = batches[index]!;
    if (calls === 0) {
      const start = batches[index + 1]!;
      const told = texts.subarray(start, start + batches[index + 2]!);
      into.set(told, end);
      end += told.length;
      index += TOLD;
      continue;
    }
    const start = batches[index + 3]!;
    const ipStart = start + batches[index + 4]!;
    setTime(batches[index + 2]!);
    const batch = {
      opening: texts.subarray(start, ipStart),
      ip: texts.subarray(ipStart, ipStart + batches[index + 5]!),
    };
    // Of the seed and the batch alone, so that in another file and in another thread it has the same.
    beginWords(state, seed, batches[index + 1]!, 0x85eb_ca6b);
    index += CALLS;
    for (let call = 0; call < calls; call++) {
      if (call > 0) into[end++] = COMMA;
      end = writeRecord(templates[batches[index++]!]!, end, batch, target);
    }
  }
  into.set(CLOSING, end);
  return end + CLOSING.length;
}

const TIME_WORDS = 5;
let timeSet = Number.NaN;
const time = new Uint32Array(TIME_WORDS);

/** Batches of one file are of few minutes. */
function setTime(at: number): void {
  if (at === timeSet) return;
  timeSet = at;
  const text = encoder.encode(isoTime(at));
  const view = new DataView(text.buffer, text.byteOffset, text.length);
  for (let index = 0; index < TIME_WORDS; index++) time[index] = view.getUint32(4 * index, true);
}

interface Target {
  readonly into: Uint8Array;
  /** Of the same bytes. */
  readonly view: DataView;
}

interface Common {
  readonly opening: Uint8Array;
  readonly ip: Uint8Array;
}

/** At the time that was set last. */
function writeRecord(template: Template, start: number, { opening, ip }: Common, { into, view }: Target): number {
  const { middle, tail } = template;
  into.set(opening, start);
  let end = start + opening.length;
  into.set(middle, end);
  const timeAt = end + template.timeAt;
  for (let index = 0; index < TIME_WORDS; index++) view.setUint32(timeAt + 4 * index, time[index]!, true);
  end += middle.length;
  // A call of `set` takes longer than these few bytes.
  for (let index = 0; index < ip.length; index++) into[end + index] = ip[index]!;
  end += ip.length;
  into.set(tail, end);
  fillIn(template, view, end);
  return end + tail.length;
}

const state = newWords();
let words = new Int32Array(64);

/** Writes over the holes of a tail what is random in the record. */
function fillIn({ holes, starts, words: count }: Template, view: DataView, tail: number): void {
  if (count > words.length) words = new Int32Array(count);
  nextWords(state, words, count);
  let used: number = word.own;
  for (let index = 0; index < holes.length; index++) {
    const at = tail + starts[index]!;
    switch (holes[index]) {
      case hole.uuid:
        writeUuid(view, at, words, used);
        used += 4;
        break;
      case hole.request:
        writeUpperHex(view, at, words[used++]!);
        writeUpperHex(view, at + 8, words[used++]!);
        break;
      case hole.opaque:
        writeOpaque(view, at, words, used);
        used += 15;
        break;
      case hole.hex:
        writeHex(view, at, words[word.item]!);
        writeHex(view, at + 8, words[word.hex]!);
        break;
      case hole.item:
        writeNumber(view, at, { word: words[word.item]!, digits: 8 });
        break;
      default:
        writeNumber(view, at, { word: words[used++]!, digits: 6 });
    }
  }
}
