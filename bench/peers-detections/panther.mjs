// Panther's rules aws_imds_credential_exfiltration and aws_sts_getsessiontoken_misuse.
import { instanceOf, isPublic, isSts, keysOf, seconds } from './record.mjs';

const AN_HOUR = 3600;

/** One alert in an hour for one principal, as Panther deduplicates. */
const hourly = (matches) => (world) => {
  const found = [];
  return {
    see(record) {
      if (!matches(record, world)) return;
      const who = record.userIdentity.arn ?? record.userIdentity.principalId;
      found.push({ at: seconds(record.eventTime), who, credentials: keysOf(record) });
    },
    *alerts() {
      const open = new Map();
      for (const { at, who, credentials } of found.toSorted((a, b) => a.at - b.at)) {
        const alert = open.get(who);
        if (alert !== undefined && at - alert.at < AN_HOUR) {
          for (const key of credentials) alert.credentials.add(key);
          continue;
        }
        if (alert !== undefined) yield shown(alert);
        open.set(who, { at, credentials: new Set(credentials) });
      }
      for (const alert of open.values()) yield shown(alert);
    },
  };
};

const shown = ({ at, credentials }) => ({ at, credentials: [...credentials] });

function isInstanceAbroad(record) {
  const byService = record.userIdentity?.invokedBy || record.sourceIPAddress === 'AWS Internal';
  const bySsm = record.eventSource === 'ssm.amazonaws.com' || /amazon-ssm-agent/.test(record.userAgent ?? '');
  return instanceOf(record) !== null && !byService && !bySsm && isPublic(record.sourceIPAddress);
}

export const panther = [
  {
    id: 'panther/imds-exfiltration',
    title: "IMDS credential exfiltration, source outside Amazon's networks",
    severity: 'high',
    create: hourly((record, { isAmazon }) => isInstanceAbroad(record) && !isAmazon(record.sourceIPAddress)),
  },
  {
    id: 'panther/imds-exfiltration-in-aws',
    title: "IMDS credential exfiltration, source in Amazon's networks",
    severity: 'info',
    create: hourly((record, { isAmazon }) => isInstanceAbroad(record) && isAmazon(record.sourceIPAddress)),
  },
  {
    id: 'panther/getsessiontoken-misuse',
    title: 'STS GetSessionToken misuse',
    severity: 'low',
    create: hourly((record) => isSts(record, 'GetSessionToken') && record.userIdentity?.type === 'IAMUser'),
  },
];
