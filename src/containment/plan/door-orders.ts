import { accountOfArn } from '../../lib/arn.ts';
import { orderOf } from '../actions/action-maker.ts';
import type { PolicyStatement } from '../../model/containment.ts';
import { closingStatement, widely } from '../doors.ts';
import { nameOfPrincipal } from '../principals.ts';
import { roleOf } from '../prove/session-names.ts';
import type { Held, Situation, TrustChange } from '../situation.ts';
import { accountsAround, letsStrangersIn, withoutStrangers } from '../strangers.ts';
import { withStatements } from './closing.ts';
import { early, type Orders, type PhasedOrder, type Plight } from './orders.ts';
import type { Reached } from './survey.ts';

/** Trust policies, providers and trails: what lets the attacker in again, or hides him. */
export function ordersForDoors(reached: readonly Reached[], plight: Plight): Orders {
  const { situation, timing } = plight;
  const residual: string[] = [];
  const orders = [
    ...situation.made.stoppedTrails.flatMap((trail) => {
      if (trail.how === 'trail-stopped')
        return [early('restore-trail', { target: trail.name, reason: 'a compromised credential stopped it' }, timing)];
      residual.push(
        `${trail.name}: ${trail.how === 'trail-deleted' ? 'deleted' : 'narrowed'} by a compromised credential; make it anew as it was`,
      );
      return [];
    }),
    ...situation.made.providerArns.map((arn) =>
      early(
        'disable-identity-provider',
        {
          target: arn,
          reason: 'made or changed by a compromised credential: it vouches for whomever the attacker wants',
        },
        timing,
      ),
    ),
    ...trustOrders(reached, plight, residual),
  ];
  return { orders, residual };
}

/** One new trust policy a role, whatever is wrong with the old one. */
function trustOrders(
  reached: readonly Reached[],
  { situation, timing, endedForGood }: Plight,
  residual: string[],
): PhasedOrder[] {
  const closing = new Map<string, PolicyStatement[]>();
  const reasons = new Map<string, string[]>();
  const note = (roleArn: string, reason: string, statement?: PolicyStatement): void => {
    reasons.set(roleArn, [...new Set([...(reasons.get(roleArn) ?? []), reason])]);
    if (statement !== undefined) closing.set(roleArn, [...(closing.get(roleArn) ?? []), statement]);
  };
  // A provider that is deleted lets nobody in, and nobody needs to be kept out of what is denied for good.
  const gone = new Set(situation.made.providerArns);
  const instead = new Map<string, unknown>(
    situation.made.trustChanges.flatMap((change) => {
      const put = insteadOf(change, situation);
      return put === null ? [] : [[change.roleArn, put] as const];
    }),
  );
  const trustOf = (roleArn: string): unknown =>
    instead.get(roleArn) ?? roleOf(situation.snapshot ?? { accounts: [], problems: [] }, roleArn)?.trust ?? null;
  for (const { arn, doors } of reached) {
    if (endedForGood.has(arn) || !situation.ownAccounts.has(accountOfArn(arn) ?? '')) continue;
    const role = { arn, trust: trustOf(arn) };
    for (const held of doors) if (!gone.has(held.door?.id ?? '')) noteDoor(held, role, note, residual);
  }
  for (const { roleArn, before } of situation.made.trustChanges) {
    if (!instead.has(roleArn)) continue;
    note(
      roleArn,
      before === null
        ? 'a compromised credential changed the trust policy, and the one before is not in the case: whoever comes from outside is kept out'
        : 'a compromised credential changed the trust policy: the one before is put back',
    );
  }
  residual.push(...situation.made.trustChanges.filter(({ before }) => before === null).map(toPutRight));
  return [...reasons].flatMap(([roleArn, why]) => {
    const trust = trustOf(roleArn);
    if (trust === null) {
      residual.push(`${roleArn}: ${why.join('; ')}; its trust policy is not known (--iam), so it is not narrowed here`);
      return [];
    }
    const order = orderOf({
      kind: 'narrow-trust',
      target: roleArn,
      reason: why.join('; '),
      cutOff: timing.cutOffs[0],
      trust: withStatements(trust, closing.get(roleArn) ?? []),
      trustWithoutHis: instead.has(roleArn) ? withStatements(trust, []) : null,
    });
    return [{ phase: 0, order }];
  });
}

/** What takes the place of a trust policy that the attacker wrote; null where nothing has to or nothing is known. */
function insteadOf({ roleArn, before, now }: TrustChange, { snapshot }: Situation): unknown {
  if (before !== null || now === null) return before;
  const known = { accounts: accountsAround(snapshot, roleArn), vetted: [] };
  return letsStrangersIn(now, known) ? withoutStrangers(now, known) : null;
}

const toPutRight = ({ roleArn }: TrustChange): string =>
  `${roleArn}: a compromised credential changed its trust policy, and the one before is not in the case; review it, and put back who belongs into it`;

function noteDoor(
  { kind, door, id }: Held,
  { arn, trust }: { readonly arn: string; readonly trust: unknown },
  note: (roleArn: string, reason: string, statement?: PolicyStatement) => void,
  residual: string[],
): void {
  if (door === null) return;
  const statement = closingStatement(door, trust);
  if (statement === null) {
    residual.push(`${id}: no policy keeps it out alone; end the session at the provider`);
    return;
  }
  const who =
    kind === 'account' ? `account ${door.id}, which is not ours,` : `${door.subject} of ${nameOfPrincipal(door.id)}`;
  note(arn, `${who} gets in by it${widely(statement, door)}`, statement);
}
