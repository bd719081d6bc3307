/** Kinds of what calls of IAM are done to, as ARNs name them. */
export type IamResource = 'user' | 'role' | 'group' | 'policy' | 'saml-provider' | 'oidc-provider';

export interface UndoingCall {
  readonly action: string;
  /** Kind of what it is done to, in IAM; null for other services. */
  readonly resource: IamResource | null;
}

const calls = (resource: IamResource | null, ...names: readonly string[]): UndoingCall[] =>
  names.map((name) => ({ action: name.includes(':') ? name : `iam:${name}`, resource }));

/**
 * What would take a plan's denies away, give more than the snapshot knows, or make credentials that the plan does not know
 * (Service Authorization Reference, "Actions defined by AWS IAM": access level Permissions management, and what makes
 * credentials). Tags are not among them: what hangs on them is said to hang on them.
 */
export const undoingCalls: readonly UndoingCall[] = [
  ...calls('role', 'DeleteRolePolicy', 'DetachRolePolicy', 'PutRolePolicy', 'AttachRolePolicy'),
  ...calls('role', 'UpdateAssumeRolePolicy', 'CreateRole'),
  ...calls('role', 'DeleteRolePermissionsBoundary', 'PutRolePermissionsBoundary'),
  ...calls('user', 'DeleteUserPolicy', 'DetachUserPolicy', 'PutUserPolicy', 'AttachUserPolicy'),
  ...calls('user', 'CreateAccessKey', 'UpdateAccessKey', 'CreateLoginProfile', 'UpdateLoginProfile', 'CreateUser'),
  ...calls('user', 'CreateServiceSpecificCredential', 'ResetServiceSpecificCredential'),
  ...calls('user', 'UploadSSHPublicKey', 'UploadSigningCertificate'),
  ...calls('user', 'UpdateServiceSpecificCredential', 'UpdateSSHPublicKey', 'UpdateSigningCertificate'),
  // Under another name calls for the user fail, and a policy from above no longer means him.
  ...calls('user', 'UpdateUser'),
  ...calls('user', 'DeleteUserPermissionsBoundary', 'PutUserPermissionsBoundary'),
  ...calls('group', 'AddUserToGroup', 'RemoveUserFromGroup'),
  ...calls('group', 'PutGroupPolicy', 'AttachGroupPolicy', 'DeleteGroupPolicy', 'DetachGroupPolicy'),
  ...calls('policy', 'CreatePolicyVersion', 'SetDefaultPolicyVersion'),
  ...calls('saml-provider', 'CreateSAMLProvider', 'UpdateSAMLProvider'),
  ...calls('oidc-provider', 'CreateOpenIDConnectProvider', 'AddClientIDToOpenIDConnectProvider'),
  ...calls('oidc-provider', 'UpdateOpenIDConnectProviderThumbprint'),
  ...calls(null, 'rolesanywhere:CreateTrustAnchor', 'rolesanywhere:UpdateTrustAnchor'),
  // Who has a certificate of an anchor that is there needs no other.
  ...calls(null, 'rolesanywhere:CreateProfile'),
  // What a plan switches off.
  ...calls(null, 'rolesanywhere:EnableTrustAnchor', 'rolesanywhere:EnableProfile', 'rolesanywhere:UpdateProfile'),
  ...calls(null, 'sso:CreateAccountAssignment', 'sso:PutInlinePolicyToPermissionSet'),
  ...calls(null, 'sso:AttachManagedPolicyToPermissionSet', 'sso:AttachCustomerManagedPolicyReferenceToPermissionSet'),
  ...calls(null, 'sso:DeleteInlinePolicyFromPermissionSet', 'sso:DetachManagedPolicyFromPermissionSet'),
  ...calls(null, 'sso:DetachCustomerManagedPolicyReferenceFromPermissionSet'),
  ...calls(null, 'sso:PutPermissionsBoundaryToPermissionSet', 'sso:DeletePermissionsBoundaryFromPermissionSet'),
  // Who else vouches for people.
  ...calls(null, 'sso:AssociateDirectory', 'sso-directory:ImportExternalIdPCertificate'),
  ...calls(null, 'sso-directory:CreateExternalIdPConfigurationForDirectory'),
  ...calls(null, 'sso-directory:UpdateExternalIdPConfigurationForDirectory'),
  ...calls(null, 'sso-directory:EnableExternalIdPConfigurationForDirectory'),
  // Permission sets are assigned to groups, too; and whose password one sets, as him one signs in.
  ...calls(
    null,
    'identitystore:CreateGroupMembership',
    'sso-directory:AddMemberToGroup',
    'sso-directory:UpdatePassword',
  ),
];

/** What takes an account out of reach of service control policies, called in that account. */
export const leavingFromAbove: readonly UndoingCall[] = calls(null, 'organizations:LeaveOrganization');

/** The same for service control policies and root users of member accounts: calls of the management account. */
export const undoingFromAbove: readonly UndoingCall[] = [
  ...calls(null, 'organizations:DetachPolicy', 'organizations:UpdatePolicy', 'organizations:DeletePolicy'),
  ...calls(null, 'organizations:DisablePolicyType', 'organizations:RemoveAccountFromOrganization'),
  // Other policies hold in another unit; and another account may be given all of this.
  ...calls(null, 'organizations:MoveAccount', 'organizations:PutResourcePolicy'),
  ...calls(null, 'organizations:RegisterDelegatedAdministrator'),
  ...calls(null, 'sts:AssumeRoot'),
];
