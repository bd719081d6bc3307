// Sigma's rules aws_sts_assumerole_misuse and aws_sts_getsessiontoken_misuse.
import { filter, issuer } from './record.mjs';

export const sigma = [
  {
    id: 'sigma/assumerole-misuse',
    title: 'AWS STS AssumeRole misuse (S1)',
    severity: 'low',
    // The rule names no event: every call of every role session is one.
    create: filter((record) => record.userIdentity?.type === 'AssumedRole' && issuer(record)?.type === 'Role'),
  },
  {
    id: 'sigma/getsessiontoken-misuse',
    title: 'AWS STS GetSessionToken misuse (S2)',
    severity: 'low',
    // Refused calls too.
    create: filter(
      (record) =>
        record.eventSource === 'sts.amazonaws.com' &&
        record.eventName === 'GetSessionToken' &&
        record.userIdentity?.type === 'IAMUser',
    ),
  },
];
