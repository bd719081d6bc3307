import type { ControlKind } from '../model/facts.ts';
import type { Change, ChangeOf, ControlCall } from './control-call.ts';
import { denyOf } from './extract-deny.ts';
import { type JsonObject, keyIn, objectIn, textIn } from './extract-fields.ts';
import { policyOf, policyText } from './extract-policy.ts';
import { sharingCalls } from './sharing-calls.ts';
import { identityCenterCalls } from './identity-center-calls.ts';
import { startCalls } from './start-calls.ts';
import { trailCalls } from './trail-calls.ts';

/** Calls that change credentials, permissions, trust or the trail, by service and API. */
export const controlCalls: ReadonlyMap<string, ChangeOf> = new Map<string, ChangeOf>([
  ['iam:CreateAccessKey', (call) => ({ kind: 'access-key-created', ...createdKey(call) })],
  ['iam:UpdateAccessKey', updatedKey],
  ['iam:DeleteAccessKey', (call) => ({ kind: 'access-key-deleted', ...requestedKey(call) })],

  ['iam:CreateUser', user('user-created')],
  ['iam:DeleteUser', user('user-deleted')],
  ['iam:CreateLoginProfile', user('login-profile-created')],
  ['iam:UpdateLoginProfile', user('login-profile-changed')],
  ['iam:ChangePassword', user('login-profile-changed')],
  ['iam:DeleteLoginProfile', user('login-profile-deleted')],
  ['iam:CreateVirtualMFADevice', mfaDevice('mfa-device-added')],
  ['iam:EnableMFADevice', mfaDevice('mfa-device-added')],
  ['iam:DeactivateMFADevice', mfaDevice('mfa-device-removed')],
  ['iam:DeleteVirtualMFADevice', mfaDevice('mfa-device-removed')],

  ['iam:CreateServiceSpecificCredential', userCredential('user-credential-added')],
  ['iam:ResetServiceSpecificCredential', userCredential('user-credential-added')],
  ['iam:UpdateServiceSpecificCredential', switchedCredential],
  ['iam:DeleteServiceSpecificCredential', userCredential('user-credential-removed')],
  ['iam:UploadSSHPublicKey', userCredential('user-credential-added')],
  ['iam:UpdateSSHPublicKey', switchedCredential],
  ['iam:DeleteSSHPublicKey', userCredential('user-credential-removed')],
  ['iam:UploadSigningCertificate', userCredential('user-credential-added')],
  ['iam:UpdateSigningCertificate', switchedCredential],
  ['iam:DeleteSigningCertificate', userCredential('user-credential-removed')],
  ['iam:UpdateUser', changedPrincipal],
  ['iam:UpdateRole', changedPrincipal],

  ['iam:CreateRole', trust('role-created', 'assumeRolePolicyDocument')],
  ['iam:DeleteRole', trust('role-deleted', '')],
  ['iam:UpdateAssumeRolePolicy', trust('trust-changed', 'policyDocument')],

  ['iam:PutRolePolicy', inlinePolicy('role')],
  ['iam:PutUserPolicy', inlinePolicy('user')],
  ['iam:PutGroupPolicy', inlinePolicy('group')],
  ['iam:AttachRolePolicy', attachedPolicy('role')],
  ['iam:AttachUserPolicy', attachedPolicy('user')],
  ['iam:AttachGroupPolicy', attachedPolicy('group')],
  ['iam:DeleteRolePolicy', removedPolicy('role')],
  ['iam:DeleteUserPolicy', removedPolicy('user')],
  ['iam:DeleteGroupPolicy', removedPolicy('group')],
  ['iam:DetachRolePolicy', removedPolicy('role')],
  ['iam:DetachUserPolicy', removedPolicy('user')],
  ['iam:DetachGroupPolicy', removedPolicy('group')],
  ['iam:PutRolePermissionsBoundary', boundary],
  ['iam:PutUserPermissionsBoundary', boundary],
  ['iam:DeleteRolePermissionsBoundary', boundary],
  ['iam:DeleteUserPermissionsBoundary', boundary],
  ['iam:CreatePolicy', managedPolicy],
  ['iam:DeletePolicy', managedPolicy],
  ['iam:CreatePolicyVersion', managedPolicy],
  ['iam:SetDefaultPolicyVersion', managedPolicy],
  ['iam:DeletePolicyVersion', managedPolicy],

  ['iam:CreateGroup', group],
  ['iam:DeleteGroup', group],
  ['iam:AddUserToGroup', group],
  ['iam:RemoveUserFromGroup', group],

  ['iam:CreateSAMLProvider', provider('sAMLProviderArn')],
  ['iam:UpdateSAMLProvider', provider('sAMLProviderArn')],
  ['iam:DeleteSAMLProvider', provider('sAMLProviderArn')],
  ['iam:CreateOpenIDConnectProvider', provider('openIDConnectProviderArn')],
  ['iam:DeleteOpenIDConnectProvider', provider('openIDConnectProviderArn')],
  ['iam:UpdateOpenIDConnectProviderThumbprint', provider('openIDConnectProviderArn')],
  ['iam:AddClientIDToOpenIDConnectProvider', provider('openIDConnectProviderArn')],
  ['iam:RemoveClientIDFromOpenIDConnectProvider', provider('openIDConnectProviderArn')],
  ['rolesanywhere:CreateTrustAnchor', rolesAnywhere('trustAnchor')],
  ['rolesanywhere:UpdateTrustAnchor', rolesAnywhere('trustAnchor')],
  ['rolesanywhere:EnableTrustAnchor', rolesAnywhere('trustAnchor')],
  ['rolesanywhere:DisableTrustAnchor', rolesAnywhere('trustAnchor')],
  ['rolesanywhere:DeleteTrustAnchor', rolesAnywhere('trustAnchor')],
  ['rolesanywhere:CreateProfile', rolesAnywhere('profile')],
  ['rolesanywhere:UpdateProfile', rolesAnywhere('profile')],
  ['rolesanywhere:EnableProfile', rolesAnywhere('profile')],
  ['rolesanywhere:DisableProfile', rolesAnywhere('profile')],
  ['rolesanywhere:DeleteProfile', rolesAnywhere('profile')],

  ['iam:CreateInstanceProfile', instanceProfile],
  ['iam:DeleteInstanceProfile', instanceProfile],
  ['iam:AddRoleToInstanceProfile', instanceProfile],
  ['iam:RemoveRoleFromInstanceProfile', instanceProfile],
  ['ec2:AssociateIamInstanceProfile', instanceProfileOfInstance],
  ['ec2:ReplaceIamInstanceProfileAssociation', instanceProfileOfInstance],
  ['ec2:DisassociateIamInstanceProfile', instanceProfileOfInstance],

  ...startCalls,
  ...sharingCalls,
  ...identityCenterCalls,

  ['iam:EnableOrganizationsRootSessions', organizationFeature],
  ['iam:EnableOrganizationsRootCredentialsManagement', organizationFeature],
  ['organizations:CreatePolicy', organizationPolicy],
  ['organizations:UpdatePolicy', organizationPolicy],
  ['organizations:DeletePolicy', organizationPolicy],
  ['organizations:AttachPolicy', organizationPolicy],
  ['organizations:DetachPolicy', organizationPolicy],
  ['organizations:EnablePolicyType', organizationPolicy],
  ['organizations:DisablePolicyType', organizationPolicy],

  ...trailCalls,
]);

/** Without `userName` these calls are about the caller's own user; a role session has none. */
function userNameOf({ record, request, response }: ControlCall): string | null {
  const named = textIn(request, 'userName') ?? textIn(objectIn(response, 'user'), 'userName');
  const caller = objectIn(record, 'userIdentity');
  return named ?? (textIn(caller, 'type') === 'IAMUser' ? textIn(caller, 'userName') : null);
}

function createdKey(call: ControlCall): Partial<Change> {
  const key = objectIn(call.response, 'accessKey');
  return {
    targetAccessKeyId: keyIn(key, 'accessKeyId'),
    targetUserName: textIn(key, 'userName') ?? userNameOf(call),
  };
}

function requestedKey(call: ControlCall): Partial<Change> {
  return { targetAccessKeyId: keyIn(call.request, 'accessKeyId'), targetUserName: userNameOf(call) };
}

function updatedKey(call: ControlCall): Change | null {
  const status = textIn(call.request, 'status');
  if (status !== 'Active' && status !== 'Inactive') return null;
  return { kind: status === 'Active' ? 'access-key-activated' : 'access-key-deactivated', ...requestedKey(call) };
}

function user(kind: ControlKind): ChangeOf {
  return (call) => ({
    kind,
    targetUserName: userNameOf(call),
    target: textIn(objectIn(call.response, 'user'), 'arn'),
    policyArn: textIn(call.request, 'permissionsBoundary'),
  });
}

/** CloudTrail writes the API's names with a small first letter: `sSHPublicKeyId`. */
const CREDENTIAL_IDS = ['serviceSpecificCredentialId', 'sSHPublicKeyId', 'certificateId'];

/** What a user has beside keys and password: for one service, for CodeCommit, for calls that are signed by certificate. */
function userCredential(kind: ControlKind): ChangeOf {
  return (call) => {
    const made = ['serviceSpecificCredential', 'sSHPublicKey', 'certificate'].map((name) =>
      objectIn(call.response, name),
    );
    const ids = [call.request, ...made].flatMap((each) => CREDENTIAL_IDS.map((name) => textIn(each, name)));
    const userName = made.map((each) => textIn(each, 'userName')).find((name) => name !== null);
    return {
      kind,
      targetUserName: userNameOf(call) ?? userName ?? null,
      target: ids.find((id) => id !== null) ?? null,
    };
  };
}

function switchedCredential(call: ControlCall): Change | null {
  const status = textIn(call.request, 'status');
  if (status !== 'Active' && status !== 'Inactive') return null;
  return userCredential(status === 'Active' ? 'user-credential-added' : 'user-credential-removed')(call);
}

/** Another name or path of a user, longer sessions of a role. */
function changedPrincipal({ request }: ControlCall): Change {
  return {
    kind: 'permissions-changed',
    targetUserName: textIn(request, 'userName'),
    targetRoleName: textIn(request, 'roleName'),
    target: textIn(request, 'newUserName'),
  };
}

/** Lets the management account, or one that it names, act as root of the others. */
function organizationFeature(): Change {
  return { kind: 'organization-policy-changed' };
}

/** A virtual device exists before a user has it, so its making names none. */
function mfaDevice(kind: ControlKind): ChangeOf {
  return ({ request, response }) => ({
    kind,
    targetUserName: textIn(request, 'userName'),
    target: textIn(request, 'serialNumber') ?? textIn(objectIn(response, 'virtualMFADevice'), 'serialNumber'),
  });
}

function trust(kind: ControlKind, documentField: string): ChangeOf {
  return ({ request, response }) => ({
    kind,
    targetRoleName: textIn(request, 'roleName'),
    target: textIn(objectIn(response, 'role'), 'arn'),
    policyArn: textIn(request, 'permissionsBoundary'),
    document: policyText(policyOf(request[documentField])),
  });
}

type Holder = 'role' | 'user' | 'group';

function holderOf(holder: Holder, request: JsonObject): Partial<Change> {
  if (holder === 'role') return { targetRoleName: textIn(request, 'roleName') };
  if (holder === 'user') return { targetUserName: textIn(request, 'userName') };
  return { target: textIn(request, 'groupName') };
}

/** Name of the inline policy by which the console's "Revoke active sessions" denies what was issued before. */
const REVOKE_POLICY = 'AWSRevokeOlderSessions';
const AWS_POLICY = /^arn:aws[a-z-]*:iam::aws:policy\/(?:.*\/)?([^/]+)$/;
const QUARANTINE = /^AWSCompromisedKeyQuarantine(?:V\d+)?$/;

function inlinePolicy(holder: Holder): ChangeOf {
  return ({ request, eventTime }) => {
    const policy = policyOf(request['policyDocument']);
    const policyName = textIn(request, 'policyName');
    const about = { ...holderOf(holder, request), policyName, document: policyText(policy) };
    // The document may have been left out for its size; what a policy of this name does is known without it.
    if (holder === 'group') return { kind: 'permissions-changed', ...about };
    if (policy === null && policyName === REVOKE_POLICY)
      return { kind: `${holder}-sessions-revoked`, ...about, cutOff: eventTime };
    return { kind: 'permissions-changed', ...about, ...denyOf(holder, policy) };
  };
}

function attachedPolicy(holder: Holder): ChangeOf {
  return ({ request }) => {
    const about = { ...holderOf(holder, request), ...policyNamed(textIn(request, 'policyArn')) };
    return { kind: kindOfAttaching(holder, about.policyArn), ...about };
  };
}

function kindOfAttaching(holder: Holder, policyArn: string | null): ControlKind {
  const byAws = AWS_POLICY.exec(policyArn ?? '')?.[1] ?? '';
  if (byAws === 'AWSDenyAll' && holder !== 'group') return `${holder}-denied`;
  if (QUARANTINE.test(byAws) && holder === 'user') return 'user-quarantined';
  return 'permissions-changed';
}

/** Only by an earlier row of the same `policyName` or `policyArn` can be told whether another policy's removal lifts a deny. */
function removedPolicy(holder: Holder): ChangeOf {
  return ({ request }) => {
    const attached = policyNamed(textIn(request, 'policyArn'));
    const policyName = textIn(request, 'policyName') ?? attached.policyName;
    const isDeny = policyName === REVOKE_POLICY || AWS_POLICY.exec(attached.policyArn ?? '')?.[1] === 'AWSDenyAll';
    const kind = isDeny && holder !== 'group' ? 'deny-removed' : 'permissions-changed';
    return { kind, ...holderOf(holder, request), ...attached, policyName };
  };
}

function policyNamed(policyArn: string | null): { policyArn: string | null; policyName: string | null } {
  return { policyArn, policyName: policyArn === null ? null : policyArn.slice(policyArn.lastIndexOf('/') + 1) };
}

function boundary({ request }: ControlCall): Change {
  return {
    kind: 'permissions-changed',
    targetRoleName: textIn(request, 'roleName'),
    targetUserName: textIn(request, 'userName'),
    ...policyNamed(textIn(request, 'permissionsBoundary')),
  };
}

function managedPolicy({ request, response }: ControlCall): Change {
  const policyArn = textIn(request, 'policyArn') ?? textIn(objectIn(response, 'policy'), 'arn');
  return {
    kind: 'permissions-changed',
    policyArn,
    policyName: textIn(request, 'policyName') ?? policyNamed(policyArn).policyName,
    document: policyText(policyOf(request['policyDocument'])),
  };
}

function group({ request }: ControlCall): Change {
  return { kind: 'group-changed', targetUserName: textIn(request, 'userName'), target: textIn(request, 'groupName') };
}

function provider(arnField: string): ChangeOf {
  return ({ request, response }) => ({
    kind: 'identity-provider-changed',
    target:
      textIn(request, arnField) ?? textIn(response, arnField) ?? textIn(request, 'name') ?? textIn(request, 'url'),
  });
}

function rolesAnywhere(thing: 'trustAnchor' | 'profile'): ChangeOf {
  return ({ request, response }) => ({
    kind: 'identity-provider-changed',
    target: textIn(objectIn(response, thing), `${thing}Arn`) ?? textIn(request, `${thing}Id`),
  });
}

function instanceProfile({ request }: ControlCall): Change {
  return {
    kind: 'instance-profile-changed',
    targetRoleName: textIn(request, 'roleName'),
    target: textIn(request, 'instanceProfileName'),
  };
}

/** The instance is in the placement row of the same record. */
function instanceProfileOfInstance({ request, response }: ControlCall): Change {
  const association = objectIn(response, 'iamInstanceProfileAssociation');
  const asked = objectIn(request, 'IamInstanceProfile');
  return {
    kind: 'instance-profile-changed',
    target: textIn(objectIn(association, 'iamInstanceProfile'), 'arn') ?? textIn(asked, 'Arn') ?? textIn(asked, 'Name'),
  };
}

function organizationPolicy({ request, response }: ControlCall): Change {
  const summary = objectIn(objectIn(response, 'policy'), 'policySummary');
  return {
    kind: 'organization-policy-changed',
    target: textIn(request, 'targetId') ?? textIn(request, 'policyId') ?? textIn(summary, 'id'),
    policyName: textIn(request, 'name') ?? textIn(summary, 'name') ?? textIn(request, 'policyType'),
    policyArn: textIn(summary, 'arn') ?? textIn(request, 'policyId'),
    document: policyText(policyOf(request['content'])),
  };
}
