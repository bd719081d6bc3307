/** Fields of a record that the fast path needs, by position in its arrays of spans. */
export const FIELD = {
  eventTime: 0,
  eventSource: 1,
  eventName: 2,
  awsRegion: 3,
  sourceIPAddress: 4,
  userAgent: 5,
  eventID: 6,
  recipientAccountId: 7,
  vpcEndpointId: 8,
  vpcEndpointAccountId: 9,
  errorCode: 10,
  errorMessage: 11,
  eventType: 12,
  eventCategory: 13,
  sessionCredentialFromConsole: 14,
  userIdentity: 15,
  responseElements: 16,
  resources: 17,
  /** How many there are. */
  count: 18,
} as const;

/** A name that nothing is read from. */
export const OTHER = -1;
/** A name that records do not have and other things have: whoever bears it is looked at with care. */
export const STRANGE = -2;

const strange = [
  'Records',
  'Events',
  'CloudTrailEvent',
  'digestS3Object',
  'digestEndTime',
  'logFiles',
  'insightDetails',
];
const names = [
  ...Object.entries(FIELD)
    .filter(([name]) => name !== 'count')
    .map(([name, field]) => ({ bytes: Buffer.from(name), field: field as number })),
  ...strange.map((name) => ({ bytes: Buffer.from(name), field: STRANGE })),
];

/** By length, then in turn: no length has more than seven. */
const byLength = Array.from({ length: 32 }, (_, length) => names.filter(({ bytes }) => bytes.length === length));

/** The field that a name stands for. */
export function fieldOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length >= byLength.length) return OTHER;
  const candidates = byLength[length]!;
  for (let i = 0; i < candidates.length; i++) {
    const candidate = candidates[i]!;
    const name = candidate.bytes;
    let at = 0;
    while (at < length && name[at] === bytes[start + at]) at++;
    if (at === length) return candidate.field;
  }
  return OTHER;
}
