import { uuidFromText } from '../lib/hash.ts';
import { flagOf, type GrowingTable, parseUuid } from '../lib/tables.ts';
import type { GrowingTexts } from '../lib/text-pool.ts';
import type { issuanceColumns } from '../model/facts.ts';
import type { Mint } from './extract-issuance.ts';
import { callsThatTakeMfa } from './mint-calls.ts';
import { SLOT } from './slots.ts';
import { MINT } from './tally/mint-slots.ts';

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
  const at = addCall(table, slots);
  const { columns } = table;
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

/**
 * Adds what a record of a call in `plainMints` says, from slots alone: what `extractMints` reads of it. False, and nothing
 * added, where it lacks what these calls have: then it is parsed.
 */
export function appendPlainIssuance(
  table: GrowingTable<typeof issuanceColumns>,
  { event, mint, call }: PlainMint,
): boolean {
  if (mint[MINT.accessKeyId] === 0 || mint[MINT.roleArn] === 0 || mint[MINT.sessionName] === 0) return false;
  const at = addCall(table, event);
  const { columns } = table;
  columns.accessKeyId[at] = mint[MINT.accessKeyId] === event[SLOT.accessKeyId] ? 0 : mint[MINT.accessKeyId]!;
  columns.expiration[at] = mint[MINT.expiration]!;
  columns.durationSeconds[at] = mint[MINT.durationSeconds]!;
  columns.roleArn[at] = mint[MINT.roleArn]!;
  columns.sessionName[at] = mint[MINT.sessionName]!;
  columns.principalId[at] = mint[MINT.principalId]!;
  columns.principalArn[at] = mint[MINT.principalArn]!;
  columns.sourceIdentity[at] = mint[MINT.sourceIdentity]! || mint[MINT.askedSourceIdentity]!;
  columns.externalId[at] = mint[MINT.externalId]!;
  columns.serialNumber[at] = mint[MINT.serialNumber]!;
  columns.mfa[at] = flagOf(callsThatTakeMfa.has(call) ? mint[MINT.serialNumber] !== 0 : null);
  columns.switchFrom[at] = mint[MINT.switchFrom]!;
  columns.signInSessionArn[at] = event[SLOT.signInSessionArn]! || mint[MINT.signInSessionArn]!;
  columns.omitted[at] = flagOf(false);
  for (let i = 0; i < 4; i++) {
    columns.requestID[at * 4 + i] = mint[MINT.requestID + i]!;
    columns.sharedEventID[at * 4 + i] = mint[MINT.sharedEventID + i]!;
  }
  fillSubject(columns, at, { event, mint, call });
  return true;
}

interface PlainMint {
  readonly event: Uint32Array;
  readonly mint: Uint32Array;
  readonly call: string;
}

/** Who the token is for, and who vouches for it. */
function fillSubject(
  columns: GrowingTable<typeof issuanceColumns>['columns'],
  at: number,
  { event, mint, call }: PlainMint,
): void {
  if (call === 'sts:AssumeRole') {
    // Once set it stays for the whole chain, named again in the call or not.
    columns.sourceIdentity[at] ||= event[SLOT.sourceIdentity]!;
  } else if (call === 'sts:AssumeRoleWithSAML') {
    columns.provider[at] = mint[MINT.samlProvider]! || mint[MINT.identityProvider]!;
    columns.subject[at] = mint[MINT.samlSubject]! || event[SLOT.userName]!;
  } else {
    columns.provider[at] = mint[MINT.identityProvider]! || mint[MINT.provider]! || mint[MINT.webProvider]!;
    columns.subject[at] = mint[MINT.webSubject]! || event[SLOT.userName]!;
  }
}

/** A new row with all that the slots say of the call. */
function addCall(table: GrowingTable<typeof issuanceColumns>, slots: Uint32Array): number {
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
  return at;
}

/** Writes a UUID into its row; false, and nothing written, where the text is none that would be given back as it is. */
function putUuid(text: string, column: Uint32Array, row: number): boolean {
  if (parseUuid(text, column, row * 4) && !/[A-F]/.test(text)) return true;
  column.fill(0, row * 4, row * 4 + 4);
  return false;
}
