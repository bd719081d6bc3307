export { connectAws, type AwsConnection } from './connection.ts';
export { awsError, awsFailure, type AwsCall, type AwsFailure } from './failure.ts';
