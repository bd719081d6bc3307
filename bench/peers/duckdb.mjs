// DuckDB's own reader over the same files: the fields that facts are made of, and the two counts.
import { DuckDBInstance } from '@duckdb/node-api';

const [folder, threads] = process.argv.slice(2);

const texts = (...names) => Object.fromEntries(names.map((name) => [name, 'VARCHAR']));
const struct = (fields) =>
  `STRUCT(${Object.entries(fields)
    .map(([name, type]) => `"${name}" ${typeof type === 'string' ? type : struct(type)}`)
    .join(', ')})`;

const identity = {
  ...texts('type', 'principalId', 'arn', 'accountId', 'accessKeyId', 'userName', 'invokedBy', 'identityProvider'),
  sessionContext: {
    ...texts('ec2RoleDelivery', 'sourceIdentity', 'assumedRoot', 'signInSessionArn'),
    sessionIssuer: texts('type', 'principalId', 'arn', 'accountId', 'userName'),
    attributes: texts('creationDate', 'mfaAuthenticated'),
    webIdFederationData: texts('federatedProvider'),
  },
  inScopeOf: texts('sourceArn', 'credentialsIssuedTo', 'issuerType'),
  onBehalfOf: texts('userId'),
  invokedByDelegate: texts('accountId'),
};
/** Of the calls that mint; those that change something have many more. */
const request = {
  ...texts('roleArn', 'roleSessionName', 'durationSeconds', 'externalId', 'serialNumber', 'sourceIdentity'),
  ...texts('principalArn', 'providerId', 'policy', 'policyArns'),
};
const response = {
  ...texts('sourceIdentity', 'subject', 'subjectFromWebIdentityToken', 'provider'),
  credentials: texts('accessKeyId', 'expiration'),
  assumedRoleUser: texts('assumedRoleId', 'arn'),
  federatedUser: texts('federatedUserId', 'arn'),
};
const record = {
  ...texts('eventTime', 'eventID', 'eventSource', 'eventName', 'awsRegion', 'sourceIPAddress', 'userAgent'),
  ...texts('recipientAccountId', 'vpcEndpointId', 'vpcEndpointAccountId', 'errorCode', 'errorMessage', 'eventType'),
  ...texts('eventCategory', 'sessionCredentialFromConsole', 'requestID', 'sharedEventID'),
  userIdentity: identity,
  requestParameters: request,
  responseElements: response,
  additionalEventData: texts('MFAUsed', 'SwitchFrom', 'signInSessionArn'),
};

const connection = await (await DuckDBInstance.create(':memory:', { threads })).connect();
const reader = await connection.runAndReadAll(`
  SELECT count(*) AS events,
    count(DISTINCT record.userIdentity.accessKeyId) AS keys,
    count(DISTINCT (record.userIdentity.accessKeyId, record.sourceIPAddress, record.userAgent)) AS places
  FROM (
    SELECT unnest(Records) AS record
    FROM read_json('${folder.replaceAll("'", "''")}/**/*.json.gz',
      columns = { Records: '${struct(record).replaceAll("'", "''")}[]' }, maximum_object_size = 268435456)
  )`);
process.stdout.write(JSON.stringify(reader.getRowObjectsJson()[0]));
