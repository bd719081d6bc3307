import { forwardedIdentity, serviceClient } from '../records/services.ts';
import { arnOf, identityOf } from './principal.ts';
import { isIssuanceLogged, know, log } from './scene.ts';
import type { Caller, Scene } from './scene.ts';
import { moment } from './signer.ts';
import type { CallOptions, Signer } from './signer.ts';

/**
 * Forwarded access: the service signs with a key that no issuance names. For a long-term key the session is of the
 * very second; for a session it is the session's own creation time.
 */
export function forward(
  scene: Scene,
  signer: Signer,
  what: { readonly service: string; readonly target: readonly [string, string]; readonly options: CallOptions },
): string {
  const { at, region, from: _from, ...call } = what.options;
  const accessKeyId = scene.random.uniqueId('ASIA', 20);
  const createdAt = signer.marks?.createdAt ?? at;
  const identity = identityOf(signer.principal, accessKeyId, { ...signer.marks, createdAt });
  const caller: Caller = {
    ...signer,
    accessKeyId,
    identity: forwardedIdentity(identity, what.service),
    home: serviceClient(what.service),
  };
  const ofToken = signer.marks !== null && isIssuanceLogged(scene, signer.accessKeyId);
  know(
    scene,
    {
      accessKeyId,
      kind: 'temporary',
      issuedBy: null,
      parent: ofToken ? signer.accessKeyId : null,
      parentBasis: ofToken ? 'session' : null,
      origin: signer.origin,
      forwarded: true,
      issuedAt: createdAt,
      expiresAt: null,
      deadAt: null,
    },
    false,
  );
  if (signer.marks === null) scene.forwardedFor.set(accessKeyId, arnOf(signer.principal));
  const [eventSource, eventName] = what.target;
  log(scene, caller, { eventSource, eventName, ...call }, moment({ at, region }));
  return accessKeyId;
}
