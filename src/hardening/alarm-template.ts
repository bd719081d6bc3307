/** EventBridge patterns by the name of their rule: one call each that a well-kept account hardly ever sees. */
export const alarmPatterns = {
  SessionTokenWithoutMfa: {
    source: ['aws.sts'],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: ['sts.amazonaws.com'],
      eventName: ['GetSessionToken'],
      errorCode: [{ exists: false }],
      // A call without any parameter logs null, one with only a duration logs an object without the device.
      $or: [{ requestParameters: [null] }, { requestParameters: { serialNumber: [{ exists: false }] } }],
    },
  },
  FederationToken: {
    source: ['aws.sts'],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: ['sts.amazonaws.com'],
      eventName: ['GetFederationToken'],
      errorCode: [{ exists: false }],
    },
  },
  RootSession: {
    source: ['aws.sts'],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: { eventSource: ['sts.amazonaws.com'], eventName: ['AssumeRoot'] },
  },
  TrailChanged: {
    source: ['aws.cloudtrail'],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: ['cloudtrail.amazonaws.com'],
      eventName: [
        'StopLogging',
        'DeleteTrail',
        'UpdateTrail',
        'PutEventSelectors',
        'PutInsightSelectors',
        'StopEventDataStoreIngestion',
        'DeleteEventDataStore',
        'UpdateEventDataStore',
      ],
    },
  },
} as const;

const described: Readonly<Record<keyof typeof alarmPatterns, string>> = {
  SessionTokenWithoutMfa: 'A session token was made without MFA',
  FederationToken: 'A federation token was made',
  RootSession: 'A session of a root user was made',
  TrailChanged: 'The trail was stopped, deleted or changed',
};

/** A CloudFormation template: a topic that sends mail, and one rule a pattern. */
export function alarmTemplate(): object {
  const names = Object.keys(alarmPatterns) as (keyof typeof alarmPatterns)[];
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'Alarms on calls that make or hide long-lived temporary credentials',
    Parameters: { Email: { Type: 'String', Description: 'Who is told; confirm the subscription that arrives' } },
    Resources: {
      Topic: {
        Type: 'AWS::SNS::Topic',
        Properties: { Subscription: [{ Protocol: 'email', Endpoint: { Ref: 'Email' } }] },
      },
      TopicPolicy: {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: {
          Topics: [{ Ref: 'Topic' }],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'events.amazonaws.com' },
                Action: 'sns:Publish',
                Resource: { Ref: 'Topic' },
              },
            ],
          },
        },
      },
      ...Object.fromEntries(names.map((name) => [name, ruleFor(name)])),
    },
  };
}

function ruleFor(name: keyof typeof alarmPatterns): object {
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      Description: described[name],
      EventPattern: alarmPatterns[name],
      // Read-only management events reach no rule that does not ask for them, and nobody says which of these are.
      State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
      Targets: [{ Id: 'Mail', Arn: { Ref: 'Topic' } }],
    },
  };
}
