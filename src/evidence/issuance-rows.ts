import { uuidFromText } from '../lib/hash.ts';
import { flagOf, type GrowingTable, parseUuid } from '../lib/tables.ts';
import type { GrowingTexts } from '../lib/text-pool.ts';
import type { issuanceColumns } from '../model/facts.ts';
import type { Mint } from './extract-issuance.ts';
import { SLOT } from './slots.ts';

/**
 * Adds an issuance to its table: what `appendRow` adds of its whole row, with less work. `slots` holds the call that it was
 * read from. Hot, and written out column by column for that: a loop over names looks each of them up anew.
 */
export function appendIssuance(
  table: GrowingTable<typeof issuanceColumns>,
  mint: Mint,
  slots: Uint32Array,
  texts: GrowingTexts,
): void {
  const at = table.addRow();
  const { columns } = table;
  for (let i = 0; i < 4; i++) columns.eventID[at * 4 + i] = slots[SLOT.eventID + i]!;
  columns.eventTime[at] = slots[SLOT.eventTime]!;
  columns.eventSource[at] = slots[SLOT.eventSource]!;
  columns.eventName[at] = slots[SLOT.eventName]!;
  columns.awsRegion[at] = slots[SLOT.awsRegion]!;
  columns.recipientAccountId[at] = slots[SLOT.recipientAccountId]!;
  columns.signerAccessKeyId[at] = slots[SLOT.accessKeyId]!;
  columns.callerType[at] = slots[SLOT.type]!;
  columns.callerPrincipalId[at] = slots[SLOT.principalId]!;
  columns.callerArn[at] = slots[SLOT.arn]!;
  columns.callerAccountId[at] = slots[SLOT.accountId]!;
  columns.callerUserName[at] = slots[SLOT.userName]!;
  columns.callerIssuerArn[at] = slots[SLOT.issuerArn]!;
  columns.callerSessionCreatedAt[at] = slots[SLOT.sessionCreatedAt]!;
  columns.invokedBy[at] = slots[SLOT.invokedBy]!;
  columns.onBehalfOf[at] = slots[SLOT.onBehalfOf]!;
  columns.sourceIPAddress[at] = slots[SLOT.sourceIPAddress]!;
  columns.userAgent[at] = slots[SLOT.userAgent]!;
  columns.vpcEndpointId[at] = slots[SLOT.vpcEndpointId]!;
  columns.accessKeyId[at] = texts.codeOf(mint.accessKeyId);
  columns.expiration[at] = mint.expiration ?? 0;
  columns.durationSeconds[at] = mint.durationSeconds;
  columns.roleArn[at] = texts.codeOf(mint.roleArn);
  columns.sessionName[at] = texts.codeOf(mint.sessionName);
  columns.principalId[at] = texts.codeOf(mint.principalId);
  columns.principalArn[at] = texts.codeOf(mint.principalArn);
  columns.sourceIdentity[at] = texts.codeOf(mint.sourceIdentity);
  columns.externalId[at] = texts.codeOf(mint.externalId);
  columns.serialNumber[at] = texts.codeOf(mint.serialNumber);
  columns.mfa[at] = flagOf(mint.mfa);
  columns.sessionPolicy[at] = texts.codeOf(mint.sessionPolicy);
  columns.sessionPolicyArns[at] = texts.codeOf(mint.sessionPolicyArns);
  columns.provider[at] = texts.codeOf(mint.provider);
  columns.subject[at] = texts.codeOf(mint.subject);
  columns.targetPrincipal[at] = texts.codeOf(mint.targetPrincipal);
  columns.switchFrom[at] = texts.codeOf(mint.switchFrom);
  if (mint.requestID !== null && !putUuid(mint.requestID, columns.requestID, at)) {
    columns.otherRequestID[at] = texts.codeOf(mint.requestID);
  }
  if (mint.sharedEventID !== null && !putUuid(mint.sharedEventID, columns.sharedEventID, at)) {
    columns.sharedEventID.set(uuidFromText(mint.sharedEventID), at * 4);
  }
  columns.signInSessionArn[at] = texts.codeOf(mint.signInSessionArn);
  columns.omitted[at] = flagOf(mint.omitted);
}

/** Writes a UUID into its row; false, and nothing written, where the text is none that would be given back as it is. */
function putUuid(text: string, column: Uint32Array, row: number): boolean {
  if (parseUuid(text, column, row * 4) && !/[A-F]/.test(text)) return true;
  column.fill(0, row * 4, row * 4 + 4);
  return false;
}
