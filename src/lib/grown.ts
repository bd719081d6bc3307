import { freeArrays } from './free-arrays.ts';

/** The same values in an array that has room for twice as many; the one that was given is no longer the caller's. */
export function grown<A extends Uint8Array | Uint32Array | Int32Array>(array: A): A {
  const larger = new (array.constructor as new (length: number) => A)(array.length * 2);
  larger.set(array);
  freeArrays([array]);
  return larger;
}
