export { connectAws, type AwsConnection } from './connection.ts';
export { awsFailure } from './failure.ts';
export { callerIdentity } from './read/identity.ts';
export { openEventHistory, type EventHistory } from './read/lookup-events.ts';
export { enabledRegions, usualRegions } from './read/regions.ts';
export { openBucket, type Bucket, type S3Object } from './read/s3.ts';
