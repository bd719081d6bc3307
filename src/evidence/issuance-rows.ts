import { type GrowingTable, writeValue } from '../lib/tables.ts';
import type { GrowingTexts } from '../lib/text-pool.ts';
import { type FactRow, issuanceColumns } from '../model/facts.ts';
import { SLOT } from './slots.ts';

type Name = keyof typeof issuanceColumns;

/** The columns that say of a mint what the slots say of any call: their text codes are there already. */
const given = {
  eventTime: SLOT.eventTime,
  eventSource: SLOT.eventSource,
  eventName: SLOT.eventName,
  awsRegion: SLOT.awsRegion,
  recipientAccountId: SLOT.recipientAccountId,
  signerAccessKeyId: SLOT.accessKeyId,
  callerType: SLOT.type,
  callerPrincipalId: SLOT.principalId,
  callerArn: SLOT.arn,
  callerAccountId: SLOT.accountId,
  callerUserName: SLOT.userName,
  callerIssuerArn: SLOT.issuerArn,
  callerSessionCreatedAt: SLOT.sessionCreatedAt,
  invokedBy: SLOT.invokedBy,
  onBehalfOf: SLOT.onBehalfOf,
  sourceIPAddress: SLOT.sourceIPAddress,
  userAgent: SLOT.userAgent,
  vpcEndpointId: SLOT.vpcEndpointId,
} as const satisfies Partial<Record<Name, number>>;

const givenNames = Object.keys(given) as (keyof typeof given)[];
const others = (Object.keys(issuanceColumns) as Name[]).filter((name) => !(name in given) && name !== 'eventID');

/** Adds an issuance to its table: what `appendRow` adds, with less work. `slots` holds the call that it was read from. Hot. */
export function appendIssuance(
  table: GrowingTable<typeof issuanceColumns>,
  row: FactRow<'issuances'>,
  slots: Uint32Array,
  texts: GrowingTexts,
): void {
  const at = table.addRow();
  const { columns } = table;
  for (let i = 0; i < 4; i++) columns.eventID[at * 4 + i] = slots[SLOT.eventID + i]!;
  for (const name of givenNames) columns[name][at] = slots[given[name]]!;
  for (const name of others) {
    const value = row[name];
    if (value !== null) writeValue(issuanceColumns[name], columns[name], at, value, texts);
  }
}
