import { asObject, type JsonObject } from './recognise.ts';

/** What stands in a wrapper: a record, or the JSON text of one. */
export type Content = JsonObject | string;

/** What a wrapper holds; where it holds records in a form that says too little, what to do instead. */
export type Unwrapped = readonly Content[] | { readonly unreadable: string };

/**
 * What services and tools wrap CloudTrail's records into when they hand them on. Only known forms, each by its marks: the
 * records of other logs hold texts that anybody may have written. Null for everything else.
 */
export function unwrap(value: JsonObject): Unwrapped | null {
  for (const form of forms) {
    const unwrapped = form(value);
    if (unwrapped !== null) return unwrapped;
  }
  return null;
}

const forms: readonly ((value: JsonObject) => Unwrapped | null)[] = [
  eventBridge,
  cloudWatchLogs,
  cloudWatchEvent,
  logsInsights,
  lakeResults,
  elasticsearch,
  splunk,
  datadog,
  ocsf,
];

/** `AWS API Call via CloudTrail` and its like; nobody but AWS may send events of `aws.` (eventbridge/ug/eb-service-event-cloudtrail). */
function eventBridge({ 'detail-type': type, source, detail, account }: JsonObject): Content[] | null {
  const record = asObject(detail);
  if (record === null || typeof type !== 'string' || typeof source !== 'string') return null;
  if (!type.endsWith(' via CloudTrail') || !source.startsWith('aws.')) return null;
  // The record has no account of its own here; with it, the same event from a trail is the same.
  return [typeof account === 'string' ? { recipientAccountId: account, ...record } : record];
}

/**
 * What a subscription of CloudWatch Logs delivers, to Kinesis, Firehose or Lambda, and what `aws logs filter-log-events` and
 * `get-log-events` answer (AmazonCloudWatch/latest/logs/SubscriptionFilters).
 */
function cloudWatchLogs({ logEvents, events }: JsonObject): Content[] | null {
  const list = Array.isArray(logEvents) ? logEvents : events;
  if (!Array.isArray(list)) return null;
  const texts = list.map((event) => cloudWatchEvent(asObject(event) ?? {}));
  return texts.includes(null) ? null : texts.flatMap((text) => text!);
}

function cloudWatchEvent({ message, timestamp }: JsonObject): Content[] | null {
  return typeof message === 'string' && typeof timestamp === 'number' ? [message] : null;
}

/** `aws logs get-query-results`: rows of fields with name and value. */
function logsInsights({ results }: JsonObject): Content[] | null {
  if (!Array.isArray(results) || !results.every(Array.isArray)) return null;
  const fields = (results as unknown[][]).flat().map((field) => asObject(field) ?? {});
  const texts = fields.flatMap(({ field, value }) => (field === '@message' && typeof value === 'string' ? value : []));
  return texts.length === 0 ? null : texts;
}

/** `aws cloudtrail get-query-results`: rows of maps of one column each (API_GetQueryResults). */
function lakeResults({ QueryResultRows: rows }: JsonObject): Unwrapped | null {
  if (!Array.isArray(rows)) return null;
  const columns = (rows as unknown[][]).flat().flatMap((column) => Object.entries(asObject(column) ?? {}));
  const jsons = columns.filter(([name]) => name.toLowerCase() === 'eventjson').map(([, value]) => value);
  const texts = jsons.filter((value): value is string => typeof value === 'string');
  if (texts.length > 0 || rows.length === 0) return texts;
  return { unreadable: 'results of CloudTrail Lake without the column eventJson; select it, or scan lake:' };
}

/** Documents as they are stored, and as a search answers them; Elastic's integration keeps the record as `event.original`. */
function elasticsearch({ _source, hits }: JsonObject): Unwrapped | null {
  const list = asObject(hits)?.['hits'];
  if (Array.isArray(list)) return list.map(asObject).filter((hit) => hit !== null);
  const document = asObject(_source);
  return document === null ? null : (ofDocument(document) ?? [document]);
}

function ofDocument(document: JsonObject): Unwrapped | null {
  const original = asObject(document['event'])?.['original'] ?? document['event.original'] ?? document['message'];
  if (typeof original === 'string') return [original];
  const isParsed = asObject(asObject(document['aws'])?.['cloudtrail']) !== null;
  return isParsed
    ? { unreadable: 'CloudTrail in the Elastic Common Schema without event.original; read the trail' }
    : null;
}

/** `| export` and the search API: `_raw` by itself, as `result`, or in `results`. */
function splunk({ _raw: raw, result, results }: JsonObject): Content[] | null {
  if (typeof raw === 'string') return [raw];
  const rows = Array.isArray(results) ? results : [result];
  const texts = rows
    .flatMap((row) => asObject(row)?.['_raw'] ?? [])
    .filter((text): text is string => typeof text === 'string');
  return texts.length > 0 && texts.length === rows.length ? texts : null;
}

/** Archives, and what the search of logs answers. */
function datadog({ source, attributes, data }: JsonObject): Content[] | null {
  if (Array.isArray(data)) {
    const logs = data.map((log) => asObject(asObject(log)?.['attributes']));
    const inner = logs.map((log) => asObject(log?.['attributes']));
    return inner.length === 0 || inner.includes(null) ? null : (inner as JsonObject[]);
  }
  const record = asObject(attributes);
  return source === 'cloudtrail' && record !== null ? [record] : null;
}

/** Security Lake and others: what a response held is not in it. */
function ocsf(value: JsonObject): Unwrapped | null {
  const product = asObject(asObject(value['metadata'])?.['product'])?.['name'];
  if (typeof value['class_uid'] !== 'number' || product !== 'CloudTrail') return null;
  if (typeof value['raw_data'] === 'string') return [value['raw_data']];
  return { unreadable: 'CloudTrail in OCSF (Security Lake), which says too little of what was minted; read the trail' };
}
