/** How to reach an account: what every AWS tool asks. Null is the default chain of the AWS SDK. */
export interface AwsOptions {
  readonly profile: string | null;
  readonly region: string | null;
  /** Another endpoint for every call; its S3 is asked with the bucket in the path. */
  readonly endpointUrl: string | null;
  /** Who asks pays for reading S3 objects. */
  readonly requestPayer: boolean;
}

export const defaultAwsOptions: AwsOptions = { profile: null, region: null, endpointUrl: null, requestPayer: false };
