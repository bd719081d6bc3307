import type { Role, User } from '../records/identity.ts';
import type { Client, JsonObject } from '../records/record.ts';
import { forwardedIdentity } from '../records/services.ts';
import { consoleLogin, switchRole } from '../records/sign-in.ts';
import { assumeRole } from '../records/sts.ts';
import { moment } from './signer.ts';
import type { CallOptions } from './signer.ts';
import { issue, unknownOrigin } from './issuance.ts';
import { identityOf } from './principal.ts';
import type { Principal } from './principal.ts';
import { know, log } from './scene.ts';
import type { Caller, Moment, Scene } from './scene.ts';
import type { TrueOrigin } from './truth.ts';

/** A browser at work: every service page has a key of its own, all of one creation date. */
export interface ConsoleSession {
  call(eventSource: string, eventName: string, options: CallOptions): string;
  /** Into a role: the key that STS logs is not the one that the browser then uses. */
  switchRole(role: Role, moment: Moment): ConsoleSession;
}

interface Session {
  readonly principal: Principal;
  readonly createdAt: number;
  readonly mfa: boolean;
  readonly home: Client;
  readonly origin: TrueOrigin;
  /** The token that an issuance names and that shares this session, if there is one. */
  readonly parent: string | null;
}

const AWS_INTERNAL: Client = { ip: 'AWS Internal', userAgent: 'AWS Internal' };

export function createConsole(
  scene: Scene,
  user: User,
  options: Moment & { readonly mfa?: boolean; readonly home: Client },
): ConsoleSession {
  const { at, mfa = true } = options;
  const home = options.from ?? options.home;
  const principal: Principal = { kind: 'user', user };
  const caller = callerOf(scene, { principal, home }, null, identityOf(principal, null, null));
  log(scene, caller, consoleLogin({ mfa }), moment(options));
  return session(scene, {
    principal,
    createdAt: at,
    mfa,
    home,
    origin: { kind: 'console', id: user.arn },
    parent: null,
  });
}

/** The browser's keys of a session that began elsewhere: a portal, a role switch. */
export function session(scene: Scene, details: Session): ConsoleSession {
  const { createdAt, mfa } = details;
  const keys = new Map<string, string>();
  const keyFor = (page: string): string => {
    const known = keys.get(page);
    if (known !== undefined) return known;
    const accessKeyId = browserKey(scene, details, false);
    keys.set(page, accessKeyId);
    return accessKeyId;
  };
  return {
    call: (eventSource, eventName, { at, from, region, ...call }) => {
      const accessKeyId = keyFor(`${eventSource}/${Math.floor(at / 900)}`);
      const identity = identityOf(details.principal, accessKeyId, { createdAt, mfa });
      const caller = callerOf(scene, details, accessKeyId, identity);
      log(scene, caller, { eventSource, eventName, fromConsole: true, ...call }, moment({ at, from, region }));
      return accessKeyId;
    },
    switchRole: (role, options) => switchInto(scene, details, role, options),
  };
}

function browserKey(scene: Scene, details: Session, forwarded: boolean): string {
  const accessKeyId = scene.random.uniqueId('ASIA', 20);
  know(
    scene,
    {
      accessKeyId,
      kind: 'temporary',
      issuedBy: null,
      parent: details.parent,
      parentBasis: details.parent === null ? null : 'session',
      origin: details.origin,
      forwarded,
      issuedAt: details.createdAt,
      expiresAt: null,
      deadAt: null,
    },
    false,
  );
  return accessKeyId;
}

function switchInto(scene: Scene, details: Session, role: Role, options: Moment): ConsoleSession {
  const { at } = options;
  if (details.principal.kind !== 'user') throw new TypeError('only a user switches roles here');
  const { user } = details.principal;
  const accessKeyId = browserKey(scene, details, true);
  const identity = identityOf(details.principal, accessKeyId, { createdAt: details.createdAt, mfa: details.mfa });
  const caller = callerOf(
    scene,
    { ...details, home: AWS_INTERNAL },
    accessKeyId,
    forwardedIdentity(identity, 'AWS Internal'),
  );
  const principal: Principal = { kind: 'role', role, sessionName: user.name };
  const issued = issue(scene, {
    issuedBy: 'AssumeRole',
    at,
    durationSeconds: 3600,
    signer: { accessKeyId, accountId: user.accountId },
    accountId: role.accountId,
    origin: details.origin,
    orphanOrigin: unknownOrigin,
  });
  log(scene, caller, assumeRole({ role, sessionName: user.name }, issued.minted), { at });
  const switched = { ...details, principal, createdAt: at, parent: issued.minted.accessKeyId };
  const roleCaller = callerOf(scene, switched, null, identityOf(principal, null, { createdAt: at, mfa: details.mfa }));
  log(scene, roleCaller, switchRole(user.arn), moment(options));
  return session(scene, switched);
}

function callerOf(
  scene: Scene,
  who: { readonly principal: Principal; readonly home: Client },
  accessKeyId: string | null,
  identity: JsonObject,
): Caller {
  const accountId = String(identity['accountId']);
  return { accountId, accessKeyId, identity, home: who.home, region: scene.region };
}
