import type { Lineage } from '../model/lineage.ts';

/** By row of `controls` the credential that signed it, also where its key is hidden; -1 where that is not known. */
export function signersOf({ facts, credentials, controlsBy }: Lineage): Int32Array {
  const signers = new Int32Array(facts.controls.length).fill(-1);
  const { starts, items } = controlsBy;
  for (let credential = 0; credential < credentials.length; credential++) {
    for (let at = starts[credential]!; at < starts[credential + 1]!; at++) signers[items[at]!] = credential;
  }
  return signers;
}
