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

const known = new WeakMap<TextPool, { readonly awsRanges: AwsRanges; readonly places: Places }>();

/** Looks places up by text code; each address is parsed once, whichever rule asks for it first. */
export function placesOf(texts: TextPool, awsRanges: AwsRanges): Places {
  const before = known.get(texts);
  if (before?.awsRanges === awsRanges) return before.places;
  const places = createPlaces(texts, awsRanges);
  known.set(texts, { awsRanges, places });
  return places;
}

function createPlaces(texts: TextPool, awsRanges: AwsRanges): Places {
  const byCode = new Map<number, Place | null>();
  const byValue = new Map<bigint, Place>();
  const placeAt = (address: Address): Place => {
    let place = byValue.get(address.value);
    if (place === undefined) byValue.set(address.value, (place = new SeenPlace(address, awsRanges.lookup(address))));
    return place;
  };
  return (code) => {
    const seen = byCode.get(code);
    if (seen !== undefined) return seen;
    const address = code === 0 ? null : parseAddress(texts.get(code) ?? '');
    const place = address === null ? null : placeAt(address);
    byCode.set(code, place);
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
