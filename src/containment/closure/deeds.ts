import { signersOf } from '../../lineage/index.ts';
import type { ControlKind } from '../../model/facts.ts';
import type { IamSnapshot } from '../../model/iam.ts';
import type { EpochSeconds, Lineage } from '../../model/lineage.ts';
import { principalArn } from './principal-arn.ts';

type TextColumn =
  | 'eventName'
  | 'eventSource'
  | 'awsRegion'
  | 'recipientAccountId'
  | 'targetUserName'
  | 'targetRoleName'
  | 'target'
  | 'targetAccessKeyId'
  | 'policyArn'
  | 'document';

/** One change that the logs tell: by a compromised credential, or by somebody else to the same thing. */
export interface Deed {
  readonly row: number;
  readonly time: EpochSeconds;
  readonly kind: ControlKind;
  /** A compromised credential signed it. */
  readonly isHis: boolean;
  /** Access key id of who signed it, also where its record hides that; null where nobody knows. */
  readonly by: string | null;
  /** What is changed: the same for all changes of one user, role or other thing. */
  readonly about: string;
  text(column: TextColumn): string | null;
  /** ARN of the user or role that is changed. */
  arnOf(kind: 'user' | 'role'): string;
}

/** What marked credentials changed up to the moment of the lineage, and what anybody did to the same things, by time. */
export type DeedsAround = (marks: Uint8Array) => readonly Deed[];

/** Gathers all changes once: what is found to be the attacker's grows from round to round, and they are asked about in each. */
export function gatherDeeds(lineage: Lineage, snapshot: IamSnapshot | null): DeedsAround {
  const { controls, texts } = lineage.facts;
  const { accessKeyId } = lineage.credentials;
  const { actorAccessKeyId, eventTime, kind } = controls.columns;
  const signers = signersOf(lineage);
  const rows = Array.from({ length: controls.length }, (_, row) => row)
    .filter((row) => eventTime[row]! <= lineage.asOf)
    .sort((a, b) => eventTime[a]! - eventTime[b]! || a - b);
  const things = rows.map((row) => thingOf(lineage, row));

  const deedOf = (row: number, about: string, isHis: boolean): Deed => {
    const text = (column: TextColumn): string | null => texts.get(controls.columns[column][row]!);
    return {
      row,
      time: eventTime[row]!,
      // The texts of this column are the kinds and nothing else.
      kind: texts.get(kind[row]!) as ControlKind,
      isHis,
      by: texts.get(signers[row]! < 0 ? actorAccessKeyId[row]! : accessKeyId[signers[row]!]!),
      about,
      text,
      arnOf(of) {
        const name = text(of === 'user' ? 'targetUserName' : 'targetRoleName') ?? '';
        return principalArn(snapshot, text('recipientAccountId') ?? '', of, name);
      },
    };
  };
  return (marks) => {
    const isHis = (row: number): boolean => signers[row]! >= 0 && marks[signers[row]!] === 1;
    const touched = new Set(things.filter((_, at) => isHis(rows[at]!)));
    return rows.flatMap((row, at) => (touched.has(things[at]!) ? [deedOf(row, things[at]!, isHis(row))] : []));
  };
}

function thingOf({ facts: { controls } }: Lineage, row: number): string {
  const { recipientAccountId, targetUserName, targetRoleName, target } = controls.columns;
  const [user, role] = [targetUserName[row]!, targetRoleName[row]!];
  const what = user !== 0 ? `user ${user}` : role !== 0 ? `role ${role}` : `other ${target[row]!}`;
  return `${recipientAccountId[row]!} ${what}`;
}
