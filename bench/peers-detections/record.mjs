// What the peers' rules ask of one record, and nothing that needs a second one.

/** Whether the call is this one of STS and was not refused. */
export const isSts = (record, name) =>
  record.eventSource === 'sts.amazonaws.com' && record.eventName === name && !record.errorCode;

export const signer = (record) => record.userIdentity?.accessKeyId ?? null;
export const issued = (record) => record.responseElements?.credentials?.accessKeyId ?? null;
export const issuer = (record) => record.userIdentity?.sessionContext?.sessionIssuer ?? null;

/** `i-…` where the session is an instance's. */
export function instanceOf(record) {
  if (record.userIdentity?.type !== 'AssumedRole') return null;
  const session = String(record.userIdentity.principalId ?? '').split(':')[1] ?? '';
  return /^i-[0-9a-f]{8,17}$/.test(session) ? session : null;
}

/** The keys that whoever works on the alert of one record is shown. */
export const keysOf = (record) => [signer(record), issued(record)].filter((key) => key !== null);

export const seconds = (time) => Date.parse(time) / 1000;

const PRIVATE =
  /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;

/** An IPv4 address of the internet; the services' names and `AWS Internal` are none. */
export const isPublic = (address) => /^\d+\.\d+\.\d+\.\d+$/.test(address ?? '') && !PRIVATE.test(address);

/** One line for each record that matches, as of a plain filter. */
export const filter = (matches) => () => {
  const alerts = [];
  return {
    see(record) {
      if (matches(record)) alerts.push({ at: seconds(record.eventTime), credentials: keysOf(record) });
    },
    alerts: () => alerts,
  };
};
