import { parseAddress } from '../../lib/addresses.ts';
import { listed } from '../../lib/wording.ts';
import { rowsOf } from '../../lineage/index.ts';
import type { Check } from '../../model/explanation.ts';
import type { Lineage } from '../../model/lineage.ts';
import { keyOf, originPhrase, rolesOf } from '../wording.ts';
import { check } from './check.ts';
import { howIssued } from './wording.ts';

/** Steps that several rules begin with. */

export function heldToken(lineage: Lineage, credential: number): Check {
  const { temporary, forwarded } = lineage.credentials;
  return check(
    'a token that its holder has, neither a long-term key nor forwarded by a service',
    temporary[credential] === 1 && forwarded[credential] === 0,
    forwarded[credential] === 1
      ? 'a service makes calls with it for somebody (forwarded)'
      : howIssued(lineage, credential),
  );
}

export function temporaryKey(lineage: Lineage, credential: number): Check {
  return check('a token, not a long-term key', isTemporary(lineage, credential), howIssued(lineage, credential));
}

const isTemporary = ({ credentials }: Lineage, credential: number): boolean => credentials.temporary[credential] === 1;

export function issuedByOneOf(lineage: Lineage, credential: number, names: readonly string[]): Check {
  const name = issuingCall(lineage, credential);
  return check(
    `issued by ${listed([...names], names.length)}`,
    name !== null && names.includes(name),
    howIssued(lineage, credential),
  );
}

/** `eventName` of what issued it; null where the logs do not have that. */
export function issuingCall({ credentials, facts }: Lineage, credential: number): string | null {
  const row = credentials.issuance[credential]!;
  return row < 0 ? null : facts.texts.get(facts.issuances.columns.eventName[row]!);
}

export function goesBackTo(lineage: Lineage, credential: number, asked: { what: string; is: boolean }): Check {
  return check(
    `it goes back to ${asked.what}`,
    asked.is,
    `${keyOf(lineage, credential)} goes back to ${originPhrase(lineage, credential)}`,
  );
}

export function usedFromAddress(lineage: Lineage, credential: number, least = 1): Check {
  const addresses = addressesOf(lineage, credential);
  return check(
    least === 1
      ? 'a call of it came from an address (what services do for somebody has none)'
      : 'its calls came from more than one address',
    addresses.length >= least,
    addresses.length > 0 ? `it was used from ${listed(addresses)}` : 'no use of it from an address is logged',
  );
}

export function addressesOf({ facts, usesOf }: Lineage, credential: number): string[] {
  const { sourceIPAddress, invokedBy } = facts.uses.columns;
  const found = [...rowsOf(usesOf, credential)]
    .filter((row) => invokedBy[row] === 0)
    .map((row) => facts.texts.get(sourceIPAddress[row]!));
  return [...new Set(found)].filter((text): text is string => text !== null && parseAddress(text) !== null);
}

export function inCase(asks: string, is: boolean, found: string): Check {
  return check(asks, is, is ? found : 'no record of the case says so');
}

/** Of rules that look at roles of the snapshot: whoever asks about a token is led to its role. */
export function aboutRoles(lineage: Lineage, credential: number, what: string): Check {
  return check(
    `the rule names roles, never a credential: ask it without one, and it says of each role of the snapshot ${what}`,
    false,
    `${keyOf(lineage, credential)} is of ${listed(rolesOf(lineage, [credential]))}`,
  );
}
