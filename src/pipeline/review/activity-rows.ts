import { formatTime } from '../../lib/time.ts';
import { uuidAt } from '../../lib/tables.ts';
import type { ControlKind } from '../../model/facts.ts';
import type { Lineage } from '../../model/lineage.ts';
import type { ReportControl, ReportUse } from '../../model/report-view.ts';

/** What a credential did, by time: rows as the facts have them. */
export function useRows({ facts, usesOf }: Lineage, i: number): ReportUse[] {
  const { columns } = facts.uses;
  const text = (code: number): string | null => facts.texts.get(code);
  return Array.from(usesOf.items.subarray(usesOf.starts[i], usesOf.starts[i + 1]), (row) => ({
    first: formatTime(columns.first[row]!),
    last: formatTime(columns.last[row]!),
    count: columns.count[row]!,
    errors: columns.errors[row]!,
    sourceIPAddress: text(columns.sourceIPAddress[row]!),
    userAgent: text(columns.userAgent[row]!),
    eventSource: text(columns.eventSource[row]!),
    awsRegion: text(columns.awsRegion[row]!),
    invokedBy: text(columns.invokedBy[row]!),
    eventName: text(columns.firstEventName[row]!),
    firstEventID: uuidAt(columns.firstEventID, row),
    lastEventID: uuidAt(columns.lastEventID, row),
  }));
}

/** All control changes, in the order of the facts: by time. */
export function* controlRows({ facts }: Lineage): Generator<ReportControl> {
  const { columns, length } = facts.controls;
  const text = (code: number): string | null => facts.texts.get(code);
  for (let row = 0; row < length; row++) {
    yield {
      at: formatTime(columns.eventTime[row]!),
      kind: (text(columns.kind[row]!) ?? 'permissions-changed') as ControlKind,
      eventName: text(columns.eventName[row]!) ?? '',
      eventID: uuidAt(columns.eventID, row) ?? '',
      accountId: text(columns.recipientAccountId[row]!),
      actorAccessKeyId: text(columns.actorAccessKeyId[row]!),
      actor: text(columns.actorArn[row]!) ?? text(columns.invokedBy[row]!),
      sourceIPAddress: text(columns.sourceIPAddress[row]!),
      targetAccessKeyId: text(columns.targetAccessKeyId[row]!),
      targetUserName: text(columns.targetUserName[row]!),
      targetRoleName: text(columns.targetRoleName[row]!),
      target: text(columns.target[row]!),
      policyName: text(columns.policyName[row]!) ?? text(columns.policyArn[row]!),
    };
  }
}
