import type { AddressRange } from '../../lib/addresses.ts';
import type { EpochSeconds } from '../../model/lineage.ts';

/** An address (or a prefix of addresses) that the records give to an instance for a time. */
export interface Tenure extends AddressRange {
  readonly instanceId: string;
  readonly family: 4 | 6;
  readonly isPrivate: boolean;
  readonly from: EpochSeconds;
  /** `Infinity` while it has not ended. */
  readonly to: EpochSeconds;
}

/** What placement records say of one instance. Only changes that are logged: an auto-assigned public address never is. */
export interface Placement {
  readonly instanceId: string;
  readonly accountId: string | null;
  readonly region: string | null;
  readonly vpcId: string | null;
  readonly tenures: readonly Tenure[];
  /** Network interfaces attached whose private address no record tells. */
  readonly unknownInterfaces: number;
  /** When the auto-assigned public address can have changed: stopped, started, elastic address associated or disassociated. */
  readonly changes: readonly EpochSeconds[];
  readonly stops: readonly EpochSeconds[];
  readonly starts: readonly EpochSeconds[];
  readonly terminatedAt: EpochSeconds | null;
}

export interface NatGateway {
  readonly accountId: string | null;
  readonly vpcId: string | null;
}
