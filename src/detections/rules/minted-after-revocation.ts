import { count, listed } from '../../lib/wording.ts';
import { accountOfArn, roleNameOfArn } from '../../lib/arn.ts';
import { deniedByBoth, type Denied, type IssuedIn } from '../../lib/denied.ts';
import { denialsOfRoles, signersOf, type Denial } from '../../lineage/index.ts';
import type { Lineage } from '../../model/lineage.ts';
import { withoutEndedKeys } from '../ended-keys.ts';
import { eventIDs, issuanceEvidence } from '../evidence.ts';
import { addTo } from '../../lib/add-to.ts';
import { mintingParents, rootsOf } from '../minting.ts';
import { livenessOf } from '../liveness.ts';
import type { Detection, DetectionContext, Rule } from '../rule.ts';
import { at, homeOf, keyOf, latest, originPhrase, roleName } from '../wording.ts';

export const mintedAfterRevocation: Rule = {
  id: 'minted-after-revocation',
  title: 'A role was minted again after its sessions were revoked',
  says: 'Sessions of a role were revoked by issue time, and a lineage that had had tokens of that role minted a new one, which the revocation does not reach.',
  canBeWrong: 'A job that was never meant to be cut off takes its role again as soon as it can.',
  severities: ['critical'],
  attack: ['T1550.001', 'T1078.004', 'T1098.001'],
  detect,
};

/** One row of `controls` that revoked sessions of a role by issue time, and the one that took that back (-1: none). */
interface RoleRevocation {
  readonly row: number;
  readonly time: number;
  readonly revoked: readonly IssuedIn[];
  readonly cutOff: number;
  readonly liftedBy: number;
}

function* detect({ lineage }: DetectionContext): Iterable<Detection> {
  const revocations = roleRevocations(lineage);
  if (revocations.size === 0) return;
  const roots = rootsOf(lineage);
  const minters = mintingParents(lineage);
  const revokedRole = revokedRoleOf(lineage, revocations);
  const issued = issuedByRoleAndRoot(lineage, roots, revokedRole);
  const groups = new Map<string, { revocation: RoleRevocation; minted: number[] }>();
  const { issuedAt } = lineage.credentials;
  const isLifted = liftedTest(lineage, roots);
  for (let token = 0; token < minters.length; token++) {
    const role = minters[token]! < 0 ? null : revokedRole(token);
    if (role === null) continue;
    const revocation = lastBefore(revocations.get(role)!, issuedAt[token]!);
    // A cut-off may lie ahead, so that it covers what is minted before the policy holds everywhere.
    if (revocation === null || isLifted(revocation, token) || hadSessions([issuedAt[token]!], revocation)) continue;
    if (!hadSessions(issued.get(`${role} ${roots[token]}`) ?? [], revocation)) continue;
    const key = `${revocation.row} ${roots[token]}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { revocation, minted: [token] });
    else group.minted.push(token);
  }
  for (const { revocation, minted } of groups.values())
    yield minting(lineage, roots[minted[0]!]!, { revocation, minted });
}

/** Whether a revocation was taken back when a token was issued. Who takes back what somebody else did against him takes nothing back for himself. */
function liftedTest(
  lineage: Lineage,
  roots: Uint32Array,
): (revocation: Pick<RoleRevocation, 'row' | 'liftedBy'>, token: number) => boolean {
  const { eventTime } = lineage.facts.controls.columns;
  const { issuedAt } = lineage.credentials;
  const signers = signersOf(lineage);
  return ({ row, liftedBy }, token) => {
    if (liftedBy < 0 || eventTime[liftedBy]! > issuedAt[token]!) return false;
    return roots[signers[liftedBy]!] !== roots[token] || roots[signers[row]!] === roots[token];
  };
}

/** Whether the case revokes sessions of any role, and whether a token is of one of those roles. */
export function revokedRoles(lineage: Lineage): { readonly any: boolean; readonly isOf: (token: number) => boolean } {
  const revocations = roleRevocations(lineage);
  const roleOf = revokedRoleOf(lineage, revocations);
  return { any: revocations.size > 0, isOf: (token) => roleOf(token) !== null };
}

/** Revocations by account and role name, by time. */
function roleRevocations(lineage: Lineage): Map<string, RoleRevocation[]> {
  const found = new Map<string, RoleRevocation[]>();
  for (const [role, denials] of denialsOfRoles(lineage)) {
    const liftedBy = liftings(denials);
    for (const [at, denial] of denials.entries()) {
      const cutOff = denial.denied.issued.at(-1)?.to ?? 0;
      if (cutOff === 0 || !Number.isFinite(cutOff)) continue;
      const { row, time, denied } = denial;
      addTo(found, role, { row, time, revoked: denied.issued, cutOff, liftedBy: liftedBy[at]! });
    }
  }
  return found;
}

/** For each denial the row by which its policy was deleted, detached or written over by one that spares somebody whom it denied; -1: none. */
function liftings(denials: readonly Denial[]): number[] {
  const next = new Map<number, { denial: Denial; liftedBy: number }>();
  return denials
    .toReversed()
    .map((denial) => {
      const later = next.get(denial.policy);
      const isSpared = later !== undefined && !deniesAsMuch(later.denial.denied, denial.denied);
      const liftedBy = later === undefined ? -1 : isSpared ? later.denial.row : later.liftedBy;
      next.set(denial.policy, { denial, liftedBy });
      return liftedBy;
    })
    .reverse();
}

const deniesAsMuch = (later: Denied, earlier: Denied): boolean =>
  JSON.stringify(deniedByBoth(later, earlier).issued) === JSON.stringify(earlier.issued);

/** The account and role name of a token, where sessions of that role were ever revoked. */
function revokedRoleOf(lineage: Lineage, revocations: ReadonlyMap<string, unknown>): (token: number) => string | null {
  const names = new Map<number, string | null>();
  return (token) => {
    const code = lineage.credentials.roleArn[token]!;
    if (code === 0) return null;
    let name = names.get(code);
    if (name === undefined) {
      const arn = lineage.facts.texts.get(code)!;
      name = `${accountOfArn(arn)}/${roleNameOfArn(arn)}`;
      names.set(code, (name = revocations.has(name) ? name : null));
    }
    return name;
  };
}

/** When tokens were issued, from the first on. */
function issuedByRoleAndRoot(
  lineage: Lineage,
  roots: Uint32Array,
  revokedRole: (token: number) => string | null,
): Map<string, number[]> {
  const { length, issuedAt } = lineage.credentials;
  const issued = new Map<string, number[]>();
  for (let token = 0; token < length; token++) {
    const role = issuedAt[token] === 0 ? null : revokedRole(token);
    if (role !== null) addTo(issued, `${role} ${roots[token]}`, issuedAt[token]!);
  }
  for (const times of issued.values()) times.sort((a, b) => a - b);
  return issued;
}

/** Whether a session that was issued at one of these times was revoked. */
function hadSessions(issued: readonly number[], { revoked }: RoleRevocation): boolean {
  return revoked.some(({ from, to }) => (issued[firstFrom(issued, from)] ?? Infinity) < to);
}

/** The position of the first of rising times that is not before. */
function firstFrom(rising: readonly number[], time: number): number {
  let from = 0;
  let to = rising.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (rising[middle]! < time) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The last revocation before a token was issued: each token answers to one of them. */
function lastBefore(revocations: readonly RoleRevocation[], issuedAt: number): RoleRevocation | null {
  let from = 0;
  let to = revocations.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (revocations[middle]!.time < issuedAt) from = middle + 1;
    else to = middle;
  }
  return revocations[from - 1] ?? null;
}

function minting(
  lineage: Lineage,
  root: number,
  { revocation, minted }: { revocation: RoleRevocation; minted: readonly number[] },
): Detection {
  const { issuedAt, lastUsed, roleArn } = lineage.credentials;
  const { controls } = lineage.facts;
  const role = roleName(lineage.facts.texts.get(roleArn[minted[0]!]!), homeOf(lineage, minted[0]!));
  const first = minted.reduce((a, b) => (issuedAt[b]! < issuedAt[a]! ? b : a));
  const minters = [...new Set(minted.map((token) => lineage.credentials.parent[token]!))];
  const keys = listed(minters.map((one) => keyOf(lineage, one)));
  const control = eventIDs(controls, [revocation.row]);
  const { liftedBy } = revocation;
  const liftedAt = liftedBy < 0 ? Infinity : controls.columns.eventTime[liftedBy]!;
  const isLifted = minted.some((token) => issuedAt[token]! >= liftedAt);
  return {
    severity: 'critical',
    subject: [keyOf(lineage, root), ...control],
    reason: [
      `At ${at(revocation.time)} sessions of ${role} from before ${at(revocation.cutOff)} were revoked; ${isLifted ? `a token of the same lineage took that back at ${at(liftedAt)}; ` : ''}${originPhrase(lineage, first)} had had such ` +
        `sessions and got ${count(minted.length, 'new one')} by ${keys}, first ${keyOf(lineage, first)} at ${at(issuedAt[first]!)}; `,
      livenessOf(minted),
      '.',
    ],
    credential: first,
    credentials: [...minters, ...minted],
    evidence: [...control, ...(isLifted ? eventIDs(controls, [liftedBy]) : []), ...issuanceEvidence(lineage, minted)],
    firstSeen: issuedAt[first]!,
    lastSeen: Math.max(latest(issuedAt, minted), latest(lastUsed, minted)),
    next: howToStop(lineage, minters, role),
  };
}

/** A key that is ended mints no more. */
function howToStop(lineage: Lineage, minters: readonly number[], role: string): string {
  const left = listed(withoutEndedKeys(lineage, minters).map((one) => keyOf(lineage, one)));
  const again = 'revoke its sessions again (in the IAM console: the role, Revoke sessions)';
  return left === ''
    ? `What minted sessions of ${role} is not active any more: ${again}.`
    : `Cut off what mints (${left}) first, with a deny on ${role} that has no time condition until that is done; then ${again}.`;
}
