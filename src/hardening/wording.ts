/** A length of time in hours, to the tenth. */
export function hours(seconds: number): string {
  return `${Math.round(seconds / 360) / 10} h`;
}

/** Days that the case covers. */
export function historyDays({ from, to }: { readonly from: number | null; readonly to: number | null }): number {
  return from === null || to === null ? 0 : Math.floor((to - from) / 86_400);
}

const guide = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/';

/** Pages of AWS that the checks rest on. */
export const references = {
  principals: `${guide}reference_policies_elements_principal.html`,
  mfa: `${guide}id_credentials_mfa_configure-api-require.html`,
  conditionKeys: `${guide}reference_policies_condition-keys.html`,
  temporary: `${guide}id_credentials_temp_control-access.html`,
  getSessionToken: `${guide}id_credentials_temp_control-access_getsessiontoken.html`,
  selfManage: `${guide}reference_policies_examples_aws_my-sec-creds-self-manage.html`,
  rolesUse: `${guide}id_roles_manage-assume.html`,
  webIdentity: `${guide}id_roles_providers_create_oidc.html`,
  cloudTrail: `${guide}cloudtrail-integration.html`,
  instanceRoles: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html',
  eventBridge: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html',
  scps: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html',
} as const;
