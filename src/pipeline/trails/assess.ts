import type { EventDataStore, Selector, TrailConfig, TrailSelectors, TrailState } from '../../aws/index.ts';

/** What a trail or store does not record of what lineage needs, a clause each; empty where all is there. */
export function assessTrail(trail: TrailConfig, state: TrailState | null, selectors: TrailSelectors | null): string[] {
  const missing: string[] = [];
  if (state === null) missing.push('whether it is logging is not known');
  else if (!state.logging) missing.push('it is not logging');
  if (state !== null && state.deliveryError !== null) missing.push(`its last delivery failed: ${state.deliveryError}`);
  if (trail.multiRegion === false)
    missing.push(`it records ${trail.homeRegion ?? 'one region'} only: tokens are minted in any region`);
  if (trail.globalServiceEvents === false) {
    missing.push('it leaves out global services: IAM, and STS at its global endpoint');
  }
  if (selectors === null) missing.push('what it selects is not known');
  else
    missing.push(
      ...(selectors.advanced === null ? assessBasic(selectors.basic ?? []) : assessSelectors(selectors.advanced)),
    );
  return missing;
}

export function assessStore(store: EventDataStore): string[] {
  const missing: string[] = [];
  if (store.status !== null && store.status !== 'ENABLED') missing.push(`its status is ${store.status}`);
  if (store.multiRegion === false) missing.push('it records one region only: tokens are minted in any region');
  return [...missing, ...assessSelectors(store.selectors)];
}

const noManagement = 'it records no management events: no issuance is in it';
/** AssumeRole and its kin are read events (`readOnly` is true in their records). */
const noReads = 'it leaves out read events: AssumeRole and GetSessionToken are among them';
const noWrites = 'it leaves out write events: changes of keys, users and trust';

function assessBasic(basic: NonNullable<TrailSelectors['basic']>): string[] {
  const management = basic.filter((selector) => selector.management);
  if (management.length === 0) return [noManagement];
  const kinds = new Set(management.map(({ readWrite }) => readWrite));
  return readsAndWrites({
    reads: kinds.has('All') || kinds.has('ReadOnly'),
    writes: kinds.has('All') || kinds.has('WriteOnly'),
  });
}

function assessSelectors(selectors: readonly Selector[]): string[] {
  const management = selectors.filter(
    (selector) => valuesOf(selector, 'eventCategory')?.includes('Management') === true,
  );
  if (management.length === 0) return [noManagement];
  const readOnly = management.map((selector) => valuesOf(selector, 'readOnly'));
  const missing = readsAndWrites({
    reads: readOnly.some((values) => values === null || values.includes('true')),
    writes: readOnly.some((values) => values === null || values.includes('false')),
  });
  const narrowed = management.every((selector) => selector.fields.some(isNarrowing));
  if (narrowed) missing.push('its selectors leave out more by event source, name or identity: see them');
  return missing;
}

function readsAndWrites({ reads, writes }: { reads: boolean; writes: boolean }): string[] {
  return [...(reads ? [] : [noReads]), ...(writes ? [] : [noWrites])];
}

/** Leaving out KMS and the RDS Data API is usual, and lineage needs neither. */
function isNarrowing({ field, equals, notEquals }: Selector['fields'][number]): boolean {
  if (field === 'eventCategory' || field === 'readOnly') return false;
  const harmless = ['kms.amazonaws.com', 'rdsdata.amazonaws.com'];
  return !(
    field === 'eventSource' &&
    equals === null &&
    notEquals?.every((source) => harmless.includes(source)) === true
  );
}

function valuesOf({ fields }: Selector, name: string): readonly string[] | null {
  return fields.find(({ field }) => field === name)?.equals ?? null;
}
