import type { CaseFacts } from '../model/facts.ts';

/** Where the records place an instance. */
export interface InstancePlace {
  readonly region: string | null;
  readonly vpcId: string | null;
  /** Public addresses that a record tied to it: elastic addresses, as an auto-assigned one is never logged. */
  readonly publicAddresses: ReadonlySet<string>;
}

/** What placement records say of each instance, by its id. */
export function instancePlaces({ placements, texts }: CaseFacts): Map<string, InstancePlace> {
  const { instanceId, awsRegion, vpcId, publicAddress } = placements.columns;
  const places = new Map<string, { region: string | null; vpcId: string | null; publicAddresses: Set<string> }>();
  for (let row = 0; row < placements.length; row++) {
    const id = texts.get(instanceId[row]!);
    if (id === null) continue;
    const place = places.get(id) ?? { region: null, vpcId: null, publicAddresses: new Set() };
    place.region ??= texts.get(awsRegion[row]!);
    place.vpcId ??= texts.get(vpcId[row]!);
    const address = texts.get(publicAddress[row]!);
    if (address !== null) place.publicAddresses.add(address);
    places.set(id, place);
  }
  return places;
}
