import { booleanIn, type JsonObject, listIn, isObject, objectsIn, textIn } from './extract-fields.ts';

/**
 * Whether a call takes events away from a trail or event data store. What it leaves as it is, is not in the request; so
 * only what the request itself says counts, and a trail that always was narrow looks narrowed when it is set up so again.
 */
export function narrows(request: JsonObject): boolean {
  return narrowingSwitches.some((name) => booleanIn(request, name) === false) || !selectsManagement(request);
}

/** UpdateTrail and UpdateEventDataStore: other Regions, IAM and STS, other accounts, and the proof of tampering. */
const narrowingSwitches = [
  'isMultiRegionTrail',
  'includeGlobalServiceEvents',
  'isOrganizationTrail',
  'enableLogFileValidation',
  'multiRegionEnabled',
  'organizationEnabled',
];

/** Whether the selectors of a request keep all management events, reads and writes; true where it sets none. */
function selectsManagement(request: JsonObject): boolean {
  const basic = objectsIn(request, 'eventSelectors').map(basicReach);
  const advanced = objectsIn(request, 'advancedEventSelectors').map(advancedReach);
  const all = [...basic, ...advanced];
  return all.length === 0 || (all.some((reach) => reach.reads) && all.some((reach) => reach.writes));
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
