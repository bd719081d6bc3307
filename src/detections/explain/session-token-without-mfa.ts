import type { Check } from '../../model/explanation.ts';
import type { Lineage } from '../../model/lineage.ts';
import { mintingParents } from '../minting.ts';
import type { DetectionContext } from '../rule.ts';
import { sessionsWithoutMfa } from '../rules/session-token-without-mfa.ts';
import { keyOf } from '../wording.ts';
import { check } from './check.ts';
import { howIssued } from './wording.ts';

/** Why a token is, or was minted by, a session without MFA, or is not. */
export function* sessionTokenWithoutMfaChecks({ lineage }: DetectionContext, credential: number): Generator<Check> {
  const minter = mintingParents(lineage)[credential]!;
  const isSession = isSessionToken(lineage, credential);
  const session = isSession || minter < 0 ? credential : minter;
  yield check(
    'GetSessionToken issued it, or issued the token that minted it',
    isSessionToken(lineage, session),
    session === credential
      ? howIssued(lineage, credential)
      : `${howIssued(lineage, credential)}; of that one: ${howIssued(lineage, session)}`,
  );

  const row = lineage.credentials.issuance[session]!;
  const device = lineage.facts.texts.get(lineage.facts.issuances.columns.serialNumber[row]!);
  const whose = session === credential ? 'its' : `${keyOf(lineage, session)}: the`;
  yield check(
    'that call named no MFA device (serialNumber), and the session does not show MFA',
    sessionsWithoutMfa(lineage)(session),
    device === null
      ? `${whose} call named no device${sessionsWithoutMfa(lineage)(session) ? '' : ', but the session shows MFA'}`
      : `${whose} call named ${device}`,
  );
}

function isSessionToken({ credentials, facts }: Lineage, credential: number): boolean {
  const row = credentials.issuance[credential]!;
  return row >= 0 && facts.texts.get(facts.issuances.columns.eventName[row]!) === 'GetSessionToken';
}
