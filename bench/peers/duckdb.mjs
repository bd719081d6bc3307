// DuckDB's own reader over the same files: the fields that facts need, and the two counts.
import { DuckDBInstance } from '@duckdb/node-api';

const [folder, threads] = process.argv.slice(2);
const issuer = 'STRUCT("type" VARCHAR, principalId VARCHAR, arn VARCHAR, accountId VARCHAR, userName VARCHAR)';
const session = `STRUCT(sessionIssuer ${issuer}, attributes STRUCT(creationDate VARCHAR, mfaAuthenticated VARCHAR), ec2RoleDelivery VARCHAR, sourceIdentity VARCHAR)`;
const identity = `STRUCT("type" VARCHAR, principalId VARCHAR, arn VARCHAR, accountId VARCHAR, accessKeyId VARCHAR, userName VARCHAR, invokedBy VARCHAR, sessionContext ${session}, inScopeOf STRUCT(sourceArn VARCHAR, issuerType VARCHAR))`;
const record = `STRUCT(userIdentity ${identity}, eventTime VARCHAR, eventSource VARCHAR, eventName VARCHAR, awsRegion VARCHAR, sourceIPAddress VARCHAR, userAgent VARCHAR, errorCode VARCHAR, eventID VARCHAR, sharedEventID VARCHAR, recipientAccountId VARCHAR, vpcEndpointId VARCHAR, vpcEndpointAccountId VARCHAR, requestParameters STRUCT(roleArn VARCHAR, roleSessionName VARCHAR, durationSeconds VARCHAR), responseElements STRUCT(credentials STRUCT(accessKeyId VARCHAR, expiration VARCHAR)))`;

const connection = await (await DuckDBInstance.create(':memory:', { threads })).connect();
const reader = await connection.runAndReadAll(`
  SELECT count(*) AS events,
    count(DISTINCT record.userIdentity.accessKeyId) AS keys,
    count(DISTINCT (record.userIdentity.accessKeyId, record.sourceIPAddress, record.userAgent)) AS places
  FROM (
    SELECT unnest(Records) AS record
    FROM read_json('${folder.replaceAll("'", "''")}/**/*.json.gz',
      columns = { Records: '${record.replaceAll("'", "''")}[]' }, maximum_object_size = 268435456)
  )`);
process.stdout.write(JSON.stringify(reader.getRowObjectsJson()[0]));
