import type { AwsConnection } from '../connection.ts';
import { awsError } from '../failure.ts';

export interface CallerIdentity {
  readonly accountId: string;
  readonly arn: string;
}

/** Whose credentials these are. AWS lets everybody ask; what fails here fails everywhere. */
export async function callerIdentity(aws: AwsConnection): Promise<CallerIdentity> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  try {
    const client = new STSClient(await aws.clientConfig());
    const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}));
    return { accountId: Account ?? '', arn: Arn ?? '' };
  } catch (error) {
    throw awsError(error, { action: 'sts:GetCallerIdentity', subject: 'AWS' });
  }
}
