import type { ControlKind } from '../model/facts.ts';
import type { Change, ChangeOf, ControlCall } from './control-call.ts';
import { textIn } from './extract-fields.ts';
import { settingsIn, settingsOfNew } from './extract-trail.ts';

/** Calls that change what trails and event data stores record. */
export const trailCalls: readonly (readonly [string, ChangeOf])[] = [
  ['cloudtrail:StopLogging', trail('trail-stopped')],
  ['cloudtrail:StartLogging', trail('trail-started')],
  ['cloudtrail:DeleteTrail', trail('trail-deleted')],
  ['cloudtrail:CreateTrail', newTrail],
  ['cloudtrail:UpdateTrail', setTrail],
  ['cloudtrail:PutEventSelectors', setTrail],
  ['cloudtrail:StopEventDataStoreIngestion', trail('trail-stopped')],
  ['cloudtrail:StartEventDataStoreIngestion', trail('trail-started')],
  ['cloudtrail:DeleteEventDataStore', trail('trail-deleted')],
  ['cloudtrail:CreateEventDataStore', newTrail],
  ['cloudtrail:UpdateEventDataStore', setTrail],
];

function trailOf({ request, response }: ControlCall): string | null {
  const named = textIn(request, 'name') ?? textIn(request, 'trailName') ?? textIn(request, 'eventDataStore');
  return textIn(response, 'trailARN') ?? textIn(response, 'eventDataStoreArn') ?? named;
}

function trail(kind: ControlKind): ChangeOf {
  return (call) => ({ kind, target: trailOf(call) });
}

function newTrail(call: ControlCall): Change {
  return { kind: 'trail-changed', target: trailOf(call), document: JSON.stringify(settingsOfNew(call.request)) };
}

function setTrail(call: ControlCall): Change | null {
  const settings = settingsIn(call.request);
  const values = Object.values(settings);
  if (values.length === 0) return null;
  const kind = values.includes(false) ? 'trail-narrowed' : 'trail-changed';
  return { kind, target: trailOf(call), document: JSON.stringify(settings) };
}
