import type { CaseFacts } from '../model/facts.ts';
import { NO_CODE } from './no-code.ts';

/** Calls that answer with another key of the session that makes them: their keys begin no session of their own. */
export function continuesSession({ issuances, texts }: CaseFacts): (row: number) => boolean {
  const { eventName, eventSource } = issuances.columns;
  const getSigninToken = texts.find('GetSigninToken') || NO_CODE;
  const createSession = texts.find('CreateSession') || NO_CODE;
  const s3express = texts.find('s3express.amazonaws.com') || NO_CODE;
  return (row) =>
    eventName[row] === getSigninToken || (eventName[row] === createSession && eventSource[row] === s3express);
}
