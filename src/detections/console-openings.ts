import { originKindOf } from '../lineage/index.ts';
import { BASIS_SIGNED, type Lineage } from '../model/lineage.ts';
import { addTo } from '../lib/add-to.ts';
import { signInsOf } from './sign-ins.ts';

/** A token that was turned into a console session, and the rows of `issuances` that say so. */
export interface ConsoleOpening {
  readonly token: number;
  readonly rows: readonly number[];
}

/**
 * Tokens made outside the console that opened it. A GetSigninToken names the key that signed it. A ConsoleLogin that no
 * GetSigninToken stands behind counts where nothing but a token can have opened it: a federated user's, or that of a role
 * session that a call of STS with a key or another token began. Sign-ins by SAML and through the portal of Identity Center, and
 * roles switched to in the browser, log a ConsoleLogin of the role session as well.
 */
export function consoleOpenings(lineage: Lineage): ConsoleOpening[] {
  const { texts, issuances } = lineage.facts;
  const { eventName } = issuances.columns;
  const candidates = candidatesOf(lineage);
  if (candidates.length === 0) return [];
  const getSigninToken = texts.find('GetSigninToken') || -1;
  const rowsOfToken = new Map<number, number[]>();
  for (const [token, rows] of signInsOf(lineage, candidates)) {
    const isAsked = rows.some((row) => eventName[row] === getSigninToken);
    if (isAsked || opensByItself(lineage, token)) for (const row of rows) addTo(rowsOfToken, token, row);
  }
  return Array.from(rowsOfToken, ([token, rows]) => ({ token, rows })).sort((a, b) => a.token - b.token);
}

/** Tokens of the principals and keys that signed in, but for those that the console itself made. */
function candidatesOf(lineage: Lineage): number[] {
  const { texts, issuances } = lineage.facts;
  const { eventName, signerAccessKeyId, callerArn } = issuances.columns;
  const signIns = new Set(
    ['GetSigninToken', 'ConsoleLogin'].map((name) => texts.find(name)).filter((code) => code > 0),
  );
  if (signIns.size === 0) return [];
  const keys = new Set<number>();
  const principals = new Set<number>();
  for (let row = 0; row < issuances.length; row++) {
    if (!signIns.has(eventName[row]!)) continue;
    if (signerAccessKeyId[row] !== 0) keys.add(signerAccessKeyId[row]!);
    if (callerArn[row] !== 0) principals.add(callerArn[row]!);
  }
  const { length, temporary, accessKeyId, principalArn } = lineage.credentials;
  const isConsoles = madeByConsole(lineage);
  const found: number[] = [];
  for (let token = 0; token < length; token++) {
    if (temporary[token] === 0) continue;
    if (!keys.has(accessKeyId[token]!) && !principals.has(principalArn[token]!)) continue;
    if (!isConsoles(token)) found.push(token);
  }
  return found;
}

/** Of the role: what a session is called is for its caller to say. */
const PERMISSION_SET =
  /:(?:role\/aws-reserved\/sso\.amazonaws\.com\/|role\/(?:.*\/)?AWSReservedSSO_|assumed-role\/AWSReservedSSO_)/;

/** Keys of a browser, the tokens that it switches roles with, and all of a portal of Identity Center. */
function madeByConsole(lineage: Lineage): (token: number) => boolean {
  const { texts, issuances } = lineage.facts;
  const { credentials } = lineage;
  const { eventName, sourceIPAddress, invokedBy } = issuances.columns;
  const getSigninToken = texts.find('GetSigninToken') || -1;
  const internal = texts.find('AWS Internal') || -1;
  const getRoleCredentials = texts.find('GetRoleCredentials') || -1;
  const assumeRole = texts.find('AssumeRole') || -1;
  return (token) => {
    if (credentials.forwarded[token] === 1) return true;
    const kind = originKindOf(lineage, token);
    const row = credentials.issuance[token]!;
    const names = [texts.get(credentials.roleArn[token]!), texts.get(credentials.principalArn[token]!)];
    // The portal comes with an assertion: whoever assumes a role of such a name with a key has made it himself.
    if (eventName[row] !== assumeRole && names.some((name) => name !== null && PERMISSION_SET.test(name))) return true;
    if (kind === 'identity-center' && (row < 0 || eventName[row] === getRoleCredentials)) return true;
    if (row < 0) return kind === 'console' || credentials.parentBasis[token] !== 0;
    // The key that a sign-in of its own length answers with is the browser's.
    if (eventName[row] === getSigninToken) return true;
    return sourceIPAddress[row] === internal || invokedBy[row] === internal;
  };
}

/** Whether a sign-in of this principal needs a token, with no record of the call that asked for the sign-in. */
function opensByItself(lineage: Lineage, token: number): boolean {
  const { texts, issuances } = lineage.facts;
  const row = lineage.credentials.issuance[token]!;
  if (texts.get(lineage.credentials.principalArn[token]!)?.includes(':federated-user/')) return true;
  if (row < 0) return originKindOf(lineage, token) === 'ec2-instance';
  const isSigned =
    issuances.columns.signerAccessKeyId[row] !== 0 || lineage.credentials.parentBasis[token] === BASIS_SIGNED;
  return isSigned || texts.get(issuances.columns.callerType[row]!) === 'AWSService';
}
