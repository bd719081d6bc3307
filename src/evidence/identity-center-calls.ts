import type { ControlKind } from '../model/facts.ts';
import type { Change, ChangeOf, ControlCall } from './control-call.ts';
import { objectIn, textIn } from './extract-fields.ts';
import { policyOf, policyText } from './extract-policy.ts';

/**
 * Calls that change who may come through IAM Identity Center, and as what. Its people are no IAM users: their names stay out of
 * `targetUserName`.
 */
export const identityCenterCalls: readonly (readonly [string, ChangeOf])[] = [
  ['sso:CreateAccountAssignment', assignment],
  ['sso:DeleteAccountAssignment', assignment],
  ['sso:CreatePermissionSet', permissionSet],
  ['sso:UpdatePermissionSet', permissionSet],
  ['sso:DeletePermissionSet', permissionSet],
  ['sso:AttachManagedPolicyToPermissionSet', permissionSet],
  ['sso:DetachManagedPolicyFromPermissionSet', permissionSet],
  ['sso:AttachCustomerManagedPolicyReferenceToPermissionSet', permissionSet],
  ['sso:DetachCustomerManagedPolicyReferenceFromPermissionSet', permissionSet],
  ['sso:PutInlinePolicyToPermissionSet', permissionSet],
  ['sso:DeleteInlinePolicyFromPermissionSet', permissionSet],
  ['sso:PutPermissionsBoundaryToPermissionSet', permissionSet],
  ['sso:DeletePermissionsBoundaryFromPermissionSet', permissionSet],
  ['identitystore:CreateUser', directory('person-created')],
  ['identitystore:CreateGroupMembership', directory('group-changed')],
  ['sso-directory:CreateUser', directory('person-created')],
  ['sso-directory:AddMemberToGroup', directory('group-changed')],
];

/** `targetId` is the account. */
function assignment({ request }: ControlCall): Change {
  return {
    kind: 'permissions-changed',
    target: textIn(request, 'targetId'),
    policyName: textIn(request, 'permissionSetArn'),
  };
}

function permissionSet({ request, response }: ControlCall): Change {
  const made = textIn(objectIn(response, 'permissionSet'), 'permissionSetArn');
  const reference = objectIn(request, 'customerManagedPolicyReference');
  return {
    kind: 'permissions-changed',
    target: textIn(request, 'permissionSetArn') ?? made ?? textIn(request, 'name'),
    policyName: textIn(reference, 'name'),
    policyArn: textIn(request, 'managedPolicyArn'),
    document: policyText(policyOf(request['inlinePolicy'])),
  };
}

/** Names of people are redacted; their ids are not. */
function directory(kind: ControlKind): ChangeOf {
  return ({ request, response }) => ({
    kind,
    target: textIn(request, 'groupId') ?? textIn(response, 'userId') ?? textIn(objectIn(response, 'user'), 'userId'),
  });
}
