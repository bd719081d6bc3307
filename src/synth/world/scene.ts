import type { EpochSeconds } from '../../model/lineage.ts';
import type { Region } from '../networks.ts';
import type { Random } from '../random.ts';
import type { ExpirationStyle } from '../times.ts';
import { buildRecord } from '../records/record.ts';
import type { Call, Client, CloudTrailRecord, JsonObject } from '../records/record.ts';
import type { Minted } from '../records/sts.ts';
import type { TrueToken } from './truth.ts';

/** What all actors of one world share: its source of ids, its trail, and the truth as it grows. */
export interface Scene {
  readonly random: Random;
  readonly expirationStyle: ExpirationStyle;
  readonly accountId: string;
  readonly region: Region;
  /** An address of EC2 that nobody else in this world has. */
  newAddress(): string;
  newPrivateAddress(): string;
  readonly tokens: Map<string, TrueToken>;
  /** Credentials that occur in a record of the trail. */
  readonly seen: Set<string>;
  /** Forwarded keys whose owner is known only when the story is told: owner's ARN by access key id. */
  readonly forwardedFor: Map<string, string>;
  /** Long-term keys by the ARN of their user. */
  readonly keysOf: Map<string, Set<string>>;
  /** Whether the trail has the records of an account at a moment. */
  isLogged(accountId: string, at: EpochSeconds): boolean;
  emit(record: CloudTrailRecord): void;
}

/** A moment of a story, and from where it is done if not from where the actor usually is. */
export interface Moment {
  readonly at: EpochSeconds;
  readonly from?: Client;
  readonly region?: string;
}

export interface Caller {
  readonly accountId: string;
  readonly accessKeyId: string | null;
  readonly identity: JsonObject;
  readonly home: Client;
  readonly region: string;
}

const GLOBAL_SERVICES = new Set(['iam.amazonaws.com', 'organizations.amazonaws.com', 'cloudfront.amazonaws.com']);

/** Writes one record of a call into the trail, unless the trail does not have that account or moment. */
export function log(scene: Scene, caller: Caller, call: Call, moment: Moment & { readonly requestID?: string }): void {
  const eventID = scene.random.uuid();
  const requestID = moment.requestID ?? scene.random.uuid();
  if (!scene.isLogged(caller.accountId, moment.at)) return;
  const region = GLOBAL_SERVICES.has(call.eventSource) ? 'us-east-1' : (moment.region ?? caller.region);
  scene.emit(
    buildRecord(
      {
        at: moment.at,
        eventID,
        requestID,
        awsRegion: region,
        recipientAccountId: caller.accountId,
        identity: caller.identity,
        client: moment.from ?? caller.home,
      },
      call,
    ),
  );
  if (caller.accessKeyId !== null) scene.seen.add(caller.accessKeyId);
}

/** A new token's secret half, recognisable so that tests can see it go nowhere. */
export function mint(scene: Scene, expiresAt: EpochSeconds): Minted {
  return {
    accessKeyId: scene.random.uniqueId('ASIA', 20),
    sessionToken: `FwoGZXIvYXdzEXAMPLESECRET${scene.random.hex(32)}==`,
    expiresAt,
    expirationStyle: scene.expirationStyle,
  };
}

/** Notes what the logs, rightly read, say of a credential. */
export function know(scene: Scene, token: TrueToken, visible: boolean): void {
  scene.tokens.set(token.accessKeyId, token);
  if (visible) scene.seen.add(token.accessKeyId);
}

/** Whether the trail shows how a token was made, and not only that it was used. */
export function isIssuanceLogged(scene: Scene, accessKeyId: string): boolean {
  return (scene.tokens.get(accessKeyId)?.issuedBy ?? null) !== null;
}
