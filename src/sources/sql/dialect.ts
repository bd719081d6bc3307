import { literal, name } from './quote.ts';
import type { TableShape } from './table-shape.ts';

/** How the fields of a record are had from a table: SQL expressions. */
export interface Dialect {
  /** A field that is one text, NULL where the table has it not. */
  readonly text: (column: string) => string;
  /** `eventTime` as CloudTrail writes it: 2026-11-01T12:00:00Z. */
  readonly eventTime: string;
  /** A condition on `eventTime`, of which the bounds are such texts; the end is not included. */
  readonly between: (from: string, to: string) => string;
  /** `userIdentity` as JSON. */
  readonly identity: string;
  /** Whether the response may hold a minted credential, whatever the call. */
  readonly hasCredentials: string;
  /** What is read of records that say more, by the name that `recordOf` knows: JSON texts, secrets blotted out. */
  readonly details: Readonly<Record<string, string>>;
}

/** Values that nobody may read out of a result that lies in a bucket. CloudTrail hides some of them by itself. */
const SECRETS =
  '("(?i:sessionToken|secretAccessKey|signinToken|password|accessToken|refreshToken|idToken|clientSecret|webIdentityToken|samlAssertion)"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"';

const blotted = (json: string): string => `regexp_replace(${json}, ${literal(SECRETS)}, '$1"-"')`;

const CREDENTIALS = `'"(credentials|roleCredentials|credentialSet)"'`;

/** Tables as AWS documents them for Athena: columns in lower case, requests and responses as JSON texts. */
export function tableDialect({ types }: TableShape): Dialect {
  const typeOf = (column: string): string => types.get(column.toLowerCase())?.toLowerCase() ?? '';
  const isNested = (type: string): boolean => /^(row|struct|array|map|json)/.test(type);
  const text = (column: string): string => {
    if (!types.has(column.toLowerCase())) return 'CAST(NULL AS varchar)';
    const type = typeOf(column);
    if (type.startsWith('timestamp')) return isoTime(name(column.toLowerCase()));
    return /^(varchar|string|char)/.test(type)
      ? name(column.toLowerCase())
      : `CAST(${name(column.toLowerCase())} AS varchar)`;
  };
  const json = (column: string): string =>
    isNested(typeOf(column)) ? `json_format(CAST(${name(column.toLowerCase())} AS JSON))` : text(column);
  const isTimestamp = typeOf('eventTime').startsWith('timestamp');
  return {
    text,
    eventTime: text('eventTime'),
    between: (from, to) =>
      isTimestamp
        ? `"eventtime" >= ${moment(from)} AND "eventtime" < ${moment(to)}`
        : `"eventtime" >= ${literal(from)} AND "eventtime" < ${literal(to)}`,
    identity: json('userIdentity'),
    hasCredentials: `regexp_like(coalesce(${json('responseElements')}, ''), ${CREDENTIALS})`,
    details: {
      requestParameters: blotted(json('requestParameters')),
      responseElements: blotted(json('responseElements')),
      additionalEventData: blotted(json('additionalEventData')),
      serviceEventDetails: blotted(json('serviceEventDetails')),
      resources: json('resources'),
      requestID: text('requestID'),
      sharedEventID: text('sharedEventID'),
    },
  };
}

/**
 * CloudTrail Lake: times are timestamps, requests and responses are maps of texts in which nested values cannot be told
 * from text, but every event is there whole, as `eventjson`
 * (userguide/query-supported-event-schemas).
 */
export const lakeDialect: Dialect = {
  text: (column) => column.toLowerCase(),
  eventTime: isoTime('eventtime'),
  between: (from, to) => `eventtime >= ${literal(plainTime(from))} AND eventtime < ${literal(plainTime(to))}`,
  identity: `json_format(json_extract(eventjson, '$.userIdentity'))`,
  hasCredentials: `regexp_like(eventjson, ${CREDENTIALS})`,
  details: { record: blotted('eventjson') },
};

function isoTime(column: string): string {
  return `date_format(${column}, '%Y-%m-%dT%H:%i:%sZ')`;
}

const plainTime = (iso: string): string => iso.replace('T', ' ').replace('Z', '');
const moment = (iso: string): string => `TIMESTAMP ${literal(`${plainTime(iso)} UTC`)}`;
