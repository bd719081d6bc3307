import type { ClientConfig } from '../connection.ts';
import type { Service } from './service.ts';

/** By the service's name in a plan. */
export const operationsOf: Readonly<Record<string, ((config: ClientConfig) => Promise<Service>) | undefined>> = {
  iam,
  organizations,
  ec2,
  cloudtrail,
  rolesanywhere: async (config) => (await import('./roles-anywhere.ts')).rolesAnywhere(config),
};

async function iam(config: ClientConfig): Promise<Service> {
  const sdk = await import('@aws-sdk/client-iam');
  return {
    client: new sdk.IAMClient(config),
    commands: {
      GetRolePolicy: sdk.GetRolePolicyCommand,
      GetUserPolicy: sdk.GetUserPolicyCommand,
      GetRole: sdk.GetRoleCommand,
      GetUser: sdk.GetUserCommand,
      GetLoginProfile: sdk.GetLoginProfileCommand,
      GetSAMLProvider: sdk.GetSAMLProviderCommand,
      GetOpenIDConnectProvider: sdk.GetOpenIDConnectProviderCommand,
      ListAccessKeys: sdk.ListAccessKeysCommand,
      ListMFADevices: sdk.ListMFADevicesCommand,
      ListSSHPublicKeys: sdk.ListSSHPublicKeysCommand,
      ListSigningCertificates: sdk.ListSigningCertificatesCommand,
      ListServiceSpecificCredentials: sdk.ListServiceSpecificCredentialsCommand,
      ListUserPolicies: sdk.ListUserPoliciesCommand,
      ListAttachedUserPolicies: sdk.ListAttachedUserPoliciesCommand,
      ListAttachedRolePolicies: sdk.ListAttachedRolePoliciesCommand,
      ListGroupsForUser: sdk.ListGroupsForUserCommand,
      PutRolePolicy: sdk.PutRolePolicyCommand,
      DeleteRolePolicy: sdk.DeleteRolePolicyCommand,
      PutUserPolicy: sdk.PutUserPolicyCommand,
      DeleteUserPolicy: sdk.DeleteUserPolicyCommand,
      UpdateAccessKey: sdk.UpdateAccessKeyCommand,
      DeleteAccessKey: sdk.DeleteAccessKeyCommand,
      UpdateAssumeRolePolicy: sdk.UpdateAssumeRolePolicyCommand,
      CreatePolicy: sdk.CreatePolicyCommand,
      DeletePolicy: sdk.DeletePolicyCommand,
      AttachRolePolicy: sdk.AttachRolePolicyCommand,
      DetachRolePolicy: sdk.DetachRolePolicyCommand,
      AttachUserPolicy: sdk.AttachUserPolicyCommand,
      DetachUserPolicy: sdk.DetachUserPolicyCommand,
      RemoveUserFromGroup: sdk.RemoveUserFromGroupCommand,
      DeactivateMFADevice: sdk.DeactivateMFADeviceCommand,
      DeleteVirtualMFADevice: sdk.DeleteVirtualMFADeviceCommand,
      DeleteSSHPublicKey: sdk.DeleteSSHPublicKeyCommand,
      DeleteSigningCertificate: sdk.DeleteSigningCertificateCommand,
      DeleteServiceSpecificCredential: sdk.DeleteServiceSpecificCredentialCommand,
      DeleteLoginProfile: sdk.DeleteLoginProfileCommand,
      DeleteUser: sdk.DeleteUserCommand,
      DeleteSAMLProvider: sdk.DeleteSAMLProviderCommand,
      CreateSAMLProvider: sdk.CreateSAMLProviderCommand,
      CreateOpenIDConnectProvider: sdk.CreateOpenIDConnectProviderCommand,
      DeleteOpenIDConnectProvider: sdk.DeleteOpenIDConnectProviderCommand,
    },
  };
}

async function organizations(config: ClientConfig): Promise<Service> {
  const sdk = await import('@aws-sdk/client-organizations');
  return {
    client: new sdk.OrganizationsClient(config),
    commands: {
      ListPoliciesForTarget: sdk.ListPoliciesForTargetCommand,
      CreatePolicy: sdk.CreatePolicyCommand,
      AttachPolicy: sdk.AttachPolicyCommand,
      DetachPolicy: sdk.DetachPolicyCommand,
      DeletePolicy: sdk.DeletePolicyCommand,
    },
  };
}

async function ec2(config: ClientConfig): Promise<Service> {
  const sdk = await import('@aws-sdk/client-ec2');
  return {
    client: new sdk.EC2Client(config),
    commands: {
      DescribeInstances: sdk.DescribeInstancesCommand,
      DescribeIamInstanceProfileAssociations: sdk.DescribeIamInstanceProfileAssociationsCommand,
      DisassociateIamInstanceProfile: sdk.DisassociateIamInstanceProfileCommand,
      AssociateIamInstanceProfile: sdk.AssociateIamInstanceProfileCommand,
      CreateSecurityGroup: sdk.CreateSecurityGroupCommand,
      RevokeSecurityGroupEgress: sdk.RevokeSecurityGroupEgressCommand,
      ModifyInstanceAttribute: sdk.ModifyInstanceAttributeCommand,
      DeleteSecurityGroup: sdk.DeleteSecurityGroupCommand,
    },
  };
}

async function cloudtrail(config: ClientConfig): Promise<Service> {
  const sdk = await import('@aws-sdk/client-cloudtrail');
  return {
    client: new sdk.CloudTrailClient(config),
    commands: {
      GetTrailStatus: sdk.GetTrailStatusCommand,
      GetEventDataStore: sdk.GetEventDataStoreCommand,
      StartLogging: sdk.StartLoggingCommand,
      StopLogging: sdk.StopLoggingCommand,
      StartEventDataStoreIngestion: sdk.StartEventDataStoreIngestionCommand,
      StopEventDataStoreIngestion: sdk.StopEventDataStoreIngestionCommand,
    },
  };
}
