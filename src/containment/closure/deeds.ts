import type { ControlKind } from '../../model/facts.ts';
import type { IamSnapshot } from '../../model/iam.ts';
import type { EpochSeconds, Lineage } from '../../model/lineage.ts';
import { principalArn } from './principal-arn.ts';

type TextColumn =
  | 'eventName'
  | 'eventSource'
  | 'awsRegion'
  | 'recipientAccountId'
  | 'actorAccessKeyId'
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
  /** What is changed: the same for all changes of one user, role or other thing. */
  readonly about: string;
  text(column: TextColumn): string | null;
  /** ARN of the user or role that is changed. */
  arnOf(kind: 'user' | 'role'): string;
}

/** By time: what the marked credentials changed up to the moment of the lineage, and what anybody did to the same things. */
export function deedsAround(lineage: Lineage, marks: Uint8Array, snapshot: IamSnapshot | null): readonly Deed[] {
  const { controls, texts } = lineage.facts;
  const { actorAccessKeyId, eventTime, kind } = controls.columns;
  const isHis = (row: number): boolean => {
    const actor = actorAccessKeyId[row] === 0 ? -1 : lineage.find(texts.get(actorAccessKeyId[row]!) ?? '');
    return actor >= 0 && marks[actor] === 1;
  };
  const rows = Array.from({ length: controls.length }, (_, row) => row).filter(
    (row) => eventTime[row]! <= lineage.asOf,
  );
  const his = new Set(rows.filter(isHis));
  const touched = new Set([...his].map((row) => thingOf(lineage, row)));
  return rows
    .filter((row) => his.has(row) || touched.has(thingOf(lineage, row)))
    .sort((a, b) => eventTime[a]! - eventTime[b]! || a - b)
    .map((row): Deed => {
      const text = (column: TextColumn): string | null => texts.get(controls.columns[column][row]!);
      return {
        row,
        time: eventTime[row]!,
        // The texts of this column are the kinds and nothing else.
        kind: texts.get(kind[row]!) as ControlKind,
        isHis: his.has(row),
        about: thingOf(lineage, row),
        text,
        arnOf(of) {
          const name = text(of === 'user' ? 'targetUserName' : 'targetRoleName') ?? '';
          return principalArn(snapshot, text('recipientAccountId') ?? '', of, name);
        },
      };
    });
}

function thingOf({ facts: { controls } }: Lineage, row: number): string {
  const { recipientAccountId, targetUserName, targetRoleName, target } = controls.columns;
  const [user, role] = [targetUserName[row]!, targetRoleName[row]!];
  const what = user !== 0 ? `user ${user}` : role !== 0 ? `role ${role}` : `other ${target[row]!}`;
  return `${recipientAccountId[row]!} ${what}`;
}
