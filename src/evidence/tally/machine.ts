import { parseTime, parseTimeBytes } from '../../lib/time.ts';
import { SLOT } from '../slots.ts';
import { exportsOf } from '../../lib/web-assembly.ts';
import { tallyCode } from './code.ts';
import { identityMembers } from './identity-names.ts';
import { LAYOUT } from './layout.ts';
import { memberTable } from './members.ts';
import { mintMembers } from './mint-names.ts';
import { nameTable } from './names.ts';

/** What the module of `*.wat` exports. Numbers are addresses in its memory, or counts. */
interface Code {
  readonly memory: { readonly buffer: ArrayBuffer };
  reset(): void;
  names(factor: number): void;
  range(since: number, until: number): void;
  begin(file: number): void;
  scan(at: number, many: number): number;
  count(): void;
  counted(): number;
  taken(): number;
  told(): number;
  codeOf(at: number, bytes: number): number;
  alloc(bytes: number): number;
  texts(): number;
  textBytes(): number;
  textEnds(): number;
  textCount(): number;
  log(): number;
  logCount(): number;
}

/** What the module asks. */
interface Answers {
  learn(start: number, end: number): number;
  tell(start: number, end: number, minted: number): void;
  callOf(eventSource: number, eventName: number): number;
}

/** One instance and its memory. Views are for at once: memory that grows is another buffer. */
export interface Machine {
  readonly code: Code;
  answers: Answers;
  /** All of it. */
  readonly memory: Uint8Array;
  bytes(at: number, length: number): Uint8Array;
  words(at: number, length: number): Uint32Array;
  text(at: number, length: number): string;
  /** The rows of a row set, so many words each. */
  rows(set: number, words: number): Uint32Array;
}

/** Instances that nobody uses: each reserves gigabytes of addresses, so they are used again. */
const idle: Machine[] = [];

/** An instance with nothing in it. */
export function borrowMachine(): Machine {
  const machine = idle.pop() ?? newMachine();
  machine.code.reset();
  machine.code.range(0, Infinity);
  return machine;
}

/** Gives an instance back; whoever had it must not use it any more. */
export function returnMachine(machine: Machine): void {
  machine.answers = nobody;
  idle.push(machine);
}

const nobody: Answers = { learn: unasked, tell: unasked, callOf: unasked };

function unasked(): never {
  throw new Error('a tally was used after it was finished');
}

function newMachine(): Machine {
  const code = exportsOf(tallyCode, {
    js: {
      learn: (start: number, end: number) => machine.answers.learn(start, end),
      tell: (start: number, end: number, minted: number) => machine.answers.tell(start, end, minted),
      callOf: (eventSource: number, eventName: number) => machine.answers.callOf(eventSource, eventName),
      timeOf: (start: number, end: number) => parseTime(machine.text(start, end - start)) ?? 0,
      midnight: (at: number) => midnight(machine.bytes(at, 10)),
    },
  }) as Code;
  let memory = new Uint8Array(code.memory.buffer);
  const machine: Machine = {
    code,
    answers: nobody,
    get memory() {
      // Memory that grew left its old buffer empty.
      if (memory.length === 0) memory = new Uint8Array(code.memory.buffer);
      return memory;
    },
    bytes: (at, length) => new Uint8Array(code.memory.buffer, at, length),
    words: (at, length) => new Uint32Array(code.memory.buffer, at, length),
    text: (at, length) => Buffer.from(code.memory.buffer, at, length).toString('utf8'),
    rows(set, words) {
      const [, , length, , , at] = new Uint32Array(code.memory.buffer, set, 7);
      return new Uint32Array(code.memory.buffer, at, length! * words);
    },
  };
  const { words, factor } = nameTable((name) => LAYOUT.SLOTS + SLOT[name as keyof typeof SLOT] * 4);
  machine.words(LAYOUT.NAMES, words.length).set(words);
  code.names(factor);
  const members = memberTable([identityMembers, mintMembers], LAYOUT.MEMBERS);
  machine.bytes(LAYOUT.MEMBERS, members.length).set(members);
  return machine;
}

function midnight(date: Uint8Array): number {
  const whole = Buffer.from('0000-00-00T00:00:00Z');
  whole.set(date);
  return parseTimeBytes(whole, 0, whole.length);
}
