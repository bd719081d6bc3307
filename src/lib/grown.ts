import { freeArrays } from './free-arrays.ts';

/** The same values in an array that has room for twice as many, `least` at least; the one that was given is no longer the caller's. */
export function grown<A extends Uint8Array | Uint32Array | Int32Array>(array: A, least = 0): A {
  const larger = new (array.constructor as new (length: number) => A)(Math.max(least, array.length * 2));
  larger.set(array);
  freeArrays([array]);
  return larger;
}
