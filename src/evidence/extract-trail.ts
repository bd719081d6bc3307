import { booleanIn, type JsonObject, listIn, isObject, objectsIn, textIn } from './extract-fields.ts';

/** What a trail or event data store is set to record, by name: whether other Regions, IAM and STS, management events, … */
export type TrailSettings = Readonly<Record<string, boolean>>;

/**
 * What a request sets. What it leaves as it is, is not in it; so whether something was taken away is known only where the
 * case has what was set before.
 */
export function settingsIn(request: JsonObject): TrailSettings {
  const switches = switchNames.flatMap((name) => {
    const value = booleanIn(request, name);
    return value === null ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(switches), ...managementIn(request) };
}

/** What a new one records, by its request and the defaults of CreateTrail and CreateEventDataStore. */
export function settingsOfNew(request: JsonObject): TrailSettings {
  return { ...newSettings, ...settingsIn(request) };
}

/** UpdateTrail and UpdateEventDataStore: other Regions, IAM and STS, other accounts, and the proof of tampering. */
const switchNames = [
  'isMultiRegionTrail',
  'includeGlobalServiceEvents',
  'isOrganizationTrail',
  'enableLogFileValidation',
  'multiRegionEnabled',
  'organizationEnabled',
];

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html, and API_CreateEventDataStore.html. */
const newSettings: TrailSettings = {
  isMultiRegionTrail: false,
  includeGlobalServiceEvents: true,
  isOrganizationTrail: false,
  enableLogFileValidation: false,
  multiRegionEnabled: true,
  organizationEnabled: false,
  managementReads: true,
  managementWrites: true,
};

/** Whether the selectors of a request keep all management events, reads and writes; nothing where it sets none. */
function managementIn(request: JsonObject): TrailSettings {
  const basic = objectsIn(request, 'eventSelectors').map(basicReach);
  const advanced = objectsIn(request, 'advancedEventSelectors').map(advancedReach);
  const all = [...basic, ...advanced];
  if (all.length === 0) return {};
  return {
    managementReads: all.some((reach) => reach.reads),
    managementWrites: all.some((reach) => reach.writes),
  };
}

/** Which management events one selector keeps. */
interface Reach {
  readonly reads: boolean;
  readonly writes: boolean;
}

const NOTHING: Reach = { reads: false, writes: false };

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html: both fields default to everything. */
function basicReach(selector: JsonObject): Reach {
  if (booleanIn(selector, 'includeManagementEvents') === false) return NOTHING;
  const type = textIn(selector, 'readWriteType');
  return { reads: type !== 'WriteOnly', writes: type !== 'ReadOnly' };
}

/** Sources of so many events that leaving them out is common and hides no lineage. */
const noisySources = new Set(['kms.amazonaws.com', 'rdsdata.amazonaws.com']);

function advancedReach(selector: JsonObject): Reach {
  let management = false;
  let reach: Reach = { reads: true, writes: true };
  for (const field of objectsIn(selector, 'fieldSelectors')) {
    const name = textIn(field, 'field');
    const equals = listIn(field, 'equals');
    if (name === 'eventCategory') management = equals.includes('Management');
    else if (name === 'readOnly') reach = { reads: equals.includes('true'), writes: equals.includes('false') };
    else if (!leavesOutNoise(field)) return NOTHING;
  }
  return management ? reach : NOTHING;
}

function leavesOutNoise(field: JsonObject): boolean {
  if (textIn(field, 'field') !== 'eventSource') return false;
  const conditions = Object.keys(field).filter((name) => name !== 'field' && hasElements(field[name]));
  return (
    conditions.every((name) => name === 'notEquals') &&
    listIn(field, 'notEquals').every((one) => noisySources.has(String(one)))
  );
}

function hasElements(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : isObject(value);
}
