import { callTables } from '../../evidence/index.ts';
import { groupBy } from '../../lib/add-to.ts';
import { byText } from '../../lib/by-text.ts';
import { isIn, literal } from './quote.ts';

/** Whether the record of columns `service` and `eventname` is one of some calls (`sts:AssumeRole`). */
export function isCall(calls: Iterable<string>): string {
  const services = [...apisByService(calls)].map(
    ([service, apis]) => `service = ${literal(service)} AND ${isIn('eventname', apis)}`,
  );
  return `(${services.join('\n    OR ')})`;
}

function apisByService(calls: Iterable<string>): Map<string, string[]> {
  const ofServices = groupBy([...calls].sort(byText), (call) => call.slice(0, call.indexOf(':')));
  return new Map(
    [...ofServices].map(([service, some]) => [service, some.map((call) => call.slice(service.length + 1))]),
  );
}

/**
 * The same in half of the length: what StartQuery of CloudTrail Lake takes ends at 10,000 characters. One pattern over
 * service and name, in which names that begin with the same word share it, and words and services what follows them.
 */
function isCallTersely(calls: Iterable<string>): string {
  const bySuffix = groupBy([...apisByService(calls)], ([, apis]) => oneOf(apis));
  const services = [...bySuffix].map(([apis, some]) => `${either(some.map(([service]) => service))}:${apis}`);
  return `regexp_like(concat(service, ':', eventname), ${literal(`^(?:${services.join('|')})$`)})`;
}

/** Names of calls are letters and digits, which stand for themselves. */
function oneOf(names: readonly string[]): string {
  const byWord = groupBy(names, (name) => /^[A-Z]?[a-z]*/.exec(name)![0]);
  const byRest = groupBy([...byWord], ([word, some]) => either(some.map((name) => name.slice(word.length))));
  return either([...byRest].map(([rest, words]) => either(words.map(([word]) => word)) + rest));
}

const either = (texts: readonly string[]): string => (texts.length === 1 ? texts[0]! : `(?:${texts.join('|')})`);

/** Calls whose records say more than that they were. */
export const saysMore = (): string =>
  isCallTersely(new Set([...callTables.mintCalls, ...callTables.controlCalls, ...callTables.placementCalls]));

/** `Activity` of `service` and `eventname`: what `activityOf` says, from the same tables. */
export function activity(): string {
  const { mintCalls, dataCalls, identityServices, identityCalls, looking, reading } = callTables;
  const reads = `regexp_like(eventname, ${literal(reading)})`;
  return `CASE
    WHEN ${isCallTersely(mintCalls)} THEN 'mint'
    WHEN ${isCallTersely(dataCalls)} THEN 'data'
    WHEN service = 's3' AND starts_with(eventname, 'GetObject') THEN 'other'
    WHEN regexp_like(eventname, ${literal(looking)}) THEN 'look'
    WHEN service = 'cloudtrail' THEN IF(${reads}, 'look', 'trail')
    WHEN ${isIn('service', identityServices)} THEN IF(${reads}, 'look', 'iam')
    WHEN ${isCallTersely(identityCalls)} THEN 'iam'
    ELSE 'other' END`;
}
