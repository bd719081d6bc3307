import { BASIS_SESSION, originKinds } from '../../model/lineage.ts';
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

interface FoundList {
  positionOf(found: FoundOrigin): number;
  table(): OriginTable;
}

/** One entry a kind and id. Account and person are told only where all that go back to it agree. */
function originList(): FoundList {
  const positions = new Map<number, number>();
  const list: { kind: number; id: number; accountId: number; userName: number }[] = [];
  const disagree = -1;
  const codes = (of: (entry: (typeof list)[number]) => number): Uint32Array =>
    Uint32Array.from(list, (entry) => Math.max(0, of(entry)));
  return {
    positionOf({ kind: name, id, accountId, userName }) {
      const kind = originKinds.indexOf(name);
      // Kind and code in one number, which is a small one as a rule: maps take those faster.
      const key = id * originKinds.length + kind;
      const known = positions.get(key);
      if (known === undefined) {
        positions.set(key, list.length);
        return list.push({ kind, id, accountId, userName }) - 1;
      }
      const entry = list[known]!;
      entry.accountId = agreed(entry.accountId, accountId);
      entry.userName = agreed(entry.userName, userName);
      return known;
    },
    table: () => ({
      length: list.length,
      kind: Uint8Array.from(list, ({ kind }) => kind),
      id: codes(({ id }) => id),
      accountId: codes(({ accountId }) => accountId),
      userName: codes(({ userName }) => userName),
    }),
  };

  function agreed(known: number, code: number): number {
    if (code === 0 || code === known) return known;
    return known === 0 ? code : disagree;
  }
}
