// Elastic's rules privilege_escalation_sts_role_chaining and initial_access_iam_session_token_used_from_multiple_addresses.
import { isPublic, issuer, isSts, keysOf, seconds, signer } from './record.mjs';

const TEN_DAYS = 864_000;
const HALF_AN_HOUR = 1800;
// The rule leaves out what these programs do.
const AUTOMATION = /Terraform|Pulumi|CloudFormation|Ansible/i;

/** An AssumeRole by a role session whose pair of role and target was not seen in the ten days before. */
function roleChaining() {
  const found = [];
  return {
    see(record) {
      if (!isSts(record, 'AssumeRole') || record.userIdentity?.type !== 'AssumedRole') return;
      const target = record.resources?.find(({ ARN }) => ARN?.includes(':role/'))?.ARN;
      const pair = `${issuer(record)?.arn} ${target ?? record.requestParameters?.roleArn}`;
      found.push({ at: seconds(record.eventTime), pair, credentials: keysOf(record) });
    },
    *alerts() {
      const last = new Map();
      for (const { at, pair, credentials } of found.toSorted((a, b) => a.at - b.at)) {
        if (at - (last.get(pair) ?? -Infinity) > TEN_DAYS) yield { at, credentials };
        last.set(pair, at);
      }
    },
  };
}

/** In half an hour by the clock: two addresses, two networks, two cities and two services of one key of a user. */
function multipleAddresses({ placeOf }) {
  const buckets = new Map();
  return {
    see(record) {
      const { userIdentity: { type } = {}, sourceIPAddress: ip, userAgent, eventTime, eventSource } = record;
      const key = signer(record);
      if (type !== 'IAMUser' || key === null || !isPublic(ip) || AUTOMATION.test(userAgent ?? '')) return;
      const bucket = Math.floor(seconds(eventTime) / HALF_AN_HOUR);
      const name = `${key} ${bucket}`;
      const seen = buckets.get(name) ?? newBucket(bucket * HALF_AN_HOUR, key);
      buckets.set(name, seen);
      seen.ips.add(ip);
      seen.places.add(placeOf(ip));
      seen.services.add(eventSource);
    },
    *alerts() {
      for (const { at, key, ips, places, services } of buckets.values()) {
        if (ips.size > 1 && places.size > 1 && services.size > 1) yield { at, credentials: [key] };
      }
    },
  };
}

const newBucket = (at, key) => ({ at, key, ips: new Set(), places: new Set(), services: new Set() });

export const elastic = [
  {
    id: 'elastic/role-chaining',
    title: 'STS role chaining, pair first seen in ten days',
    severity: 'medium',
    create: roleChaining,
  },
  {
    id: 'elastic/multiple-addresses',
    title: 'Access token used from multiple addresses',
    severity: 'medium',
    create: multipleAddresses,
  },
];
