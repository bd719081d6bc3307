import { formatAddress, networkOf, parseAddress, type Address } from '../../lib/addresses.ts';
import type { AwsRange, AwsRanges } from '../../lib/aws-ranges.ts';
import type { TextPool } from '../../model/columns.ts';

/** An address that calls came from. One object an address, however the logs write it. */
export interface Place extends Address {
  readonly text: string;
  /** /24 or /48. */
  readonly network: string;
  /** Null outside AWS address space. */
  readonly range: AwsRange | null;
}

/** The place of a text code: null for service principals, `AWS Internal` and whatever else is no address. */
export type Places = (code: number) => Place | null;

/** Whether a place is of interest, by where it is. */
export type IsWanted = (where: Pick<Place, 'scope' | 'range'>) => boolean;

/**
 * Looks places up by text code; each address is parsed once. Of those that are not wanted, as most are where a rule asks for
 * few, nothing is kept but that: they are null.
 */
export function placesOf(texts: TextPool, awsRanges: AwsRanges, isWanted: IsWanted = () => true): Places {
  const byCode = new Map<number, Place>();
  const byValue = new Map<bigint, Place>();
  const isNone = new Uint8Array(texts.size + 1);
  const placeAt = (address: Address): Place | null => {
    const known = byValue.get(address.value);
    if (known !== undefined) return known;
    const range = awsRanges.lookup(address);
    if (!isWanted({ scope: address.scope, range })) return null;
    const place = new SeenPlace(address, range);
    byValue.set(address.value, place);
    return place;
  };
  return (code) => {
    if (isNone[code] === 1) return null;
    const known = byCode.get(code);
    if (known !== undefined) return known;
    const address = code === 0 ? null : parseAddress(texts.get(code) ?? '');
    const place = address === null ? null : placeAt(address);
    if (place === null) isNone[code] = 1;
    else byCode.set(code, place);
    return place;
  };
}

/** A trail may have more addresses than seconds: most are looked at once, and never named. */
class SeenPlace implements Place {
  readonly value: bigint;
  readonly family: 4 | 6;
  readonly scope: 'public' | 'private';
  readonly range: AwsRange | null;
  #text: string | null = null;
  #network: string | null = null;

  constructor({ value, family, scope }: Address, range: AwsRange | null) {
    this.value = value;
    this.family = family;
    this.scope = scope;
    this.range = range;
  }

  get text(): string {
    return (this.#text ??= formatAddress(this.value));
  }

  get network(): string {
    return (this.#network ??= networkOf(this));
  }
}
