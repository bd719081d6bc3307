import * as chains from './attacks-chains.ts';
import * as hosts from './attacks-hosts.ts';
import * as keys from './attacks-keys.ts';
import * as trust from './attacks-trust.ts';
import * as roles from './attacks-roles.ts';
import * as tokens from './attacks-tokens.ts';
import * as steps from './attacks-phases.ts';
import * as benignHosts from './benign-hosts.ts';
import * as benignNetworks from './benign-networks.ts';
import * as benignAdmins from './benign-admins.ts';
import * as benignPeople from './benign-people.ts';
import { leakedKey } from './leaked-key.ts';
import { supportUser } from './support-user.ts';
import type { Scenario } from './told.ts';

export type { Scenario, Told } from './told.ts';

/** The two stories that are committed as sample trails. */
export const samples: Readonly<Record<string, Scenario>> = {
  'leaked-key': leakedKey,
  'support-user': supportUser,
};

/** Worlds in which nothing is wrong. */
export const benignScenarios: Readonly<Record<string, Scenario>> = {
  'instances behind NAT': benignHosts.instancesBehindNat,
  'instances with public addresses': benignHosts.instancesWithPublicAddress,
  'instances through a VPC endpoint': benignHosts.instancesThroughEndpoint,
  'instances restarted with new addresses': benignHosts.instancesRestarted,
  'instances of an autoscaling group': benignHosts.instancesOfGroup,
  'instances from before the trail': benignHosts.instancesFromBeforeTheTrail,
  'instance that gets an elastic address': benignHosts.instanceGetsElasticAddress,
  workloads: benignHosts.workloads,
  'service-linked roles': benignHosts.serviceLinkedRoles,
  'people through SAML and Identity Center': benignPeople.peopleByFederation,
  'a pipeline across accounts': benignPeople.pipelineAcrossAccounts,
  'command-line sessions with MFA': benignPeople.mfaSessions,
  'Terraform with one AssumeRole': benignPeople.terraform,
  'console sessions': benignPeople.consoleSessions,
  'people and runners on the move': trust.peopleAndRunnersOnTheMove,
  'administrators at work': benignAdmins.administratorsAtWork,
  'clients on the move': benignNetworks.clientsOnTheMove,
};

/** Worlds with one attack each. */
export const attackScenarios: Readonly<Record<string, Scenario>> = {
  'leaked key with refresh loop': leakedKey,
  'support user': supportUser,
  'two roles in turn': chains.rolesInTurn,
  'cross-account chain': chains.threeAccounts,
  'chain to an unknown account': chains.toUnknownAccount,
  'role assumed from an unknown account': chains.fromUnknownAccount,
  'chain of 1,056 generations': chains.longChain,
  'hostile session names': chains.hostileSessionNames,
  'ISO expirations': chains.expirationsWritten('iso'),
  'expirations without the comma': chains.expirationsWritten('no-comma'),
  'expirations with a narrow space': chains.expirationsWritten('narrow-space'),
  'foreign role with a local namesake': chains.foreignNamesake,
  'chain from before the trail': chains.chainFromBeforeTheTrail,
  'instance token outside AWS': hosts.instanceTheft('public', 'outside'),
  'instance token at another address of AWS': hosts.instanceTheft('public', 'inside'),
  'token of an instance behind NAT': hosts.instanceTheft('nat', 'outside'),
  'token of an instance with an endpoint': hosts.instanceTheft('endpoint', 'inside'),
  'instance token on another instance': hosts.instanceTheft('public', 'neighbour'),
  "instance token through a stranger's endpoint": hosts.instanceTheft('public', 'endpoint'),
  'instance token of delivery version 1': hosts.instanceTheft('public', 'outside', { delivery: '1.0' }),
  'instance token that mints': hosts.instanceTheft('nat', 'outside', { mints: true }),
  'function token': hosts.workloadTheft('lambda'),
  'task token': hosts.workloadTheft('ecs'),
  'pod token': hosts.workloadTheft('pod'),
  'session token without MFA': keys.sessionToken('stays'),
  'session token without MFA, moved': keys.sessionToken('moves'),
  'session token without MFA, assuming a role': keys.sessionToken('assumes'),
  'federation token, narrow': keys.federationToken('narrow'),
  'federation token for everything': keys.federationToken('everything'),
  'federation token with AdministratorAccess': keys.federationToken('administrator'),
  'federation token that opens the console': keys.federationToken('narrow', { thenConsole: true }),
  'key deactivated, token alive': keys.revokedInVain('deactivated', false),
  'key deactivated, token used': keys.revokedInVain('deactivated', true),
  'key deleted, token used': keys.revokedInVain('deleted', true),
  'user deleted, token alive': keys.revokedInVain('user-deleted', false),
  'token minted after the revocation': keys.mintedAfterRevocation,
  'root token by GetSessionToken': keys.rootToken('GetSessionToken'),
  'root token by AssumeRoot': keys.rootToken('AssumeRoot'),
  'a chained token digs in': keys.digsIn,
  'trail narrowed': keys.trailNarrowed,
  'console opened with a token of a key': trust.consoleOpened('key'),
  'console opened with a function token': trust.consoleOpened('function'),
  'key under quarantine': trust.quarantinedKey,
  'forbidden role': trust.forbiddenRole,
  'trust of the attacker': trust.newTrust,
  'CI token used elsewhere': trust.ciToken,
  'token of a person used by two': trust.personToken,
  'device code of Identity Center': trust.deviceCode,
  'MFA device of the attacker': trust.ownDevice,
  'guest of an identity pool': trust.guestOfPool,
  'service role taken by a person': roles.serviceRoleTaken,
  'dormant session token': roles.dormantSession,
  'role chain never seen before': roles.newChain,
  'session used in two networks at once': tokens.sharedSession,
  'token read from a log': tokens.tokenFromLog,
  'a chain goes all the way': steps.allTheWay,
  'a function that turned': steps.functionTurned,
};
