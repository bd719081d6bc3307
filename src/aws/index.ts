export { connectAws } from './connection.ts';
export { awsFailure } from './failure.ts';
export { openBucket, type Bucket, type S3Object } from './read/s3.ts';
