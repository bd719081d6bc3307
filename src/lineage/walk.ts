import { BASIS_SESSION } from '../model/lineage.ts';
import type { Lineage } from '../model/lineage.ts';
import { rowsOf } from './group-rows.ts';

/** Whether a call of its parent minted the credential, also one whose signing key is hidden, and not only a session is shared. */
export function isMinted(lineage: Lineage, credential: number): boolean {
  return lineage.credentials.parent[credential]! >= 0 && !sharesSession(lineage, credential);
}

/** Whether the credential is another key of its parent's session, which no call minted. */
export function sharesSession({ credentials }: Lineage, credential: number): boolean {
  return credentials.parentBasis[credential] === BASIS_SESSION && credentials.issuance[credential]! < 0;
}

/** The credential, its parent, and so on up to the root. As long as the chain: for all credentials walk `topDown` instead. */
export function pathToRoot({ credentials }: Lineage, credential: number): number[] {
  const path = [];
  for (let at = credential; at >= 0; at = credentials.parent[at]!) path.push(at);
  return path;
}

/** Those above the credential, the parent first. */
export function ancestors(lineage: Lineage, credential: number): number[] {
  return pathToRoot(lineage, credential).slice(1);
}

/** The topmost credential above, itself where it has no parent. */
export function rootOf({ credentials }: Lineage, credential: number): number {
  let at = credential;
  while (credentials.parent[at]! >= 0) at = credentials.parent[at]!;
  return at;
}

/** All that hang below the credential, parents before children. */
export function descendants({ children }: Lineage, credential: number): number[] {
  const found: number[] = [];
  const waiting = [...rowsOf(children, credential)].reverse();
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    found.push(at);
    const below = rowsOf(children, at);
    for (let last = below.length - 1; last >= 0; last--) waiting.push(below[last]!);
  }
  return found;
}

/** Children that a call of the credential minted, by issue time. */
export function mintedChildren(lineage: Lineage, credential: number): number[] {
  return [...rowsOf(lineage.children, credential)].filter((child) => isMinted(lineage, child));
}

/** Marks all that hang below a marked credential, in one pass. */
export function markDescendants({ credentials, topDown }: Lineage, marks: Uint8Array): void {
  for (let at = 0; at < topDown.length; at++) {
    const parent = credentials.parent[topDown[at]!]!;
    if (parent >= 0 && marks[parent] !== 0) marks[topDown[at]!] = marks[parent]!;
  }
}
