import * as chains from '../../scenarios/attacks-chains.ts';
import * as hosts from '../../scenarios/attacks-hosts.ts';
import * as keys from '../../scenarios/attacks-keys.ts';
import { leakedKey } from '../../scenarios/leaked-key.ts';
import { supportUser } from '../../scenarios/support-user.ts';
import type { Attack } from './attack.ts';
import * as quieter from './quieter.ts';
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
  'instance-theft/slow': quieter.instanceTheft('slow'),
  'instance-theft/regions': quieter.instanceTheft('regions'),
  'instance-theft/thousands': quieter.instanceTheft('thousands'),
  'support-user': supportUser,
  'federation-console': keys.federationToken('narrow', { thenConsole: true }),
  'federation-console/administrator': keys.federationToken('administrator', { thenConsole: true }),
  'federation-console/slow': quieter.federationConsole('slow'),
  'federation-console/regions': quieter.federationConsole('regions'),
  'cross-account': chains.threeAccounts,
  'cross-account/unknown': chains.toUnknownAccount,
  'cross-account/slow': quieter.crossAccount('slow'),
  'cross-account/regions': quieter.crossAccount('regions'),
  'function-theft': hosts.workloadTheft('lambda'),
  'function-theft/task': hosts.workloadTheft('ecs'),
  'function-theft/pod': hosts.workloadTheft('pod'),
  'function-theft/slow': quieter.functionTheft('slow'),
  'function-theft/regions': quieter.functionTheft('regions'),
  'identity-center-theft': identityCenterTheft,
  'identity-center-theft/slow': quieter.identityCenterTheft('slow'),
  'identity-center-theft/regions': quieter.identityCenterTheft('regions'),
  'foreign-repository': foreignRepository,
  'foreign-repository/slow': quieter.foreignRepository('slow'),
  'foreign-repository/regions': quieter.foreignRepository('regions'),
  'foreign-repository/thousands': quieter.foreignRepository('thousands'),
  'dormant-token': dormantToken,
  'dormant-token/long-lived': quieter.longDormant,
  'revocation-outrun': keys.mintedAfterRevocation,
  'revocation-outrun/slow': quieter.revocationOutrun('slow'),
  'revocation-outrun/regions': quieter.revocationOutrun('regions'),
};

/** For `--list-attacks` and for whoever checks a name. */
export const attackNames: readonly string[] = Object.keys(attacks);
