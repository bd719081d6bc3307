/** Made for people: they stay as they are when the tables below them change. */
export const views: readonly string[] = [
  `CREATE VIEW tokens AS
     SELECT "accessKeyId" AS access_key_id, "eventTime" AS issued_at, "expiration" AS expires_at,
       "eventName" AS issued_by, "signerAccessKeyId" AS signed_by, "callerArn" AS caller_arn,
       coalesce("roleArn", "principalArn") AS role_or_principal, "sessionName" AS session_name,
       "sourceIdentity" AS source_identity, "mfa" AS mfa, "recipientAccountId" AS account_id, "awsRegion" AS region,
       "sourceIPAddress" AS source_ip, "userAgent" AS user_agent, "eventID" AS event_id
     FROM issuances WHERE "accessKeyId" IS NOT NULL`,
  `CREATE VIEW token_uses AS
     SELECT "accessKeyId" AS access_key_id, "principalId" AS principal_id, "first" AS first_used, "last" AS last_used,
       "count" AS calls, "errors" AS errors, "eventSource" AS service, "activity" AS activity, "awsRegion" AS region,
       "sourceIPAddress" AS source_ip, "userAgent" AS user_agent, "invokedBy" AS invoked_by,
       "firstEventName" AS first_call, "firstEventID" AS first_event_id
     FROM uses`,
  `CREATE VIEW control_changes AS
     SELECT "eventTime" AS changed_at, "kind" AS kind, "eventName" AS event_name, "actorAccessKeyId" AS by_access_key_id,
       "actorArn" AS by_arn, coalesce("targetAccessKeyId", "targetUserName", "targetRoleName", "target") AS changed,
       coalesce("policyArn", "policyName") AS policy, "recipientAccountId" AS account_id, "awsRegion" AS region,
       "sourceIPAddress" AS source_ip, "eventID" AS event_id
     FROM controls`,
  `CREATE VIEW coverage AS
     SELECT "recipientAccountId" AS account_id, "awsRegion" AS region, CAST("first" AS DATE) AS day,
       min("first") AS first_event, max("last") AS last_event, CAST(sum("events") AS UBIGINT) AS events
     FROM volumes GROUP BY ALL ORDER BY ALL`,
];
