import { client, network, userAgent } from '../networks.ts';
import type { Role } from '../records/identity.ts';
import type { Client, JsonObject } from '../records/record.ts';
import { getRoleCredentials } from '../records/services.ts';
import { consoleLogin } from '../records/sign-in.ts';
import * as sts from '../records/sts.ts';
import { session } from './console.ts';
import type { ConsoleSession } from './console.ts';
import { createCredential } from './credential.ts';
import type { Credential } from './credential.ts';
import { directoryCaller, signInByDevice } from './device-flow.ts';
import type { DeviceSignIn } from './device-flow.ts';
import { issue, unknownOrigin } from './issuance.ts';
import type { Issued } from './issuance.ts';
import { identityOf } from './principal.ts';
import type { Principal } from './principal.ts';
import { isIssuanceLogged, know, log } from './scene.ts';
import type { Moment, Scene } from './scene.ts';

export interface SignInOptions extends Moment {
  readonly durationSeconds?: number;
  /** Who it is in the directory of Identity Center; somebody new where it is left out. */
  readonly userId?: string;
}

export interface PortalSignIn {
  /** On the command line: not the key that the issuance names. */
  readonly credential: Credential;
  /** In the browser. */
  readonly console: ConsoleSession;
  /** The key that the issuance names. */
  readonly issued: string;
}

/** People and machines that come with a proof from elsewhere instead of a key. */
export interface People {
  /** Through a company's identity provider. */
  saml(person: string, role: Role, options: SignInOptions): Credential;
  /** Through IAM Identity Center into a permission set's role. */
  identityCenter(person: string, role: Role, options: SignInOptions): PortalSignIn;
  /** On the command line of Identity Center, before any role is taken. Gives the person's id in the directory. */
  deviceSignIn(flow: DeviceSignIn): string;
  /** With a token of an OpenID Connect provider: CI of GitHub, a pod with IRSA, Cognito's basic flow. */
  webIdentity(subject: string, role: Role, options: WebIdentityOptions): Credential;
}

export interface WebIdentityOptions extends SignInOptions {
  /** Host of the provider; GitHub's where it is left out. */
  readonly provider?: string;
  readonly sessionName?: string;
}

const QUALIFIER = 'bdGOnTesti4ExamplejEvs=';
const DIRECTORY = 'arn:aws:identitystore::777788889999:identitystore/d-9067example';

export function createPeople(scene: Scene): People {
  return {
    saml: (person, role, options) => samlSignIn(scene, person, role, options),
    identityCenter: (person, role, options) => portalSignIn(scene, person, role, options),
    deviceSignIn: (flow) => {
      const onBehalfOf = someone(scene);
      signInByDevice(scene, onBehalfOf, flow);
      return onBehalfOf.userId;
    },
    webIdentity: (subject, role, options) => webIdentitySignIn(scene, subject, role, options),
  };
}

function someone(scene: Scene, userId = `94482488-${scene.random.hex(4)}-7000-8000-000000000001`) {
  return { userId, identityStoreArn: DIRECTORY };
}

interface Federation {
  readonly issuedBy: string;
  readonly origin: Credential['origin'];
  readonly role: Role;
  readonly options: SignInOptions;
}

function federate(scene: Scene, { issuedBy, origin, role, options }: Federation): Issued {
  return issue(scene, {
    issuedBy,
    at: options.at,
    durationSeconds: options.durationSeconds ?? 3600,
    signer: null,
    accountId: role.accountId,
    origin,
    orphanOrigin:
      issuedBy === 'AssumeRoleWithSAML' && role.name.startsWith('AWSReservedSSO_') ? () => origin : unknownOrigin,
  });
}

function samlSignIn(scene: Scene, person: string, role: Role, options: SignInOptions): Credential {
  const home = client(network.office, userAgent.boto);
  const providerArn = `arn:aws:iam::${role.accountId}:saml-provider/Company`;
  const origin = { kind: 'saml', id: `${providerArn}#${person}` } as const;
  const issued = federate(scene, { issuedBy: 'AssumeRoleWithSAML', origin, role, options });
  logSaml(scene, { person, role, providerArn, issued, options, home });
  return sessionOf(scene, { role, sessionName: person, issued, options, home });
}

function portalSignIn(scene: Scene, person: string, role: Role, options: SignInOptions): PortalSignIn {
  const { at } = options;
  const home = options.from ?? client(network.home, userAgent.cli);
  const providerArn = `arn:aws:iam::${role.accountId}:saml-provider/AWSSSO_1a2b3c4d5e6f7a8b_DO_NOT_DELETE`;
  const origin = { kind: 'identity-center', id: person } as const;
  const issued = federate(scene, { issuedBy: 'AssumeRoleWithSAML', origin, role, options });
  const onBehalfOf = someone(scene, options.userId);
  logPortal(scene, { role, home, at, onBehalfOf });
  const portal: Client = { ip: 'AWS Internal', userAgent: 'AWS Internal' };
  logSaml(scene, { person, role, providerArn, issued, options: { ...options, from: portal }, home });
  const used = siblingKey(scene, issued, at);
  const principal: Principal = { kind: 'role', role, sessionName: person };
  const marks = { createdAt: at, mfa: false, onBehalfOf };
  const credential = createCredential(scene, {
    accessKeyId: used,
    principal,
    marks,
    origin,
    expiresAt: null,
    home,
    region: scene.region,
  });
  const browser = { ...home, userAgent: userAgent.browser };
  const details = { principal, createdAt: at, mfa: false, home: browser, origin, parent: issued.minted.accessKeyId };
  const signedIn = session(scene, details);
  return { credential, console: withLogin(scene, signedIn, details), issued: issued.minted.accessKeyId };
}

/** The first page of a portal session logs a sign-in of the role session, without a key. */
function withLogin(
  scene: Scene,
  signedIn: ConsoleSession,
  details: { readonly principal: Principal; readonly createdAt: number; readonly home: Client },
): ConsoleSession {
  const { principal, createdAt, home } = details;
  let logged = false;
  return {
    ...signedIn,
    call: (eventSource, eventName, options) => {
      if (!logged) {
        logged = true;
        const identity = identityOf(principal, null, { createdAt });
        const caller = {
          accountId: String(identity['accountId']),
          accessKeyId: null,
          identity,
          home,
          region: scene.region,
        };
        log(scene, caller, consoleLogin({ mfa: false }), { at: options.at });
      }
      return signedIn.call(eventSource, eventName, options);
    },
  };
}

/** Another key of the very session that an issuance named a key of. */
function siblingKey(scene: Scene, issued: Issued, at: number): string {
  const accessKeyId = scene.random.uniqueId('ASIA', 20);
  const parent = isIssuanceLogged(scene, issued.minted.accessKeyId) ? issued.minted.accessKeyId : null;
  know(
    scene,
    {
      accessKeyId,
      kind: 'temporary',
      issuedBy: null,
      parent,
      parentBasis: parent === null ? null : 'session',
      origin: issued.origin,
      forwarded: false,
      issuedAt: at,
      expiresAt: null,
      deadAt: null,
    },
    false,
  );
  return accessKeyId;
}

function logPortal(
  scene: Scene,
  what: { readonly role: Role; readonly home: Client; readonly at: number; readonly onBehalfOf: JsonObject },
): void {
  const caller = directoryCaller(scene, what.home, what.onBehalfOf);
  log(scene, caller, getRoleCredentials(what.role), { at: what.at });
}

function logSaml(
  scene: Scene,
  what: {
    readonly person: string;
    readonly role: Role;
    readonly providerArn: string;
    readonly issued: Issued;
    readonly options: SignInOptions;
    readonly home: Client;
  },
): void {
  const { person, role, providerArn, issued, options } = what;
  const request = {
    role,
    sessionName: person,
    providerArn,
    assertionID: `_${scene.random.hex(32)}`,
    subject: person,
    nameQualifier: QUALIFIER,
    ...(options.durationSeconds && { durationSeconds: options.durationSeconds }),
  };
  const caller = {
    accountId: role.accountId,
    accessKeyId: null,
    identity: sts.samlIdentity(QUALIFIER, person),
    home: what.home,
    region: scene.region,
  };
  log(scene, caller, sts.assumeRoleWithSaml(request, issued.minted), options);
}

function webIdentitySignIn(scene: Scene, subject: string, role: Role, options: WebIdentityOptions): Credential {
  const { provider: host = 'token.actions.githubusercontent.com', sessionName = 'GitHubActions' } = options;
  const provider = `arn:aws:iam::${role.accountId}:oidc-provider/${host}`;
  const home = client(network.builder, userAgent.github);
  const origin = { kind: 'web-identity', id: `${provider}#${subject}` } as const;
  const issued = federate(scene, { issuedBy: 'AssumeRoleWithWebIdentity', origin, role, options });
  const request = {
    role,
    sessionName,
    provider,
    audience: 'sts.amazonaws.com',
    subject,
    ...(options.durationSeconds && { durationSeconds: options.durationSeconds }),
  };
  const caller = {
    accountId: role.accountId,
    accessKeyId: null,
    identity: sts.webIdentity(request),
    home,
    region: scene.region,
  };
  log(scene, caller, sts.assumeRoleWithWebIdentity(request, issued.minted), options);
  return sessionOf(scene, { role, sessionName, issued, options, home, federatedProvider: provider });
}

function sessionOf(
  scene: Scene,
  what: {
    readonly role: Role;
    readonly sessionName: string;
    readonly issued: Issued;
    readonly options: SignInOptions;
    readonly home: Client;
    readonly federatedProvider?: string;
  },
): Credential {
  const { role, sessionName, issued, options, federatedProvider } = what;
  return createCredential(scene, {
    accessKeyId: issued.minted.accessKeyId,
    principal: { kind: 'role', role, sessionName },
    marks: { createdAt: options.at, ...(federatedProvider && { federatedProvider }) },
    origin: issued.origin,
    expiresAt: issued.minted.expiresAt,
    home: options.from ?? what.home,
    region: scene.region,
  });
}
