import type { EpochSeconds } from '../../model/lineage.ts';
import { foreignIdentity } from '../records/identity.ts';
import type { Role, SessionMarks } from '../records/identity.ts';
import type { Call, Client, JsonObject } from '../records/record.ts';
import { consoleLogin, getSigninToken } from '../records/sign-in.ts';
import * as sts from '../records/sts.ts';
import type { AssumeRoleRequest, FederationRequest } from '../records/sts.ts';
import { forward } from './forward.ts';
import { changeIam } from './iam.ts';
import type { IamOptions, IamResult } from './iam.ts';
import { issue, unknownOrigin } from './issuance.ts';
import type { Issued } from './issuance.ts';
import { accountOf, arnOf, identityOf } from './principal.ts';
import type { Principal } from './principal.ts';
import { log } from './scene.ts';
import type { Caller, Moment, Scene } from './scene.ts';
import { moment } from './signer.ts';
import type { CallOptions, Signer } from './signer.ts';
import type { TrueOrigin } from './truth.ts';

export interface AssumeOptions extends Moment, Partial<Omit<AssumeRoleRequest, 'role'>> {}
export interface FederationOptions extends Moment, FederationRequest {}
export interface SessionOptions extends Moment {
  readonly durationSeconds?: number;
  readonly serialNumber?: string;
}

/** One access key and all that can be done with it. Each verb writes what CloudTrail would. */
export interface Credential extends Caller {
  readonly accessKeyId: string;
  readonly principal: Principal;
  readonly origin: TrueOrigin;
  readonly expiresAt: EpochSeconds | null;
  call(eventSource: string, eventName: string, options: CallOptions): void;
  /** A service calls another one for this principal, with a key of its own making. Gives that key's id. */
  forward(service: string, target: readonly [eventSource: string, eventName: string], options: CallOptions): string;
  assumeRole(role: Role, options: AssumeOptions): Credential;
  /** A refused attempt. */
  tryToAssume(role: Role, moment: Moment): void;
  getSessionToken(options: SessionOptions): Credential;
  getFederationToken(options: FederationOptions): Credential;
  assumeRoot(targetAccountId: string, moment: Moment): Credential;
  /** Turns the token into a console sign-in of its own length: GetSigninToken names another key, ConsoleLogin follows. */
  openConsole(options: Moment & { readonly durationSeconds: number }): Credential;
  /** A change of IAM: `UpdateAccessKey`, `DeleteUser`, `PutRolePolicy`, … */
  iam(eventName: string, requestParameters: JsonObject, options: IamOptions): IamResult;
}

export interface CredentialDetails {
  readonly accessKeyId: string;
  readonly principal: Principal;
  /** Null for a long-term key. */
  readonly marks: SessionMarks | null;
  readonly origin: TrueOrigin;
  readonly expiresAt: EpochSeconds | null;
  readonly home: Client;
  readonly region: string;
}

export function createCredential(scene: Scene, details: CredentialDetails): Credential {
  const { accessKeyId, principal, marks, origin, expiresAt, home, region: place } = details;
  const accountId = accountOf(principal);
  const identity = identityOf(principal, accessKeyId, marks);
  // Field by field: a token is made for every fifty calls, and spreading takes ten times as long.
  const signer: Signer = { accountId, accessKeyId, identity, home, region: place, principal, marks, origin };
  return {
    accountId,
    accessKeyId,
    identity,
    home,
    region: place,
    principal,
    origin,
    expiresAt,
    call: (eventSource, eventName, { at, from, region, ...call }) =>
      log(scene, signer, { eventSource, eventName, ...call }, moment({ at, from, region })),
    forward: (service, target, options) => forward(scene, signer, { service, target, options }),
    assumeRole: (role, options) => assumeRole(scene, signer, role, options),
    tryToAssume: (role, options) => log(scene, signer, sts.deniedAssumeRole(role, arnOf(principal)), options),
    getSessionToken: (options) => getSessionToken(scene, signer, options),
    getFederationToken: (options) => getFederationToken(scene, signer, options),
    assumeRoot: (target, options) => assumeRoot(scene, signer, target, options),
    openConsole: (options) => openConsole(scene, signer, options),
    iam: (eventName, asked, options) => changeIam(scene, signer, { eventName, asked, options }),
  };
}

function assumeRole(scene: Scene, signer: Signer, role: Role, options: AssumeOptions): Credential {
  const { at, from, region, sessionName = `botocore-session-${at}`, ...rest } = options;
  const chained = signer.principal.kind === 'role';
  if (chained && (rest.durationSeconds ?? 0) > 3600) throw new RangeError('role chaining is limited to an hour');
  const sourceIdentity = rest.sourceIdentity ?? signer.marks?.sourceIdentity;
  const request = { role, sessionName, ...rest, ...(sourceIdentity && { sourceIdentity }) };
  const issued = issue(scene, {
    issuedBy: 'AssumeRole',
    at,
    durationSeconds: rest.durationSeconds ?? 3600,
    signer,
    accountId: role.accountId,
    origin: signer.origin,
    orphanOrigin: unknownOrigin,
  });
  logAssumeRole(scene, signer, {
    call: sts.assumeRole(request, issued.minted),
    role,
    at: moment({ at, from, region }),
  });
  const marks = chainedMarks(signer.marks, { ...request, at });
  return childOf(scene, signer, { principal: { kind: 'role', role, sessionName }, marks, issued, options });
}

/** What a role session keeps of its caller's: the person behind it, and in the log also the MFA. */
function chainedMarks(
  before: SessionMarks | null,
  request: { readonly at: EpochSeconds; readonly serialNumber?: string; readonly sourceIdentity?: string },
): SessionMarks {
  const mfa = before?.mfa === true || request.serialNumber !== undefined;
  return { createdAt: request.at, mfa, ...(request.sourceIdentity && { sourceIdentity: request.sourceIdentity }) };
}

/** A role of another account: each account gets its own record, under one `sharedEventID` and one request id. */
function logAssumeRole(
  scene: Scene,
  signer: Signer,
  what: { readonly call: Call; readonly role: Role; readonly at: Moment },
): void {
  if (what.role.accountId === signer.accountId) return log(scene, signer, what.call, what.at);
  const requestID = scene.random.uuid();
  const call = { ...what.call, sharedEventID: scene.random.uuid() };
  log(scene, signer, call, { ...what.at, requestID });
  const target: Caller = {
    ...signer,
    accountId: what.role.accountId,
    accessKeyId: null,
    identity: foreignIdentity(signer.identity),
  };
  log(scene, target, call, { ...what.at, requestID });
}

function getSessionToken(scene: Scene, signer: Signer, options: SessionOptions): Credential {
  const { at, durationSeconds, serialNumber } = options;
  const isRoot = signer.principal.kind === 'root';
  const issued = issue(scene, {
    issuedBy: 'GetSessionToken',
    at,
    durationSeconds: isRoot ? 3600 : (durationSeconds ?? 43_200),
    signer,
    accountId: signer.accountId,
    origin: signer.origin,
    orphanOrigin: () => sessionOrigin(signer.principal),
  });
  const asked = { ...(durationSeconds && { durationSeconds }), ...(serialNumber && { serialNumber }) };
  log(scene, signer, sts.getSessionToken(asked, issued.minted), moment(options));
  const marks = { createdAt: at, mfa: serialNumber !== undefined };
  return childOf(scene, signer, { principal: signer.principal, marks, issued, options });
}

/** A session of a user whose key nobody logged goes back to the user. */
function sessionOrigin(principal: Principal): TrueOrigin {
  return principal.kind === 'root'
    ? { kind: 'root-user', id: principal.accountId }
    : { kind: 'iam-user', id: arnOf(principal) };
}

function getFederationToken(scene: Scene, signer: Signer, options: FederationOptions): Credential {
  if (signer.principal.kind !== 'user') throw new TypeError('only a user calls GetFederationToken');
  const { user } = signer.principal;
  const { at, from: _from, region: _region, ...request } = options;
  const issued = issue(scene, {
    issuedBy: 'GetFederationToken',
    at,
    durationSeconds: request.durationSeconds ?? 43_200,
    signer,
    accountId: signer.accountId,
    origin: signer.origin,
    orphanOrigin: () => ({ kind: 'iam-user', id: user.arn }),
  });
  log(scene, signer, sts.getFederationToken(user, request, issued.minted), moment(options));
  const principal: Principal = { kind: 'federated', user, name: request.name };
  return childOf(scene, signer, { principal, marks: { createdAt: at }, issued, options });
}

function assumeRoot(scene: Scene, signer: Signer, targetAccountId: string, options: Moment): Credential {
  const { at } = options;
  const issued = issue(scene, {
    issuedBy: 'AssumeRoot',
    at,
    durationSeconds: 900,
    signer,
    accountId: signer.accountId,
    origin: signer.origin,
    orphanOrigin: () => ({ kind: 'root-user', id: targetAccountId }),
  });
  log(scene, signer, sts.assumeRoot(targetAccountId, 'IAMAuditRootUserCredentials', issued.minted), options);
  const principal: Principal = { kind: 'root', accountId: targetAccountId };
  return childOf(scene, signer, { principal, marks: { createdAt: at, assumedRoot: true }, issued, options });
}

function openConsole(scene: Scene, signer: Signer, options: Moment & { readonly durationSeconds: number }): Credential {
  const { at, durationSeconds } = options;
  const issued = issue(scene, {
    issuedBy: 'GetSigninToken',
    at,
    durationSeconds,
    signer,
    accountId: signer.accountId,
    origin: signer.origin,
    orphanOrigin: unknownOrigin,
  });
  const when = moment(options);
  log(scene, signer, getSigninToken(issued.minted), when);
  const marks = signer.marks ?? { createdAt: at };
  const browser = childOf(scene, signer, { principal: signer.principal, marks, issued, options });
  log(scene, browser, consoleLogin({ mfa: false }), { ...when, at: at + 3 });
  return browser;
}

/** The new token acts from where it was asked for. */
function childOf(
  scene: Scene,
  signer: Signer,
  child: {
    readonly principal: Principal;
    readonly marks: SessionMarks;
    readonly issued: Issued;
    readonly options: Moment;
  },
): Credential {
  const { principal, marks, issued, options } = child;
  return createCredential(scene, {
    accessKeyId: issued.minted.accessKeyId,
    principal,
    marks,
    origin: issued.origin,
    expiresAt: issued.minted.expiresAt,
    home: options.from ?? signer.home,
    region: options.region ?? signer.region,
  });
}
