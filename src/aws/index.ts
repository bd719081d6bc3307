export { connectAws, type AwsConnection } from './connection.ts';
export { awsError, awsFailure, MORE_ROOM } from './failure.ts';
export { openAthena, type Athena, type AthenaTable, type QueryOutcome } from './read/athena.ts';
export { callerIdentity, type CallerIdentity } from './read/identity.ts';
export { openLake } from './read/lake.ts';
export { openEventHistory, type EventHistory, type LookupEventsRequest } from './read/lookup-events.ts';
export { enabledRegions, regionsOfCaller, usualRegions } from './read/regions.ts';
export { openBucket, type Bucket, type S3Object } from './read/s3.ts';
export { openEc2, type SnapshotAddress, type SnapshotInstance } from './read/ec2.ts';
export { openIam, type IamReader } from './read/iam.ts';
export {
  openOrganizations,
  type ControlPolicyType,
  type MemberAccount,
  type OrganizationsReader,
} from './read/organizations.ts';
export {
  openTrails,
  type EventDataStore,
  type Selector,
  type TrailConfig,
  type TrailReader,
  type TrailSelectors,
  type TrailState,
} from './read/trails.ts';
export { listPublicKeys } from './read/public-keys.ts';
