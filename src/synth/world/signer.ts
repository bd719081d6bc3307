import type { EpochSeconds } from '../../model/lineage.ts';
import type { SessionMarks } from '../records/identity.ts';
import type { Call, Client } from '../records/record.ts';
import type { Principal } from './principal.ts';
import type { Caller, Moment } from './scene.ts';
import type { TrueOrigin } from './truth.ts';

/** A caller with a key, and what its calls say of it. */
export interface Signer extends Caller {
  readonly accessKeyId: string;
  readonly principal: Principal;
  readonly marks: SessionMarks | null;
  readonly origin: TrueOrigin;
}

export interface CallOptions extends Moment, Omit<Call, 'eventSource' | 'eventName'> {}

/** Leaves out what was not given: an optional field is absent, never undefined. */
export function moment(given: {
  readonly at: EpochSeconds;
  readonly from?: Client | undefined;
  readonly region?: string | undefined;
}): Moment {
  return { at: given.at, ...(given.from && { from: given.from }), ...(given.region && { region: given.region }) };
}
