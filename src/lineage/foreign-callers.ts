import { addTo } from '../lib/add-to.ts';
import type { Draft } from './draft.ts';
import { NO_CODE } from './no-code.ts';
import { NONE, SEVERAL } from './session-index.ts';

/**
 * The token behind a cross-account call of which only the target account's copy was read. That copy names no key and no creation
 * time, but the session of the role that called (`userIdentity.principalId`, `AROA…:name`); and where a token of this case was
 * minted for that session, the caller's copy of its own issuance names it too. Only where exactly one was good at the time.
 * `NONE` for other calls and where no token fits, `SEVERAL` where more than one does.
 */
export function foreignCallers(draft: Draft): (row: number) => number {
  const { credentials, facts } = draft;
  const { callerType, callerPrincipalId, signerAccessKeyId, eventTime } = facts.issuances.columns;
  const awsAccount = facts.texts.find('AWSAccount') || NO_CODE;
  const isForeign = (row: number): boolean =>
    callerType[row] === awsAccount && signerAccessKeyId[row] === 0 && callerPrincipalId[row] !== 0;
  const asked = new Set<number>();
  for (let row = 0; row < facts.issuances.length; row++) if (isForeign(row)) asked.add(callerPrincipalId[row]!);
  const bySession = new Map<number, number[]>();
  for (let position = 0; asked.size > 0 && position < credentials.length; position++) {
    const isIssued = credentials.temporary[position] === 1 && credentials.issuance[position] !== NONE;
    if (isIssued && asked.has(credentials.principalId[position]!))
      addTo(bySession, credentials.principalId[position]!, position);
  }
  const wasGood = (position: number, time: number): boolean =>
    credentials.issuedAt[position]! <= time && (credentials.expiresAt[position]! || Infinity) > time;
  return (row) => {
    const known = isForeign(row) ? bySession.get(callerPrincipalId[row]!) : undefined;
    const good = (known ?? []).filter((position) => wasGood(position, eventTime[row]!));
    return good.length > 1 ? SEVERAL : (good[0] ?? NONE);
  };
}
