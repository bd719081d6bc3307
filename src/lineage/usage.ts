import type { Draft } from './draft.ts';
import { NONE } from './session-index.ts';

/** Adds up what each credential did, and marks those that only services used, for a principal. */
export function sumUses(draft: Draft, owners: Int32Array): void {
  const { credentials, facts } = draft;
  const { first, last, count, errors } = facts.uses.columns;
  const isForwarded = forwardedCalls(draft);
  const usedDirectly = new Uint8Array(credentials.length);
  for (let row = 0; row < owners.length; row++) {
    const position = owners[row]!;
    if (position < 0) continue;
    credentials.uses[position]! += count[row]!;
    credentials.errors[position]! += errors[row]!;
    const earliest = credentials.firstUsed[position]!;
    if (earliest === 0 || first[row]! < earliest) credentials.firstUsed[position] = first[row]!;
    if (last[row]! > credentials.lastUsed[position]!) credentials.lastUsed[position] = last[row]!;
    if (!isForwarded(row)) usedDirectly[position] = 1;
  }
  for (let position = 0; position < credentials.length; position++) {
    const isMintedForService = credentials.temporary[position] === 1 && credentials.issuance[position] === NONE;
    if (isMintedForService && credentials.uses[position]! > 0 && usedDirectly[position] === 0)
      credentials.forwarded[position] = 1;
  }
}

/** A service made the call for the principal: `invokedBy` says so, or the source address is no address. */
function forwardedCalls({ facts }: Draft): (row: number) => boolean {
  const { invokedBy, sourceIPAddress } = facts.uses.columns;
  const known = new Map<number, boolean>();
  const isService = (code: number): boolean => {
    const cached = known.get(code);
    if (cached !== undefined) return cached;
    const answer = isServiceAddress(facts.texts.get(code));
    known.set(code, answer);
    return answer;
  };
  return (row) => invokedBy[row] !== 0 || isService(sourceIPAddress[row]!);
}

function isServiceAddress(sourceIPAddress: string | null): boolean {
  return sourceIPAddress !== null && /^AWS Internal$|\.amazonaws\.com(?:\.cn)?$/.test(sourceIPAddress);
}
