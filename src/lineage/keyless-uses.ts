import { ownersByKey } from './group-rows.ts';
import type { Draft } from './draft.ts';
import { describeFromIdentity, identityKinds } from './describe-used.ts';
import type { SessionIndex } from './session-index.ts';
import { addSession, indexSessions, sessionEntries } from './session-index.ts';
import type { SessionJoin } from './session-join.ts';

/**
 * The owner of each row of `facts.uses` and of `facts.identities`: the key, and where CloudTrail hides the key (sessions of
 * service-linked roles) the one token whose session it is.
 */
export interface Owners {
  readonly uses: Int32Array;
  readonly identities: Int32Array;
}

/** Gives calls that carry no key to the token that they were made with, where exactly one fits. */
export function ownUses(draft: Draft, join: SessionJoin): Owners {
  const identities = ownIdentities(draft, join);
  const uses = ownersByKey(draft.facts.uses.columns.accessKeyId, draft.positionOf);
  const sessions = keylessSessions(draft, identities);
  const { accessKeyId, principalId, sessionCreatedAt } = draft.facts.uses.columns;
  for (let row = 0; row < uses.length; row++) {
    if (accessKeyId[row] !== 0 || sessionCreatedAt[row] === 0) continue;
    uses[row] = Math.max(-1, sessions.only(principalId[row]!, sessionCreatedAt[row]!, sessionCreatedAt[row]!));
  }
  return { uses, identities };
}

/**
 * The owner of each row of `facts.controls`, likewise. What a service does in a session (`invokedBy`) is not its holder's doing, and
 * without a key nothing but that session would tell of it.
 */
export function ownControls({ facts, positionOf }: Draft, join: SessionJoin): Int32Array {
  const { actorAccessKeyId, actorPrincipalId, actorArn, actorSessionCreatedAt, invokedBy } = facts.controls.columns;
  const owners = ownersByKey(actorAccessKeyId, positionOf);
  for (let row = 0; row < owners.length; row++) {
    if (actorAccessKeyId[row] !== 0 || actorSessionCreatedAt[row] === 0 || invokedBy[row] !== 0) continue;
    const session = {
      principalId: actorPrincipalId[row]!,
      principalArn: actorArn[row]!,
      createdAt: actorSessionCreatedAt[row]!,
    };
    owners[row] = Math.max(-1, join.issued(session));
  }
  return owners;
}

function ownIdentities(draft: Draft, join: SessionJoin): Int32Array {
  const seen = draft.facts.identities.columns;
  const owners = ownersByKey(seen.accessKeyId, draft.positionOf);
  const kinds = identityKinds(draft);
  for (let row = 0; row < owners.length; row++) {
    if (seen.accessKeyId[row] !== 0 || seen.sessionCreatedAt[row] === 0) continue;
    const position = join.issued({
      principalId: seen.principalId[row]!,
      principalArn: seen.arn[row]!,
      createdAt: seen.sessionCreatedAt[row]!,
    });
    if (position < 0) continue;
    owners[row] = position;
    describeFromIdentity(draft, { position, row, kinds });
  }
  return owners;
}

function keylessSessions(draft: Draft, owners: Int32Array): SessionIndex {
  const seen = draft.facts.identities.columns;
  const entries = sessionEntries();
  for (let row = 0; row < owners.length; row++) {
    if (seen.accessKeyId[row] !== 0 || owners[row]! < 0) continue;
    addSession(entries, { principal: seen.principalId[row]!, time: seen.sessionCreatedAt[row]!, item: owners[row]! });
  }
  return indexSessions(entries, draft.facts.texts.size + 1);
}
