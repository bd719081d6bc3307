import { callTables } from '../../evidence/index.ts';
import { byText } from '../../lib/by-text.ts';
import { isIn, literal } from './quote.ts';

/** Whether the record of columns `service` and `eventname` is one of some calls (`sts:AssumeRole`). */
export function isCall(calls: Iterable<string>): string {
  const apisOf = new Map<string, string[]>();
  for (const call of [...calls].sort(byText)) {
    const [service, api] = call.split(':') as [string, string];
    apisOf.set(service, [...(apisOf.get(service) ?? []), api]);
  }
  const services = [...apisOf].map(([service, apis]) => `service = ${literal(service)} AND ${isIn('eventname', apis)}`);
  return `(${services.join('\n    OR ')})`;
}

/** Calls whose records say more than that they were. */
export const saysMore = (): string =>
  isCall(new Set([...callTables.mintCalls, ...callTables.controlCalls, ...callTables.placementCalls]));

/** `Activity` of `service` and `eventname`: what `activityOf` says, from the same tables. */
export function activity(): string {
  const { mintCalls, dataCalls, identityServices, identityCalls, looking, reading } = callTables;
  const reads = `regexp_like(eventname, ${literal(reading)})`;
  return `CASE
    WHEN ${isCall(mintCalls)} THEN 'mint'
    WHEN ${isCall(dataCalls)} THEN 'data'
    WHEN service = 's3' AND starts_with(eventname, 'GetObject') THEN 'other'
    WHEN regexp_like(eventname, ${literal(looking)}) THEN 'look'
    WHEN service = 'cloudtrail' THEN IF(${reads}, 'look', 'trail')
    WHEN ${isIn('service', identityServices)} THEN IF(${reads}, 'look', 'iam')
    WHEN ${isCall(identityCalls)} THEN 'iam'
    ELSE 'other' END`;
}
