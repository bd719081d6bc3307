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

/** Looks places up by text code; each address is parsed once. */
export function placesOf(texts: TextPool, awsRanges: AwsRanges): Places {
  const byCode = new Map<number, Place | null>();
  const byValue = new Map<bigint, Place>();
  const placeAt = (address: Address): Place => {
    const known = byValue.get(address.value);
    if (known !== undefined) return known;
    const text = formatAddress(address.value);
    const place = { ...address, text, network: networkOf(address), range: awsRanges.lookup(address) };
    byValue.set(address.value, place);
    return place;
  };
  return (code) => {
    const known = byCode.get(code);
    if (known !== undefined) return known;
    const address = code === 0 ? null : parseAddress(texts.get(code) ?? '');
    const place = address === null ? null : placeAt(address);
    byCode.set(code, place);
    return place;
  };
}
