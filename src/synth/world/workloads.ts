import type { EpochSeconds } from '../../model/lineage.ts';
import { client, userAgent } from '../networks.ts';
import { serviceIdentity } from '../records/identity.ts';
import type { Role, SessionMarks } from '../records/identity.ts';
import type { Call, Client, JsonObject } from '../records/record.ts';
import * as services from '../records/services.ts';
import { assumeRoleByService } from '../records/sts.ts';
import { createCredential } from './credential.ts';
import type { Credential } from './credential.ts';
import type { CallOptions } from './signer.ts';
import { issue } from './issuance.ts';
import type { Issued } from './issuance.ts';
import { identityOf } from './principal.ts';
import { log } from './scene.ts';
import type { Caller, Moment, Scene } from './scene.ts';
import type { TrueOrigin } from './truth.ts';

/** What AWS services run, and what they do for themselves. */
export interface Workloads {
  /** A start of a Lambda function: one token for up to twelve hours. */
  lambda(functionName: string, role: Role, moment: Moment): Credential;
  ecsTask(cluster: string, role: Role, moment: Moment): Credential;
  /** EKS Pod Identity: asked for with the node's token, minted by a service. */
  pod(
    cluster: string,
    role: Role,
    options: Moment & { readonly node: Credential; readonly podName: string },
  ): Credential;
  rolesAnywhere(serial: string, role: Role, moment: Moment): Credential;
  cognito(identityId: string, role: Role, moment: Moment): Credential;
  /** A service that acts through its role, to launch instances for example: no key in its calls. */
  service(service: string, role: Role, moment: Moment): Caller;
  /** A service's own role: its calls name no key. Gives the key that the issuance names. */
  serviceLinked(service: string, role: Role, options: Moment & { readonly calls: readonly ServiceCall[] }): string;
}

export interface ServiceCall extends CallOptions {
  readonly eventSource: string;
  readonly eventName: string;
}

interface ServiceIssuance {
  readonly service: string;
  readonly role: Role;
  readonly sessionName: string;
  readonly at: EpochSeconds;
  readonly durationSeconds: number;
  readonly origin: TrueOrigin;
  readonly style: 'bare' | 'full';
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
}

export function createWorkloads(scene: Scene): Workloads {
  return {
    lambda: (functionName, role, moment) => startFunction(scene, functionName, role, moment),
    ecsTask: (cluster, role, moment) => startTask(scene, cluster, role, moment),
    pod: (cluster, role, options) => startPod(scene, cluster, role, options),
    rolesAnywhere: (serial, role, moment) => startWithCertificate(scene, serial, role, moment),
    cognito: (identityId, role, moment) => startIdentity(scene, identityId, role, moment),
    service: (service, role, { at }) => serviceSession(scene, { service, role, sessionName: 'AutoScaling', at }),
    serviceLinked: (service, role, options) => actAsService(scene, service, role, options),
  };
}

function startFunction(scene: Scene, functionName: string, role: Role, moment: Moment): Credential {
  const arn = `arn:aws:lambda:${scene.region}:${role.accountId}:function:${functionName}`;
  const issued = issueByService(scene, {
    service: 'lambda.amazonaws.com',
    role,
    sessionName: functionName,
    at: moment.at,
    durationSeconds: 43_200,
    origin: { kind: 'lambda-function', id: arn },
    style: 'bare',
  });
  const home = client(scene.newAddress(), userAgent.boto);
  return sessionOf(scene, {
    role,
    sessionName: functionName,
    issued,
    moment,
    home,
    inScopeOf: services.issuedToFunction(arn, role.accountId),
  });
}

function startTask(scene: Scene, cluster: string, role: Role, moment: Moment): Credential {
  const taskId = scene.random.hex(32);
  const arn = `arn:aws:ecs:${scene.region}:${role.accountId}:task/${cluster}/${taskId}`;
  const issued = issueByService(scene, {
    service: 'ecs-tasks.amazonaws.com',
    role,
    sessionName: taskId,
    at: moment.at,
    durationSeconds: 21_600,
    origin: { kind: 'ecs-task', id: arn },
    style: 'full',
  });
  const home = client(scene.newAddress(), userAgent.java);
  return sessionOf(scene, {
    role,
    sessionName: taskId,
    issued,
    moment,
    home,
    inScopeOf: services.issuedToTask(arn, role.accountId),
  });
}

function startPod(
  scene: Scene,
  cluster: string,
  role: Role,
  options: Moment & { readonly node: Credential; readonly podName: string },
): Credential {
  const { at, node, podName } = options;
  const { eventSource, eventName, ...asked } = services.assumeRoleForPodIdentity(cluster);
  node.call(eventSource, eventName, { at, ...asked });
  const sessionName = `eks-${cluster}-${podName}-${scene.random.uuid()}`.slice(0, 64);
  const tags = [
    { key: 'eks-cluster-name', value: cluster },
    { key: 'kubernetes-pod-name', value: podName },
  ];
  const issued = issueByService(scene, {
    service: 'pods.eks.amazonaws.com',
    role,
    sessionName,
    at,
    durationSeconds: 21_600,
    origin: { kind: 'eks-pod', id: sessionName },
    style: 'full',
    tags,
  });
  return sessionOf(scene, {
    role,
    sessionName,
    issued,
    moment: { at },
    home: { ...node.home, userAgent: userAgent.java },
  });
}

function startWithCertificate(scene: Scene, serial: string, role: Role, moment: Moment): Credential {
  const issued = issueByService(scene, {
    service: 'rolesanywhere.amazonaws.com',
    role,
    sessionName: serial,
    at: moment.at,
    durationSeconds: 3600,
    origin: { kind: 'roles-anywhere', id: serial },
    style: 'full',
  });
  const home = client('192.0.2.200', 'CredHelper/1.7.1 (linux; amd64)');
  const caller: Caller = {
    accountId: role.accountId,
    accessKeyId: null,
    identity: { type: 'Unknown', principalId: '', arn: '', accountId: role.accountId, accessKeyId: '', userName: '' },
    home,
    region: scene.region,
  };
  log(scene, caller, services.createSession({ role, sessionName: serial, serial }, issued.minted), moment);
  return sessionOf(scene, { role, sessionName: serial, issued, moment, home });
}

function startIdentity(scene: Scene, identityId: string, role: Role, moment: Moment): Credential {
  const origin = { kind: 'cognito', id: identityId } as const;
  const issued = issue(scene, {
    issuedBy: 'GetCredentialsForIdentity',
    at: moment.at,
    durationSeconds: 3600,
    signer: null,
    accountId: role.accountId,
    origin,
    orphanOrigin: () => ({ kind: 'cognito', id: role.arn }),
  });
  const home = client('198.51.100.99', userAgent.browser);
  const identity = { type: 'Unknown' };
  const caller = { accountId: role.accountId, accessKeyId: null, identity, home, region: scene.region };
  log(scene, caller, services.getCredentialsForIdentity(identityId, issued.minted), moment);
  const sessionName = 'CognitoIdentityCredentials';
  return sessionOf(scene, {
    role,
    sessionName,
    issued,
    moment,
    home,
    federatedProvider: 'cognito-identity.amazonaws.com',
  });
}

function actAsService(
  scene: Scene,
  service: string,
  role: Role,
  options: Moment & { readonly calls: readonly ServiceCall[] },
): string {
  const { at, calls } = options;
  const sessionName = 'SLRManagement';
  const issued = issueByService(scene, {
    service,
    role,
    sessionName,
    at,
    durationSeconds: 900,
    origin: { kind: 'aws-service', id: service },
    style: 'full',
  });
  const caller = serviceSession(scene, { service, role, sessionName, at });
  for (const { eventSource, eventName, at: when, region: _region, from: _from, ...call } of calls) {
    log(scene, caller, { eventSource, eventName, ...call }, { at: when });
  }
  return issued.minted.accessKeyId;
}

function serviceSession(
  scene: Scene,
  what: { readonly service: string; readonly role: Role; readonly sessionName: string; readonly at: EpochSeconds },
): Caller {
  const { service, role, sessionName, at } = what;
  const identity = identityOf({ kind: 'role', role, sessionName }, null, { createdAt: at });
  return { ...serviceCaller(scene, service, role), identity: services.forwardedIdentity(identity, service) };
}

function issueByService(scene: Scene, what: ServiceIssuance): Issued {
  const { service, role, sessionName, at, durationSeconds, origin, tags } = what;
  const orphanOrigin = (): TrueOrigin => origin;
  const issued = issue(scene, {
    issuedBy: 'AssumeRole',
    at,
    durationSeconds,
    signer: null,
    accountId: role.accountId,
    origin,
    orphanOrigin,
  });
  const request = { role, sessionName, ...(what.style === 'full' && { durationSeconds }), ...(tags && { tags }) };
  const call: Call = { ...assumeRoleByService(request, issued.minted, what.style), sharedEventID: scene.random.uuid() };
  log(scene, serviceCaller(scene, service, role), call, { at });
  return issued;
}

function serviceCaller(scene: Scene, service: string, role: Role): Caller {
  return {
    accountId: role.accountId,
    accessKeyId: null,
    identity: serviceIdentity(service),
    home: services.serviceClient(service),
    region: scene.region,
  };
}

function sessionOf(
  scene: Scene,
  what: {
    readonly role: Role;
    readonly sessionName: string;
    readonly issued: Issued;
    readonly moment: Moment;
    readonly home: Client;
    readonly inScopeOf?: JsonObject;
    readonly federatedProvider?: string;
  },
): Credential {
  const { role, sessionName, issued, inScopeOf, federatedProvider } = what;
  const marks: SessionMarks = {
    createdAt: what.moment.at,
    ...(inScopeOf && { inScopeOf }),
    ...(federatedProvider && { federatedProvider }),
  };
  return createCredential(scene, {
    accessKeyId: issued.minted.accessKeyId,
    principal: { kind: 'role', role, sessionName },
    marks,
    origin: issued.origin,
    expiresAt: issued.minted.expiresAt,
    home: what.moment.from ?? what.home,
    region: scene.region,
  });
}
