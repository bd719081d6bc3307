import { byText } from '../../lib/by-text.ts';
import { uuidAt } from '../../lib/tables.ts';
import type { CaseFacts } from '../../model/facts.ts';
import type { EpochSeconds } from '../../model/lineage.ts';

const textColumns = [
  'eventName',
  'accountId',
  'awsRegion',
  'instanceId',
  'networkInterfaceId',
  'allocationId',
  'associationId',
  'privateAddress',
  'publicAddress',
  'vpcId',
  'natGatewayId',
  'vpcEndpointId',
] as const;

export type PlacementRow = { readonly [Name in (typeof textColumns)[number]]: string | null } & {
  readonly eventTime: EpochSeconds;
};

/** The placement rows of a case by time, those of one second by `eventID`. There are few: one an address that changes. */
export function placementRows({ placements, texts }: CaseFacts): PlacementRow[] {
  const { eventID, eventTime } = placements.columns;
  const rows = Array.from({ length: placements.length }, (_, row) => {
    const values = textColumns.map((name) => [name, texts.get(placements.columns[name][row]!)]);
    return {
      id: uuidAt(eventID, row) ?? '',
      row: { eventTime: eventTime[row]!, ...Object.fromEntries(values) } as PlacementRow,
    };
  });
  rows.sort((a, b) => a.row.eventTime - b.row.eventTime || byText(a.id, b.id));
  return rows.map(({ row }) => row);
}
