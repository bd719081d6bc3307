import type { ActionMaker } from './action-maker.ts';
import { deactivateAccessKey } from './deactivate-access-key.ts';
import { deleteUser } from './delete-user.ts';
import { denyByScp } from './deny-by-scp.ts';
import { denyRole } from './deny-role.ts';
import { denyRoleSession } from './deny-role-session.ts';
import { denyUser } from './deny-user.ts';
import { denyUserTokens } from './deny-user-tokens.ts';
import { detachInstanceProfile } from './detach-instance-profile.ts';
import { disableIdentityProvider } from './disable-identity-provider.ts';
import { disableLogin } from './disable-login.ts';
import { isolateInstance } from './isolate-instance.ts';
import { liftFreeze } from './lift-freeze.ts';
import { narrowTrust } from './narrow-trust.ts';
import { restoreTrail } from './restore-trail.ts';
import { revokeRoleSessions } from './revoke-role-sessions.ts';

/** Every kind of action, in the order of `actionKinds`. */
export const actions: readonly ActionMaker[] = [
  deactivateAccessKey,
  denyUserTokens,
  denyUser,
  deleteUser,
  revokeRoleSessions,
  denyRoleSession,
  denyRole,
  liftFreeze,
  narrowTrust,
  detachInstanceProfile,
  isolateInstance,
  disableLogin,
  disableIdentityProvider,
  denyByScp,
  restoreTrail,
];
