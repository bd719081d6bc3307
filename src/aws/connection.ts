import type { AwsOptions } from '../model/aws.ts';
import { isRegionMalformed, isRegionMissing, noRegion } from './failure.ts';

/** A way into AWS: options, and the credentials that all clients share, so that a profile is asked once. */
export interface AwsConnection {
  readonly options: AwsOptions;
  /** The region of the options, the environment or the profile; us-east-1 where none says. */
  readonly region: () => Promise<string>;
  /** What every client of the SDK is made with. */
  readonly clientConfig: (region?: string) => Promise<ClientConfig>;
}

/** The part of a client's configuration that is alike for all services. */
export interface ClientConfig {
  readonly region: string;
  readonly credentials: SharedCredentials;
  readonly maxAttempts: number;
  readonly retryMode: 'adaptive' | 'standard';
  readonly requestHandler: { readonly connectionTimeout: number; readonly requestTimeout: number };
  readonly endpoint?: string;
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** The SDK's memoised provider: fetches, and fetches again before the credentials expire. */
type SharedCredentials = (identityProperties?: Record<string, unknown>) => Promise<Credentials>;

/** CloudTrail answers LookupEvents at two requests a second: patience is worth more than speed. */
const MOST_ATTEMPTS = 6;
const CONNECTION_TIMEOUT_MS = 10_000;
/** Without a byte for so long, a connection is given up and tried again. */
const REQUEST_TIMEOUT_MS = 60_000;

/** Opens the way; nothing is asked until a client needs it. */
export function connectAws(options: AwsOptions): AwsConnection {
  let base: Promise<{ region: string; credentials: SharedCredentials }> | null = null;
  const resolved = (): NonNullable<typeof base> => (base ??= resolveBase(options));
  return {
    options,
    region: async () => (await resolved()).region,
    clientConfig: async (region) => {
      const { region: usual, credentials } = await resolved();
      const endpoint = options.endpointUrl === null ? {} : { endpoint: options.endpointUrl };
      return { region: region ?? usual, credentials, ...callSettings, ...endpoint };
    },
  };
}

const callSettings = {
  maxAttempts: MOST_ATTEMPTS,
  retryMode: 'standard',
  requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
} as const;

/** STS is the smallest client that knows the default chain: profile, environment, SSO, container, instance. */
async function resolveBase({
  profile,
  region,
}: AwsOptions): Promise<{ region: string; credentials: SharedCredentials }> {
  // Which Node the SDK will need one day is for us to mind, when we raise its version.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const { STSClient } = await import('@aws-sdk/client-sts');
  const named = { ...(profile === null ? {} : { profile }), ...(region === null ? {} : { region }) };
  const { config } = new STSClient(named);
  const found = await config.region().catch((error: unknown) => {
    if (isRegionMissing(error)) return 'us-east-1';
    if (isRegionMalformed(error)) throw noRegion(error);
    throw error;
  });
  return { region: found, credentials: config.credentials as SharedCredentials };
}
