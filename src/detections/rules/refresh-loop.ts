import { count, listed } from '../../lib/wording.ts';
import { groupRows, originOf } from '../../lineage/index.ts';
import type { Lineage } from '../../model/lineage.ts';
import { isKeyEnded } from '../ended-keys.ts';
import { issuanceEvidence } from '../evidence.ts';
import { addTo } from '../../lib/add-to.ts';
import { mintingParents } from '../minting.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { thresholdOf } from '../thresholds.ts';
import { at, homeOf, keyOf, originPhrase, roleName, rolesOf } from '../wording.ts';

export const refreshLoop: Rule = {
  id: 'refresh-loop',
  title: 'Tokens of the same role refresh each other',
  says: 'In one chain of tokens the same role returns at least twice after its first token, alone or in turn with other roles, so that access outlives one session.',
  canBeWrong:
    'A long-running job that renews its role from the role itself, as some home-made credential helpers do, is such a loop too.',
  severities: ['critical'],
  attack: ['T1550.001', 'T1078.004', 'T1098.001'],
  thresholds: [
    {
      name: 'refreshes',
      default: 2,
      unit: 'refreshes',
      says: 'How often a role must return in one chain after its first token.',
      least: 1,
      whole: true,
    },
  ],
  detect,
};

function* detect(context: DetectionContext): Iterable<Detection> {
  const { lineage } = context;
  const { loops, nth, least } = refreshLoops(context);
  for (const [top, loop] of loops) yield loopFrom(lineage, { top, loop, nth, least });
}

export interface RefreshLoops {
  /** The tokens of each loop by its first one, in the order of the tree. */
  readonly loops: ReadonlyMap<number, readonly number[]>;
  /** How many tokens of its own role the path down to a token has, itself included; 0 for tokens of no role. */
  readonly nth: Uint32Array;
  /** How many tokens of one role make a loop: the first and its refreshes. */
  readonly least: number;
}

/** Every loop of a case. */
export function refreshLoops({ lineage, config }: Pick<DetectionContext, 'lineage' | 'config'>): RefreshLoops {
  const least = 1 + thresholdOf(refreshLoop, 'refreshes', config);
  const minters = mintingParents(lineage);
  const returns = roleReturns(lineage, minters);
  const tops = loopTops(lineage, minters, { ...returns, least });
  const onLoop = new Uint8Array(lineage.credentials.length);
  const loops = new Map<number, number[]>();
  for (let place = lineage.topDown.length - 1; place >= 0; place--) {
    const token = lineage.topDown[place]!;
    const top = tops[token]!;
    if (top < 0) continue;
    if (returns.nth[token]! >= least) onLoop[token] = 1;
    if (onLoop[token] === 0) continue;
    if (token !== top) onLoop[minters[token]!] = 1;
    addTo(loops, top, token);
  }
  for (const loop of loops.values()) loop.reverse();
  return { loops, nth: returns.nth, least };
}

interface RoleReturns {
  /** How many tokens of its own role the path down to a token has, itself included; 0 for tokens of no role. */
  readonly nth: Uint32Array;
  /** The first token of its role on that path. */
  readonly first: Int32Array;
}

/**
 * One walk down and up every tree of minted tokens, with the nearest token of each role on the way at hand. A token that
 * expires no later than the one before it renews nothing and is not counted.
 */
function roleReturns(lineage: Lineage, minters: Int32Array): RoleReturns {
  const { length, roleArn, expiresAt } = lineage.credentials;
  const children = groupRows(minters, length);
  const nth = new Uint32Array(length);
  const first = new Int32Array(length).fill(-1);
  const outer = new Int32Array(length).fill(-1);
  const nearest = new Map<number, number>();
  const next = children.starts.slice(0, length);

  const enter = (token: number): void => {
    const role = roleArn[token]!;
    if (role === 0) return;
    const before = nearest.get(role) ?? -1;
    outer[token] = before;
    const renews =
      before < 0 || !(expiresAt[before]! > 0 && expiresAt[token]! > 0 && expiresAt[token]! <= expiresAt[before]!);
    nth[token] = before < 0 ? 1 : nth[before]! + (renews ? 1 : 0);
    first[token] = before < 0 ? token : first[before]!;
    if (renews) nearest.set(role, token);
  };
  const leave = (token: number): void => {
    const role = roleArn[token]!;
    if (role !== 0) nearest.set(role, outer[token]!);
  };

  for (const root of lineage.topDown) {
    if (minters[root]! >= 0) continue;
    if (children.starts[root] === children.starts[root + 1]) {
      enter(root);
      leave(root);
      continue;
    }
    const path = [root];
    enter(root);
    while (path.length > 0) {
      const token = path.at(-1)!;
      if (next[token]! < children.starts[token + 1]!) {
        const child = children.items[next[token]!++]!;
        path.push(child);
        enter(child);
      } else {
        leave(token);
        path.pop();
      }
    }
  }
  return { nth, first };
}

/** For each token the topmost one above it, or itself, at which a loop starts; -1 outside of loops' trees. */
function loopTops(
  lineage: Lineage,
  minters: Int32Array,
  { nth, first, least }: RoleReturns & { readonly least: number },
): Int32Array {
  const { length } = lineage.credentials;
  const starts = new Uint8Array(length);
  for (let token = 0; token < length; token++) if (nth[token]! >= least) starts[first[token]!] = 1;
  const tops = new Int32Array(length).fill(-1);
  for (const token of lineage.topDown) {
    const minter = minters[token]!;
    const above = minter < 0 ? -1 : tops[minter]!;
    tops[token] = above >= 0 ? above : starts[token] === 1 ? token : -1;
  }
  return tops;
}

function loopFrom(
  lineage: Lineage,
  { top, loop, nth, least }: Pick<RefreshLoops, 'nth' | 'least'> & { top: number; loop: readonly number[] },
): Detection {
  const { issuedAt, roleArn } = lineage.credentials;
  const looping = new Set<number>();
  for (const token of loop) if (nth[token]! >= least) looping.add(roleArn[token]!);
  const refreshes = loop.filter((token) => nth[token]! >= 2 && looping.has(roleArn[token]!));
  const last = loop.reduce((latest, token) => Math.max(latest, issuedAt[token]!), 0);
  const key = keyOf(lineage, top);
  const roles = listed(rolesOf(lineage, refreshes));
  return {
    severity: 'critical',
    subject: [key],
    reason: [
      `${roles} ${looping.size === 1 ? 'was' : 'took turns and were'} refreshed ${count(refreshes.length, 'time')} in one chain that ` +
        `starts with ${key} (${originPhrase(lineage, top)}), from ${at(issuedAt[top]!)} to ${at(last)}. ` +
        `Of its ${count(loop.length, 'token')}, `,
      livenessOf(loop),
      '.',
    ],
    credential: top,
    credentials: loop,
    evidence: issuanceEvidence(lineage, loop),
    firstSeen: issuedAt[top]!,
    lastSeen: last,
    next:
      `Deny everything to ${roles} at once and without a time condition (an SCP where there is one), then revoke ` +
      `the sessions (AWSRevokeOlderSessions)${endingKey(lineage, top)}. Revoking one role after the other lets the loop mint again.`,
  };
}

/** Nobody is told to end what is no key, or ended already. */
function endingKey(lineage: Lineage, top: number): string {
  const { kind, id } = originOf(lineage, top);
  if (isKeyEnded(lineage, top)) return '; the access key is not active any more, which ended none of these tokens';
  if (kind === 'access-key') return ` and deactivate ${id} (aws iam update-access-key --status Inactive)`;
  return kind === 'iam-user' ? ` and deactivate the access keys of ${roleName(id, homeOf(lineage, top))}` : '';
}
