import { BASIS_SESSION } from '../../model/lineage.ts';
import type { OriginTable } from '../../model/lineage.ts';
import type { ConsoleSessions } from '../console-sessions.ts';
import type { Draft } from '../draft.ts';
import { NONE } from '../session-index.ts';
import type { FoundOrigin, OriginContext } from './found-origin.ts';
import { inferredOrigin } from './found-origin.ts';
import { originFromAccessKey } from './from-access-key.ts';
import { originFromIssuance } from './from-issuance.ts';
import { originFromPrincipal } from './from-principal.ts';
import { originFromSession } from './from-session.ts';
import { originList } from './origin-list.ts';
import { knownPrincipals } from './principals.ts';
import type { Principals } from './principals.ts';
import { workloadArns } from './workloads.ts';

/** What each tree goes back to. Fills `origin` and `originInferred`; gives the origins in the order of their first root's key. */
export function findOrigins(draft: Draft, topDown: Uint32Array, console: ConsoleSessions): OriginTable {
  const { credentials } = draft;
  const context = { draft, console, workloads: workloadArns(draft) };
  const principals = knownPrincipals(draft);
  const list = originList();
  for (let at = 0; at < topDown.length; at++) {
    const position = topDown[at]!;
    const parent = credentials.parent[position]!;
    if (parent === NONE) {
      const found = originOfRoot(context, position, principals);
      credentials.origin[position] = list.positionOf(found);
      credentials.originInferred[position] = found.inferred ? 1 : 0;
    } else {
      const isJoined = credentials.parentBasis[position] === BASIS_SESSION;
      credentials.origin[position] = credentials.origin[parent]!;
      credentials.originInferred[position] = isJoined ? 1 : credentials.originInferred[parent]!;
    }
  }
  return list.table();
}

function originOfRoot(context: OriginContext, position: number, principals: Principals): FoundOrigin {
  const { credentials } = context.draft;
  const found = foundOrigin(context, position, principals);
  return found ?? inferredOrigin('unknown', credentials.accessKeyId[position]!, credentials.accountId[position]!);
}

function foundOrigin(context: OriginContext, position: number, principals: Principals): FoundOrigin | null {
  const { draft } = context;
  const isTemporary = draft.credentials.temporary[position] === 1;
  // A caller names the session as it likes: where the issuance is logged, what the session looks like proves nothing.
  if (isTemporary && draft.credentials.issuance[position] !== NONE) return originFromIssuance(context, position);
  const ownKey = isTemporary ? null : originFromAccessKey(draft, position);
  return ownKey ?? originFromSession(context, position) ?? originFromPrincipal(draft, position, principals);
}
