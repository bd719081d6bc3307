import { count, listed } from '../../lib/wording.ts';
import { accountOfArn, roleNameOfArn } from '../../lib/arn.ts';
import type { Lineage } from '../../model/lineage.ts';
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

/** One row of `controls` that revoked sessions of a role, and when that was taken back (0: never). */
interface RoleRevocation {
  readonly row: number;
  readonly time: number;
  readonly cutOff: number;
  readonly liftedAt: number;
}

function* detect({ lineage }: DetectionContext): Iterable<Detection> {
  const revocations = roleRevocations(lineage);
  if (revocations.size === 0) return;
  const roots = rootsOf(lineage);
  const minters = mintingParents(lineage);
  const revokedRole = revokedRoleOf(lineage, revocations);
  const earliest = earliestByRoleAndRoot(lineage, roots, revokedRole);
  const groups = new Map<string, { revocation: RoleRevocation; minted: number[] }>();
  const { issuedAt } = lineage.credentials;
  for (let token = 0; token < minters.length; token++) {
    const role = minters[token]! < 0 ? null : revokedRole(token);
    if (role === null) continue;
    const revocation = lastBefore(revocations.get(role)!, issuedAt[token]!);
    if (revocation === null || earliest.get(`${role} ${roots[token]}`)! >= revocation.cutOff) continue;
    const key = `${revocation.row} ${roots[token]}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { revocation, minted: [token] });
    else group.minted.push(token);
  }
  for (const { revocation, minted } of groups.values())
    yield minting(lineage, roots[minted[0]!]!, { revocation, minted });
}

/** Whether the case revokes sessions of any role, and whether a token is of one of those roles. */
export function revokedRoles(lineage: Lineage): { readonly any: boolean; readonly isOf: (token: number) => boolean } {
  const revocations = roleRevocations(lineage);
  const roleOf = revokedRoleOf(lineage, revocations);
  return { any: revocations.size > 0, isOf: (token) => roleOf(token) !== null };
}

/** Revocations by account and role name, by time. */
function roleRevocations(lineage: Lineage): Map<string, RoleRevocation[]> {
  const { texts, controls } = lineage.facts;
  const { kind, eventTime, cutOff, recipientAccountId, targetRoleName, policyName, policyArn } = controls.columns;
  const revoked = texts.find('role-sessions-revoked') || -1;
  const removed = texts.find('deny-removed') || -1;
  const rows = Array.from({ length: controls.length }, (_, row) => row).filter(
    (row) => (kind[row] === revoked || kind[row] === removed) && targetRoleName[row] !== 0,
  );
  // Backwards, so that what took a revocation back is met before it.
  rows.sort((a, b) => eventTime[b]! - eventTime[a]! || b - a);
  const liftedAt = new Map<string, number>();
  const found = new Map<string, RoleRevocation[]>();
  for (const row of rows) {
    const role = `${texts.get(recipientAccountId[row]!)}/${texts.get(targetRoleName[row]!)}`;
    const policy = `${role} ${policyName[row]} ${policyArn[row]}`;
    const time = eventTime[row]!;
    if (kind[row] === removed) {
      liftedAt.set(policy, time);
      continue;
    }
    addTo(found, role, { row, time, cutOff: cutOff[row]! || time, liftedAt: liftedAt.get(policy) ?? 0 });
  }
  for (const revocations of found.values()) revocations.reverse();
  return found;
}

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

function earliestByRoleAndRoot(
  lineage: Lineage,
  roots: Uint32Array,
  revokedRole: (token: number) => string | null,
): Map<string, number> {
  const { length, issuedAt } = lineage.credentials;
  const earliest = new Map<string, number>();
  for (let token = 0; token < length; token++) {
    const role = issuedAt[token] === 0 ? null : revokedRole(token);
    if (role === null) continue;
    const key = `${role} ${roots[token]}`;
    earliest.set(key, Math.min(earliest.get(key) ?? Infinity, issuedAt[token]!));
  }
  return earliest;
}

/** The last revocation in force when a token was issued: each token answers to one of them. */
function lastBefore(revocations: readonly RoleRevocation[], issuedAt: number): RoleRevocation | null {
  let from = 0;
  let to = revocations.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (revocations[middle]!.time < issuedAt) from = middle + 1;
    else to = middle;
  }
  const last = revocations[from - 1];
  return last === undefined || (last.liftedAt !== 0 && last.liftedAt <= issuedAt) ? null : last;
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
  return {
    severity: 'critical',
    subject: [keyOf(lineage, root), ...control],
    reason: [
      `At ${at(revocation.time)} sessions of ${role} from before ${at(revocation.cutOff)} were revoked; ${originPhrase(lineage, first)} had had such ` +
        `sessions and got ${count(minted.length, 'new one')} by ${keys}, first ${keyOf(lineage, first)} at ${at(issuedAt[first]!)}; `,
      livenessOf(minted),
      '.',
    ],
    credential: first,
    credentials: [...minters, ...minted],
    evidence: [...control, ...issuanceEvidence(lineage, minted)],
    firstSeen: issuedAt[first]!,
    lastSeen: Math.max(latest(issuedAt, minted), latest(lastUsed, minted)),
    next: `Cut off what mints (${keys}) first, with a deny on ${role} that has no time condition until that is done; then revoke its sessions again (in the IAM console: the role, Revoke sessions).`,
  };
}
