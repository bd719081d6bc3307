import { parseTime } from '../lib/time.ts';
import type { FactRow } from '../model/facts.ts';
import { controlCalls } from './control-calls.ts';
import { type JsonObject, keyIn, objectIn, requestOf, responseOf, textIn } from './extract-fields.ts';
import type { ChangeHead } from './extract-issuance.ts';

type Control = FactRow<'controls'>;

const NO_CHANGE = {
  targetAccessKeyId: null,
  targetUserName: null,
  targetRoleName: null,
  target: null,
  policyName: null,
  policyArn: null,
  document: null,
  cutOff: null,
};

/** What a successful call changed in credentials, trust, permissions or the trail; null where nothing. */
export function extractControl(record: JsonObject, head: ChangeHead): Control | null {
  const changeOf = controlCalls.get(head.call);
  if (changeOf === undefined) return null;
  const call = { record, request: requestOf(record), response: responseOf(record), eventTime: head.eventTime };
  const change = changeOf(call);
  if (change === null) return null;
  const actor = objectIn(record, 'userIdentity');
  return {
    eventID: head.eventID,
    eventTime: head.eventTime,
    eventSource: textIn(record, 'eventSource'),
    eventName: textIn(record, 'eventName'),
    awsRegion: textIn(record, 'awsRegion'),
    recipientAccountId: textIn(record, 'recipientAccountId'),
    actorAccessKeyId: keyIn(actor, 'accessKeyId'),
    actorType: textIn(actor, 'type'),
    actorPrincipalId: textIn(actor, 'principalId'),
    actorArn: textIn(actor, 'arn'),
    actorSessionCreatedAt: parseTime(objectIn(objectIn(actor, 'sessionContext'), 'attributes')['creationDate']),
    invokedBy: textIn(actor, 'invokedBy'),
    sourceIPAddress: textIn(record, 'sourceIPAddress'),
    userAgent: textIn(record, 'userAgent'),
    ...NO_CHANGE,
    ...change,
  };
}
