import * as chains from '../../scenarios/attacks-chains.ts';
import * as hosts from '../../scenarios/attacks-hosts.ts';
import * as keys from '../../scenarios/attacks-keys.ts';
import { leakedKey } from '../../scenarios/leaked-key.ts';
import { supportUser } from '../../scenarios/support-user.ts';
import type { Attack } from './attack.ts';
import { refreshing } from './refresh.ts';
import { dormantToken, foreignRepository, identityCenterTheft } from './tokens.ts';

/** Every attack that can be planted, by the name on the command line; after the slash a variant. */
export const attacks: Readonly<Record<string, Attack>> = {
  'leaked-key': leakedKey,
  'leaked-key/slow': refreshing(['Admin'], 'slow'),
  'leaked-key/regions': refreshing(['Admin'], 'regions'),
  'leaked-key/accounts': refreshing(['Admin'], 'accounts'),
  'leaked-key/busy-role': refreshing(['Admin'], 'busy-role'),
  'leaked-key/long-lived': refreshing(['Admin'], 'long-lived'),
  'leaked-key/thousands': refreshing(['Admin'], 'thousands'),
  'two-roles': chains.rolesInTurn,
  'two-roles/slow': refreshing(['Left', 'Right'], 'slow'),
  'two-roles/regions': refreshing(['Left', 'Right'], 'regions'),
  'two-roles/accounts': refreshing(['Left', 'Right'], 'accounts'),
  'two-roles/busy-role': refreshing(['Left', 'Right'], 'busy-role'),
  'two-roles/long-lived': refreshing(['Left', 'Right'], 'long-lived'),
  'two-roles/thousands': refreshing(['Left', 'Right'], 'thousands'),
  'instance-theft': hosts.instanceTheft('nat', 'outside', { mints: true }),
  'instance-theft/quiet': hosts.instanceTheft('public', 'outside'),
  'instance-theft/inside': hosts.instanceTheft('public', 'inside', { mints: true }),
  'instance-theft/neighbour': hosts.instanceTheft('public', 'neighbour'),
  'instance-theft/endpoint': hosts.instanceTheft('public', 'endpoint'),
  'support-user': supportUser,
  'federation-console': keys.federationToken('narrow', { thenConsole: true }),
  'federation-console/administrator': keys.federationToken('administrator', { thenConsole: true }),
  'cross-account': chains.threeAccounts,
  'cross-account/unknown': chains.toUnknownAccount,
  'function-theft': hosts.workloadTheft('lambda'),
  'function-theft/task': hosts.workloadTheft('ecs'),
  'function-theft/pod': hosts.workloadTheft('pod'),
  'identity-center-theft': identityCenterTheft,
  'foreign-repository': foreignRepository,
  'dormant-token': dormantToken,
  'revocation-outrun': keys.mintedAfterRevocation,
};

/** For `--list-attacks` and for whoever checks a name. */
export const attackNames: readonly string[] = Object.keys(attacks);
