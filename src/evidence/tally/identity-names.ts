import type { SLOT } from '../slots.ts';

/** What the value of a member is to the tally; the numbers are those of its WebAssembly text. */
export const MEMBER = {
  MEMBER_TEXT: 1,
  /** A text that CloudTrail may hide. */
  MEMBER_KEY: 2,
  MEMBER_TIME: 3,
  MEMBER_FLAG: 4,
  MEMBER_OBJECT: 5,
} as const;

type Slot = keyof typeof SLOT | 'sourceArn';
type Value = { readonly kind: keyof typeof MEMBER; readonly slot: Slot } | { readonly members: Members };
type Members = Readonly<Record<string, Value>>;

const text = (slot: Slot): Value => ({ kind: 'MEMBER_TEXT', slot });
const flag = (slot: Slot): Value => ({ kind: 'MEMBER_FLAG', slot });

/** `userIdentity` as `fillIdentity` of `extract-event.ts` reads it: what is read from where. */
const identity: Members = {
  accessKeyId: { kind: 'MEMBER_KEY', slot: 'accessKeyId' },
  type: text('type'),
  principalId: text('principalId'),
  arn: text('arn'),
  accountId: text('accountId'),
  userName: text('userName'),
  invokedBy: text('invokedBy'),
  sessionContext: {
    members: {
      attributes: {
        members: {
          creationDate: { kind: 'MEMBER_TIME', slot: 'sessionCreatedAt' },
          mfaAuthenticated: flag('mfaAuthenticated'),
        },
      },
      sessionIssuer: {
        members: {
          type: text('issuerType'),
          principalId: text('issuerPrincipalId'),
          arn: text('issuerArn'),
          accountId: text('issuerAccountId'),
          userName: text('issuerUserName'),
        },
      },
      ec2RoleDelivery: text('ec2RoleDelivery'),
      webIdFederationData: { members: { federatedProvider: text('federatedProvider') } },
      sourceIdentity: text('sourceIdentity'),
      assumedRoot: flag('assumedRoot'),
      signInSessionArn: text('signInSessionArn'),
    },
  },
  inScopeOf: {
    members: {
      credentialsIssuedTo: text('inScopeOfArn'),
      sourceArn: text('sourceArn'),
      issuerType: text('inScopeOfType'),
    },
  },
  onBehalfOf: { members: { userId: text('onBehalfOf') } },
  invokedByDelegate: { members: { accountId: text('delegateAccountId') } },
};

const ENTRY_BYTES = 48;
const NAME_AT = 16;

/**
 * The members as the module looks them up, to lie at `base`: for each object where its entries begin and end, then the
 * entries. Each has a bit of its own, so that a member which is there twice is noticed.
 */
export function identityTable(base: number, addressOf: (slot: Slot) => number): Uint8Array {
  const objects: Members[] = [identity];
  for (const members of objects) {
    for (const value of Object.values(members)) if ('members' in value) objects.push(value.members);
  }
  const entries = objects.flatMap((members) => Object.entries(members));
  if (entries.length > 32) throw new RangeError('more members than bits');
  const first = objects.length * 8;
  const bytes = Buffer.alloc(first + entries.length * ENTRY_BYTES);
  let entry = 0;
  for (const [number, members] of objects.entries()) {
    bytes.writeUInt32LE(base + first + entry * ENTRY_BYTES, number * 8);
    for (const [name, value] of Object.entries(members)) {
      const at = first + entry * ENTRY_BYTES;
      bytes.writeUInt32LE(name.length, at);
      bytes.writeUInt32LE(MEMBER['members' in value ? 'MEMBER_OBJECT' : value.kind], at + 4);
      bytes.writeUInt32LE('members' in value ? objects.indexOf(value.members) : addressOf(value.slot), at + 8);
      bytes.writeUInt32LE((1 << entry) >>> 0, at + 12);
      bytes.write(name, at + NAME_AT);
      entry++;
    }
    bytes.writeUInt32LE(base + first + entry * ENTRY_BYTES, number * 8 + 4);
  }
  return bytes;
}
