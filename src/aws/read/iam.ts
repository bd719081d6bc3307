import type * as SdkModule from '@aws-sdk/client-iam';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { AwsConnection } from '../connection.ts';
import { allOf, pages } from '../pages.ts';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly userName: string;
  readonly active: boolean;
  readonly createdAt: number | null;
}

/** Questions about the IAM of an account, read-only. Each throws what the SDK throws, and needs the action of its name. */
export interface IamReader {
  /** Pages as GetAccountAuthorizationDetails gives them: users, groups, roles, managed policies in use. */
  getAccountAuthorizationDetails(): Promise<Record<string, unknown>[]>;
  listAccountAliases(): Promise<string[]>;
  listSamlProviders(): Promise<string[]>;
  listOpenIdConnectProviders(): Promise<string[]>;
  listInstanceProfiles(): Promise<{ arn: string; name: string; roleArns: string[] }[]>;
  listAccessKeys(userName: string): Promise<AccessKey[]>;
  /** Whether the user can sign in to the console with a password. */
  getLoginProfile(userName: string): Promise<boolean>;
  listMfaDevices(userName: string): Promise<string[]>;
}

type Sdk = typeof SdkModule;

export async function openIam(aws: AwsConnection): Promise<IamReader> {
  const sdk = await import('@aws-sdk/client-iam');
  const client = new sdk.IAMClient(await aws.clientConfig());
  return { ...ofAccount(sdk, client), ...ofUsers(sdk, client) };
}

type OfUser = 'listAccessKeys' | 'getLoginProfile' | 'listMfaDevices';

function ofAccount(sdk: Sdk, client: IAMClient): Omit<IamReader, OfUser> {
  return {
    async getAccountAuthorizationDetails() {
      const found: Record<string, unknown>[] = [];
      const ask = (Marker: string | undefined) =>
        client.send(new sdk.GetAccountAuthorizationDetailsCommand({ MaxItems: 1000, ...(Marker && { Marker }) }));
      // Dates become text, as in what the AWS CLI prints.
      for await (const page of pages(ask, ({ Marker }) => Marker))
        found.push(JSON.parse(JSON.stringify(page)) as Record<string, unknown>);
      return found;
    },
    async listAccountAliases() {
      return (await client.send(new sdk.ListAccountAliasesCommand({}))).AccountAliases ?? [];
    },
    async listSamlProviders() {
      const { SAMLProviderList = [] } = await client.send(new sdk.ListSAMLProvidersCommand({}));
      return SAMLProviderList.flatMap(({ Arn }) => Arn ?? []);
    },
    async listOpenIdConnectProviders() {
      const { OpenIDConnectProviderList = [] } = await client.send(new sdk.ListOpenIDConnectProvidersCommand({}));
      return OpenIDConnectProviderList.flatMap(({ Arn }) => Arn ?? []);
    },
    async listInstanceProfiles() {
      const ask = (Marker: string | undefined) =>
        client.send(new sdk.ListInstanceProfilesCommand({ ...(Marker && { Marker }) }));
      const profiles = await allOf(
        pages(ask, ({ Marker }) => Marker),
        (page) => page.InstanceProfiles,
      );
      return profiles.flatMap(({ Arn: arn, InstanceProfileName: name, Roles = [] }) =>
        arn === undefined ? [] : [{ arn, name: name ?? '', roleArns: Roles.flatMap(({ Arn }) => Arn ?? []) }],
      );
    },
  };
}

function ofUsers(sdk: Sdk, client: IAMClient): Pick<IamReader, OfUser> {
  return {
    async listAccessKeys(userName) {
      const { AccessKeyMetadata = [] } = await client.send(new sdk.ListAccessKeysCommand({ UserName: userName }));
      return AccessKeyMetadata.flatMap(({ AccessKeyId: accessKeyId, Status, CreateDate }) =>
        accessKeyId === undefined
          ? []
          : [{ accessKeyId, userName, active: Status === 'Active', createdAt: secondsOf(CreateDate) }],
      );
    },
    async getLoginProfile(userName) {
      try {
        await client.send(new sdk.GetLoginProfileCommand({ UserName: userName }));
        return true;
      } catch (error) {
        // How IAM says that there is no password.
        if (error instanceof sdk.NoSuchEntityException) return false;
        throw error;
      }
    },
    async listMfaDevices(userName) {
      const { MFADevices = [] } = await client.send(new sdk.ListMFADevicesCommand({ UserName: userName }));
      return MFADevices.flatMap(({ SerialNumber }) => SerialNumber ?? []);
    },
  };
}

export const secondsOf = (date: Date | undefined): number | null =>
  date === undefined ? null : Math.floor(date.getTime() / 1000);
