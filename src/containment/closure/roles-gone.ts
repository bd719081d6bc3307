import { roleNameOfArn, accountOfArn } from '../../lib/arn.ts';
import type { ControlKind } from '../../model/facts.ts';
import type { IamSnapshot } from '../../model/iam.ts';
import type { Lineage } from '../../model/lineage.ts';
import { roleOf } from '../prove/session-names.ts';
import type { Held } from '../situation.ts';

/**
 * Whether a role is no more: the log shows it deleted last, and the snapshot, if there is one, has it not. That ends all its
 * sessions (IAM User Guide, "Disabling permissions for temporary security credentials"), and no policy can be put on it. Of a
 * deleted user AWS does not say so.
 */
export function rolesGone(lineage: Lineage, snapshot: IamSnapshot | null): (arn: string) => boolean {
  const { controls, texts } = lineage.facts;
  const { eventTime, kind, recipientAccountId, targetRoleName } = controls.columns;
  const code = (name: ControlKind): number => texts.find(name) || -1;
  const [created, deleted] = [code('role-created'), code('role-deleted')];
  const last = new Map<string, { row: number; time: number }>();
  for (let row = 0; row < controls.length; row++) {
    if ((kind[row] !== created && kind[row] !== deleted) || eventTime[row]! > lineage.asOf) continue;
    const role = `${texts.get(recipientAccountId[row]!)}/${texts.get(targetRoleName[row]!)}`;
    const known = last.get(role);
    if (known === undefined || eventTime[row]! >= known.time) last.set(role, { row, time: eventTime[row]! });
  }
  return (arn) => {
    const known = last.get(`${accountOfArn(arn)}/${roleNameOfArn(arn)}`);
    if (known === undefined || kind[known.row] !== deleted) return false;
    return snapshot === null || roleOf(snapshot, arn) === null;
  };
}

/** What is held but for the sessions of roles that are no more. */
export const withoutGone = (held: readonly Held[], isGone: (arn: string) => boolean): Held[] =>
  held
    .filter(({ caller }) => caller.kind !== 'role-session' || !isGone(caller.arn))
    .map((each) =>
      each.door === null
        ? each
        : { ...each, door: { ...each.door, roleArns: each.door.roleArns.filter((arn) => !isGone(arn)) } },
    );
