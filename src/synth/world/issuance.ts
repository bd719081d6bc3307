import type { EpochSeconds } from '../../model/lineage.ts';
import type { Minted } from '../records/sts.ts';
import { know, mint } from './scene.ts';
import type { Scene } from './scene.ts';
import type { TrueOrigin } from './truth.ts';

export interface Issuance {
  /** The API, as `eventName` says it. */
  readonly issuedBy: string;
  readonly at: EpochSeconds;
  readonly durationSeconds: number;
  /** Who signed: null for a service, an identity provider, a sign-in. */
  readonly signer: { readonly accessKeyId: string; readonly accountId: string } | null;
  /** Whose token it is: the account of its role or user. */
  readonly accountId: string;
  readonly origin: TrueOrigin;
  /** What is left to say where the trail has not the issuance but only the token's uses. */
  readonly orphanOrigin: (accessKeyId: string) => TrueOrigin;
}

export interface Issued {
  readonly minted: Minted;
  readonly origin: TrueOrigin;
}

/** Mints a token and notes what the trail tells of it: which of the two accounts is logged decides. */
export function issue(scene: Scene, issuance: Issuance): Issued {
  const { at, signer, accountId } = issuance;
  const minted = mint(scene, at + issuance.durationSeconds);
  const bySigner = signer !== null && scene.isLogged(signer.accountId, at);
  const byTarget = scene.isLogged(accountId, at);
  const logged = bySigner || byTarget;
  const crossAccount = signer !== null && signer.accountId !== accountId;
  const origin = originAsLogged(issuance, { minted, logged, bySigner });
  know(
    scene,
    {
      accessKeyId: minted.accessKeyId,
      kind: 'temporary',
      issuedBy: logged ? issuance.issuedBy : null,
      parent: bySigner ? signer.accessKeyId : null,
      parentBasis: bySigner ? (crossAccount && byTarget ? 'shared-event' : 'signed') : null,
      origin,
      forwarded: false,
      issuedAt: at,
      expiresAt: logged ? minted.expiresAt : null,
      deadAt: null,
    },
    logged,
  );
  return { minted, origin };
}

function originAsLogged(
  issuance: Issuance,
  seen: { readonly minted: Minted; readonly logged: boolean; readonly bySigner: boolean },
): TrueOrigin {
  if (!seen.logged) return issuance.orphanOrigin(seen.minted.accessKeyId);
  if (issuance.signer === null || seen.bySigner) return issuance.origin;
  return { kind: 'account', id: issuance.signer.accountId };
}

/** A token of which no more than its id is known. */
export function unknownOrigin(accessKeyId: string): TrueOrigin {
  return { kind: 'unknown', id: accessKeyId };
}
