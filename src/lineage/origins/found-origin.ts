import type { OriginKind } from '../../model/lineage.ts';
import type { ConsoleSessions } from '../console-sessions.ts';
import type { Draft } from '../draft.ts';
import type { Workloads } from './workloads.ts';

/** The origin of one root of the forest; texts as codes. */
export interface FoundOrigin {
  readonly kind: OriginKind;
  readonly id: number;
  readonly accountId: number;
  readonly userName: number;
  readonly inferred: boolean;
}

/** What the ways to an origin look at. */
export interface OriginContext {
  readonly draft: Draft;
  readonly console: ConsoleSessions;
  readonly workloads: Workloads;
}

/** An inferred origin in the account of the credential, without a person. */
export function inferredOrigin(kind: OriginKind, id: number, accountId: number): FoundOrigin {
  return { kind, id, accountId, userName: 0, inferred: true };
}
