import { uuidFromText } from '../lib/hash.ts';
import { flagOf, parseUuid } from '../lib/tables.ts';
import type { GrowingTexts } from '../lib/text-pool.ts';
import { parseTime } from '../lib/time.ts';
import { booleanIn, isObject, type JsonObject, keyIn, objectIn, textIn } from './extract-fields.ts';
import { SLOT } from './slots.ts';

/**
 * Fills the slots from a parsed record. False where the record cannot be understood: no object, or without a time that
 * can be read, an `eventSource` and an `eventName`.
 */
export function extractEvent(record: unknown, slots: Uint32Array, texts: GrowingTexts): record is JsonObject {
  if (!isObject(record)) return false;
  // Always text in CloudTrail. A bare number would be read as seconds, and put the case's beginning into 1970.
  const eventTime = parseTime(textIn(record, 'eventTime'));
  const eventSource = textIn(record, 'eventSource');
  const eventName = textIn(record, 'eventName');
  if (eventTime === null || eventSource === null || eventName === null) return false;
  slots.fill(0);
  slots[SLOT.eventTime] = eventTime;
  slots[SLOT.eventSource] = texts.codeOf(eventSource);
  slots[SLOT.eventName] = texts.codeOf(eventName);
  slots[SLOT.awsRegion] = texts.codeOf(textIn(record, 'awsRegion'));
  slots[SLOT.recipientAccountId] = texts.codeOf(textIn(record, 'recipientAccountId'));
  slots[SLOT.sourceIPAddress] = texts.codeOf(textIn(record, 'sourceIPAddress'));
  slots[SLOT.userAgent] = texts.codeOf(textIn(record, 'userAgent'));
  slots[SLOT.vpcEndpointId] = texts.codeOf(textIn(record, 'vpcEndpointId'));
  slots[SLOT.vpcEndpointAccountId] = texts.codeOf(textIn(record, 'vpcEndpointAccountId'));
  slots[SLOT.fromConsole] = flagOf(booleanIn(record, 'sessionCredentialFromConsole'));
  slots[SLOT.failed] = isFailed(record) ? 1 : 0;
  fillEventID(record, slots);
  fillIdentity(objectIn(record, 'userIdentity'), slots, texts);
  return true;
}

/** Whether the call failed: then it minted and changed nothing. */
export function isFailed(record: JsonObject): boolean {
  return textIn(record, 'errorCode') !== null || textIn(record, 'errorMessage') !== null;
}

/** Fills the slots of `identities` and `invokedBy`. */
export function fillIdentity(identity: JsonObject, slots: Uint32Array, texts: GrowingTexts): void {
  slots[SLOT.accessKeyId] = texts.codeOf(keyIn(identity, 'accessKeyId'));
  slots[SLOT.type] = texts.codeOf(textIn(identity, 'type'));
  slots[SLOT.principalId] = texts.codeOf(textIn(identity, 'principalId'));
  slots[SLOT.arn] = texts.codeOf(textIn(identity, 'arn'));
  slots[SLOT.accountId] = texts.codeOf(textIn(identity, 'accountId'));
  slots[SLOT.userName] = texts.codeOf(textIn(identity, 'userName'));
  slots[SLOT.invokedBy] = texts.codeOf(textIn(identity, 'invokedBy'));
  if (isObject(identity['sessionContext'])) fillSession(identity['sessionContext'], slots, texts);
  const inScopeOf = objectIn(identity, 'inScopeOf');
  slots[SLOT.inScopeOfArn] = texts.codeOf(textIn(inScopeOf, 'credentialsIssuedTo') ?? textIn(inScopeOf, 'sourceArn'));
  slots[SLOT.inScopeOfType] = texts.codeOf(textIn(inScopeOf, 'issuerType'));
  slots[SLOT.onBehalfOf] = texts.codeOf(textIn(objectIn(identity, 'onBehalfOf'), 'userId'));
  slots[SLOT.delegateAccountId] = texts.codeOf(textIn(objectIn(identity, 'invokedByDelegate'), 'accountId'));
}

function fillSession(session: JsonObject, slots: Uint32Array, texts: GrowingTexts): void {
  const attributes = objectIn(session, 'attributes');
  slots[SLOT.sessionCreatedAt] = parseTime(attributes['creationDate']) ?? 0;
  slots[SLOT.mfaAuthenticated] = flagOf(booleanIn(attributes, 'mfaAuthenticated'));
  const issuer = objectIn(session, 'sessionIssuer');
  slots[SLOT.issuerType] = texts.codeOf(textIn(issuer, 'type'));
  slots[SLOT.issuerPrincipalId] = texts.codeOf(textIn(issuer, 'principalId'));
  slots[SLOT.issuerArn] = texts.codeOf(textIn(issuer, 'arn'));
  slots[SLOT.issuerAccountId] = texts.codeOf(textIn(issuer, 'accountId'));
  slots[SLOT.issuerUserName] = texts.codeOf(textIn(issuer, 'userName'));
  slots[SLOT.ec2RoleDelivery] = texts.codeOf(textIn(session, 'ec2RoleDelivery'));
  slots[SLOT.federatedProvider] = texts.codeOf(textIn(objectIn(session, 'webIdFederationData'), 'federatedProvider'));
  slots[SLOT.sourceIdentity] = texts.codeOf(textIn(session, 'sourceIdentity'));
  slots[SLOT.assumedRoot] = flagOf(booleanIn(session, 'assumedRoot'));
  slots[SLOT.signInSessionArn] = texts.codeOf(textIn(session, 'signInSessionArn'));
}

function fillEventID(record: JsonObject, slots: Uint32Array): void {
  const eventID = record['eventID'];
  if (typeof eventID === 'string' && parseUuid(eventID, slots, SLOT.eventID)) return;
  // Without an id of its own, equal content is the only sign that two records are one event.
  slots.set(uuidFromText(canonicalJson(record, 0)), SLOT.eventID);
}

const DEEPEST = 64;

/** JSON with sorted fields, cut off below `DEEPEST` levels: parsed input may be nested deeper than our stack. */
function canonicalJson(value: unknown, depth: number): string {
  if (depth > DEEPEST) return '…';
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const fields = Object.keys(value).sort();
  return `{${fields.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name], depth + 1)}`).join(',')}}`;
}
