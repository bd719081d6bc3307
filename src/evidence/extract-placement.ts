import type { FactRow } from '../model/facts.ts';
import { type JsonObject, objectIn, requestOf, responseOf, textIn } from './extract-fields.ts';
import type { ChangeHead } from './extract-issuance.ts';
import { placementCalls } from './placement-calls.ts';

type Placement = FactRow<'placements'>;

/** Which addresses a successful call tied to which workloads, interfaces and gateways, or took away from them. */
export function extractPlacements(record: JsonObject, head: ChangeHead): Placement[] {
  const placesOf = placementCalls.get(head.call);
  if (placesOf === undefined) return [];
  const response = responseOf(record);
  const owner = textIn(record, 'recipientAccountId') ?? textIn(objectIn(record, 'userIdentity'), 'accountId');
  return placesOf({ request: requestOf(record), response }).map((place) => ({
    eventID: head.eventID,
    eventTime: head.eventTime,
    eventName: textIn(record, 'eventName'),
    accountId: owner,
    awsRegion: textIn(record, 'awsRegion'),
    ...NOWHERE,
    ...place,
  }));
}

const NOWHERE = {
  instanceId: null,
  networkInterfaceId: null,
  allocationId: null,
  associationId: null,
  privateAddress: null,
  publicAddress: null,
  vpcId: null,
  subnetId: null,
  natGatewayId: null,
  vpcEndpointId: null,
  instanceProfile: null,
};
