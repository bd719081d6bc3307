import {
  assumedRoleArn,
  federatedUserIdentity,
  roleSessionIdentity,
  rootIdentity,
  userIdentity,
  userSessionIdentity,
} from '../records/identity.ts';
import type { Role, SessionMarks, User } from '../records/identity.ts';
import type { JsonObject } from '../records/record.ts';

/** Who acts. */
export type Principal =
  | { readonly kind: 'user'; readonly user: User }
  | { readonly kind: 'role'; readonly role: Role; readonly sessionName: string }
  | { readonly kind: 'federated'; readonly user: User; readonly name: string }
  | { readonly kind: 'root'; readonly accountId: string };

/** `userIdentity` of a call; no marks: it is signed with a long-term key. */
export function identityOf(principal: Principal, accessKeyId: string | null, marks: SessionMarks | null): JsonObject {
  switch (principal.kind) {
    case 'user':
      return marks === null
        ? userIdentity(principal.user, accessKeyId)
        : userSessionIdentity(principal.user, accessKeyId, marks);
    case 'role':
      return roleSessionIdentity(principal, accessKeyId, marks ?? { createdAt: 0 });
    case 'federated':
      return federatedUserIdentity({ ...principal, accessKeyId: accessKeyId ?? '' }, marks ?? { createdAt: 0 });
    case 'root':
      return rootIdentity(principal.accountId, accessKeyId, marks ?? undefined);
  }
}

export function accountOf(principal: Principal): string {
  switch (principal.kind) {
    case 'role':
      return principal.role.accountId;
    case 'root':
      return principal.accountId;
    default:
      return principal.user.accountId;
  }
}

export function arnOf(principal: Principal): string {
  switch (principal.kind) {
    case 'user':
      return principal.user.arn;
    case 'role':
      return assumedRoleArn(principal.role, principal.sessionName);
    case 'federated':
      return `arn:aws:sts::${principal.user.accountId}:federated-user/${principal.name}`;
    case 'root':
      return `arn:aws:iam::${principal.accountId}:root`;
  }
}
