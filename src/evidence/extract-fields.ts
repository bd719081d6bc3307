/** Reading of parsed JSON that nobody vouches for: a value of the wrong type is a value that is not there. */
export type JsonObject = Readonly<Record<string, unknown>>;

const NOTHING: JsonObject = {};

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object in a field, an empty one where there is none. */
export function objectIn(parent: JsonObject, field: string): JsonObject {
  const value = parent[field];
  return isObject(value) ? value : NOTHING;
}

/** The text in a field; CloudTrail writes both null and "" for "not there". */
export function textIn(parent: JsonObject, field: string): string | null {
  const value = parent[field];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The elements of a list in a field that are objects. */
export function objectsIn(parent: JsonObject, field: string): JsonObject[] {
  const value = parent[field];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The elements of a list in a field, none where it is no list. */
export function listIn(parent: JsonObject, field: string): readonly unknown[] {
  const value = parent[field];
  return Array.isArray(value) ? value : [];
}

/** A whole number from 0 to 2^32 - 1, as number or digits; 0 for everything else. */
export function countIn(parent: JsonObject, field: string): number {
  const value = parent[field];
  const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= 0xffff_ffff ? number : 0;
}

/** A boolean, or CloudTrail's "true" and "false". */
export function booleanIn(parent: JsonObject, field: string): boolean | null {
  const value = parent[field];
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : null;
}

/** What CloudTrail puts where it does not tell. */
export const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** An access key id; null also where CloudTrail hides it. */
export function keyIn(parent: JsonObject, field: string): string | null {
  const text = textIn(parent, field);
  return text === HIDDEN ? null : text;
}

/** First label of `sts.amazonaws.com`: the same in every partition. */
export function serviceOf(eventSource: string): string {
  const dot = eventSource.indexOf('.');
  return dot === -1 ? eventSource : eventSource.slice(0, dot);
}

/**
 * The request of a call. EC2's younger APIs are logged inside one field, `CreateNatGatewayRequest`, with their fields in
 * the API's own capitals.
 */
export function requestOf(record: JsonObject): JsonObject {
  return unwrapped(objectIn(record, 'requestParameters'), `${textIn(record, 'eventName')}Request`);
}

/** The response of a call, which EC2's younger APIs wrap likewise. */
export function responseOf(record: JsonObject): JsonObject {
  return unwrapped(objectIn(record, 'responseElements'), `${textIn(record, 'eventName')}Response`);
}

function unwrapped(parameters: JsonObject, wrapper: string): JsonObject {
  return isObject(parameters[wrapper]) ? parameters[wrapper] : parameters;
}

/** The text in a field, however its first letter is written. */
export function anyTextIn(parent: JsonObject, field: string): string | null {
  return textIn(parent, field) ?? textIn(parent, field[0]!.toUpperCase() + field.slice(1));
}

/** The elements of one of EC2's sets: `{ items: […] }`, `{ item: […] }`, or `{ item: … }` where there is one. */
export function setIn(parent: JsonObject, field: string): JsonObject[] {
  const set = objectIn(parent, field);
  const items = set['items'] ?? set['item'];
  return (Array.isArray(items) ? items : [items]).filter(isObject);
}
