import { isObject, type JsonObject } from './extract-fields.ts';

/** Fields whose value is a secret, in lower case. A policy has none, but a policy is what a caller sends. */
const SECRET_FIELDS = new Set([
  'sessiontoken',
  'secretaccesskey',
  'securitytoken',
  'x-amz-security-token',
  'password',
  'newpassword',
  'oldpassword',
  'servicepassword',
]);

/** Session tokens as STS writes them: a base64 text of a few hundred characters with one of these beginnings. */
const SESSION_TOKEN = /(?:IQoJb3JpZ2lu|AgoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|AQoDYXdz|AQoEXAMPLE)[\w+/=%-]{20,}/g;

/** A policy document as sent: JSON text, URL-encoded or not, or JSON already. Null for everything that is no JSON object. */
export function policyOf(value: unknown): JsonObject | null {
  if (isObject(value)) return value;
  if (typeof value !== 'string') return null;
  return parseObject(value) ?? parseObject(urlDecoded(value));
}

/** The JSON text of a policy document for a column, without anything that is or looks like a secret. */
export function policyText(policy: JsonObject | null): string | null {
  if (policy === null) return null;
  try {
    return JSON.stringify(policy, dropSecret).replaceAll(SESSION_TOKEN, 'REMOVED');
  } catch {
    // Nested deeper than the stack: whatever that is, it is no policy that IAM accepted.
    return null;
  }
}

function dropSecret(field: string, value: unknown): unknown {
  return SECRET_FIELDS.has(field.toLowerCase()) ? undefined : value;
}

function parseObject(text: string): JsonObject | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function urlDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
