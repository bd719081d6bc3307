import type { AnswerRow } from './queried-row.ts';

/** For tests: a row as `factsQuery` answers, of a group of three calls by one key. */
export const groupRow: AnswerRow = {
  eventsource: 's3.amazonaws.com',
  awsregion: 'us-east-1',
  recipientaccountid: '111122223333',
  sourceipaddress: '198.51.100.7',
  useragent: 'aws-cli/2.32.0',
  vpcendpointid: null,
  vpcendpointaccountid: null,
  sessioncredentialfromconsole: null,
  useridentity: JSON.stringify({
    type: 'IAMUser',
    principalid: 'AIDAIOSFODNN7EXAMPLE',
    accesskeyid: 'AKIAIOSFODNN7EXAMPLE',
    accountid: '111122223333',
  }),
  failed: 'false',
  hour: '2026-11-01T10',
  activity: 'data',
  eventid: null,
  eventname: null,
  requestparameters: null,
  responseelements: null,
  additionaleventdata: null,
  serviceeventdetails: null,
  resources: null,
  requestid: null,
  sharedeventid: null,
  first: '2026-11-01T10:00:05Z 00000000-0000-4000-8000-000000000001 GetObject',
  last: '2026-11-01T10:40:00Z 00000000-0000-4000-8000-000000000003 GetObject',
  events: '3',
};

/** The row of a call that minted a token. */
export const mintRow: AnswerRow = {
  ...groupRow,
  eventsource: 'sts.amazonaws.com',
  activity: '',
  eventid: '00000000-0000-4000-8000-000000000009',
  eventname: 'AssumeRole',
  requestparameters: '{"roleArn":"arn:aws:iam::111122223333:role/Deploy","roleSessionName":"ci"}',
  responseelements:
    '{"credentials":{"accessKeyId":"ASIAIOSFODNN7EXAMPLE","expiration":"Nov 1, 2026, 11:00:00 AM","sessionToken":"-"}}',
  first: '2026-11-01T10:05:00Z 00000000-0000-4000-8000-000000000009 AssumeRole',
  last: '2026-11-01T10:05:00Z 00000000-0000-4000-8000-000000000009 AssumeRole',
  events: '1',
};
