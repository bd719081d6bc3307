import type { CredentialTable, EpochSeconds, Lineage } from '../model/lineage.ts';
import type { Draft } from './draft.ts';
import { rowsOf } from './group-rows.ts';
import { NONE } from './session-index.ts';
import { NO_CODE } from './no-code.ts';

const HOUR = 3600;

/** Seconds that a session lasts where the call asks for no duration: AWS STS API reference, IAM user guide. */
const defaultSeconds: Readonly<Record<string, number>> = {
  AssumeRole: HOUR,
  AssumeRoleWithSAML: HOUR,
  AssumeRoleWithWebIdentity: HOUR,
  GetSessionToken: 12 * HOUR,
  GetFederationToken: 12 * HOUR,
  AssumeRoot: 900,
};

/** Root user's GetSessionToken and GetFederationToken sessions last an hour at most, whatever was asked for. */
const ROOT_SECONDS = HOUR;

/**
 * When each token ends: `expiration`, else `eventTime` and the duration asked for, else the API's default. Without an
 * issuance it is not known: a session's other keys end by a clock of their own.
 */
export function findExpiry(draft: Draft): void {
  const { credentials } = draft;
  const expiryOfIssuance = expiryByIssuance(draft);
  for (let position = 0; position < credentials.length; position++) {
    if (credentials.issuance[position] !== NONE) credentials.expiresAt[position] = expiryOfIssuance(position);
  }
}

function expiryByIssuance(draft: Draft): (position: number) => EpochSeconds {
  const { texts, issuances } = draft.facts;
  const { expiration, durationSeconds, eventTime, eventName, callerType } = issuances.columns;
  const byCode = new Map(
    Object.entries(defaultSeconds).map(([name, seconds]) => [texts.find(name) || NO_CODE, seconds]),
  );
  const userSessions = new Set([texts.find('GetSessionToken') || NO_CODE, texts.find('GetFederationToken') || NO_CODE]);
  byCode.delete(0);
  const root = texts.find('Root') || NO_CODE;
  const awsService = texts.find('AWSService') || NO_CODE;
  return (position) => {
    const rows = rowsOf(draft.issuancesOf, position);
    for (const row of rows) if (expiration[row] !== 0) return expiration[row]!;
    const row = rows[0]!;
    const isRootSession = callerType[row] === root && userSessions.has(eventName[row]!);
    if (isRootSession) return eventTime[row]! + Math.min(durationSeconds[row] || ROOT_SECONDS, ROOT_SECONDS);
    for (const copy of rows) if (durationSeconds[copy] !== 0) return eventTime[copy]! + durationSeconds[copy]!;
    // Services are not bound to the default, and their records tell no duration.
    const standard = callerType[row] === awsService ? undefined : byCode.get(eventName[row]!);
    return standard === undefined ? 0 : eventTime[row]! + standard;
  };
}

/** Whether each token is live. Long-term keys are settled by the controls on them. */
export function findLiveTokens({ credentials }: Draft, asOf: EpochSeconds): void {
  settleTokens(credentials, credentials.live, asOf);
}

/**
 * A lineage at a later moment. Its own must not be before the newest record: then nothing happens to it but that tokens end, or
 * begin where a record dates them ahead.
 */
export function laterLineage(lineage: Lineage, asOf: EpochSeconds): Lineage {
  const live = lineage.credentials.live.slice();
  settleTokens(lineage.credentials, live, asOf);
  return { ...lineage, asOf, credentials: { ...lineage.credentials, live } };
}

function settleTokens(credentials: Settled, live: Uint8Array, asOf: EpochSeconds): void {
  const { length, temporary, expiresAt, issuedAt } = credentials;
  for (let position = 0; position < length; position++) {
    if (temporary[position] === 0) continue;
    live[position] = expiresAt[position]! > asOf && issuedAt[position]! <= asOf ? 1 : 0;
  }
}

type Settled = Pick<CredentialTable, 'length' | 'temporary' | 'expiresAt' | 'issuedAt'>;
