import type { EpochSeconds } from '../../model/lineage.ts';
import { isoTime } from '../times.ts';

export type JsonObject = { readonly [key: string]: unknown };

/** A CloudTrail record as it lies in a log file, with CloudTrail's own field names. */
export interface CloudTrailRecord extends JsonObject {
  readonly userIdentity: JsonObject;
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly eventID: string;
  readonly recipientAccountId: string;
}

/** Where calls come from. */
export interface Client {
  /** An address, a service principal, or `AWS Internal`. */
  readonly ip: string;
  readonly userAgent: string;
  readonly vpcEndpointId?: string;
  readonly vpcEndpointAccountId?: string;
}

/** What every record of a call has, whatever the call. */
export interface Envelope {
  readonly at: EpochSeconds;
  readonly eventID: string;
  readonly requestID: string;
  readonly awsRegion: string;
  readonly recipientAccountId: string;
  readonly identity: JsonObject;
  readonly client: Client;
}

/** What a call has of its own. */
export interface Call {
  readonly eventSource: string;
  readonly eventName: string;
  readonly requestParameters?: JsonObject | null;
  readonly responseElements?: JsonObject | null;
  readonly additionalEventData?: JsonObject;
  readonly serviceEventDetails?: JsonObject;
  readonly resources?: readonly JsonObject[];
  /** Code and message of a refused or failed call. */
  readonly error?: readonly [code: string, message: string];
  readonly readOnly?: boolean;
  /** A data event: S3 objects, table items, function invocations. */
  readonly data?: boolean;
  readonly sharedEventID?: string;
  readonly eventType?: 'AwsApiCall' | 'AwsConsoleSignIn' | 'AwsServiceEvent';
  readonly fromConsole?: boolean;
}

/**
 * One record of one call, its fields in CloudTrail's order; a field without a value is left out, as CloudTrail does. Hot: fields
 * are put in one by one, since spreading objects takes ten times as long.
 */
export function buildRecord(envelope: Envelope, call: Call): CloudTrailRecord {
  const { client } = envelope;
  const data = call.data === true;
  const record: Record<string, unknown> = {
    eventVersion: '1.11',
    userIdentity: envelope.identity,
    eventTime: isoTime(envelope.at),
    eventSource: call.eventSource,
    eventName: call.eventName,
    awsRegion: envelope.awsRegion,
    sourceIPAddress: client.ip,
    userAgent: client.userAgent,
  };
  if (call.error !== undefined) [record['errorCode'], record['errorMessage']] = call.error;
  record['requestParameters'] = call.requestParameters ?? null;
  record['responseElements'] = call.error === undefined ? (call.responseElements ?? null) : null;
  put(record, 'additionalEventData', call.additionalEventData);
  put(record, 'serviceEventDetails', call.serviceEventDetails);
  record['requestID'] = envelope.requestID;
  record['eventID'] = envelope.eventID;
  record['readOnly'] = call.readOnly ?? isReadOnly(call.eventName);
  put(record, 'resources', call.resources);
  record['eventType'] = call.eventType ?? 'AwsApiCall';
  record['managementEvent'] = !data;
  record['recipientAccountId'] = envelope.recipientAccountId;
  put(record, 'sharedEventID', call.sharedEventID);
  put(record, 'vpcEndpointId', client.vpcEndpointId);
  put(record, 'vpcEndpointAccountId', client.vpcEndpointAccountId);
  record['eventCategory'] = data ? 'Data' : 'Management';
  if (isAddress(client.ip)) record['tlsDetails'] = tlsDetails(call.eventSource, envelope.awsRegion);
  if (call.fromConsole === true) record['sessionCredentialFromConsole'] = 'true';
  return record as CloudTrailRecord;
}

function put(record: Record<string, unknown>, field: string, value: unknown): void {
  if (value !== undefined) record[field] = value;
}

// The federation and session calls of STS begin with Get and are writes all the same; AssumeRole is logged as a read.
const WRITES = new Set(['GetSessionToken', 'GetFederationToken', 'GetSigninToken', 'GetRoleCredentials']);

function isReadOnly(eventName: string): boolean {
  return (
    !WRITES.has(eventName) && /^(?:Get|List|Describe|Head|Lookup|AssumeRole(?!t)|Decrypt|BatchGet)/.test(eventName)
  );
}

/** False for service principals and `AWS Internal`. */
export function isAddress(ip: string): boolean {
  return /^[\d.]+$|:/.test(ip);
}

function tlsDetails(eventSource: string, region: string): JsonObject {
  const service = eventSource.slice(0, eventSource.indexOf('.'));
  return {
    tlsVersion: 'TLSv1.3',
    cipherSuite: 'TLS_AES_128_GCM_SHA256',
    clientProvidedHostHeader: service === 'iam' ? 'iam.amazonaws.com' : `${service}.${region}.amazonaws.com`,
  };
}
