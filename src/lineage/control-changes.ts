import { orderBy } from '../lib/order-by.ts';
import type { ControlKind } from '../model/facts.ts';
import type { EpochSeconds, Lineage } from '../model/lineage.ts';
import { pairOf } from './code-pair.ts';
import { NO_CODE } from './no-code.ts';

/** Rows of `facts.controls` by what they change, each list by time. */
export interface Changes {
  /** Codes of long-term keys that are made only after the moment. */
  readonly keysMadeLater: ReadonlySet<number>;
  readonly byKey: ReadonlyMap<number, readonly number[]>;
  /** By account and user name, as one number: see `pairOf`. */
  readonly byUser: ReadonlyMap<number, readonly number[]>;
  readonly byRole: ReadonlyMap<number, readonly number[]>;
  /** By the ARN of a managed policy: what it came to say, whoever it is attached to. */
  readonly byPolicy: ReadonlyMap<number, readonly number[]>;
  kindOf(row: number): ControlKind | null;
  eventNameOf(row: number): string | null;
  timeOf(row: number): EpochSeconds;
  cutOffOf(row: number): EpochSeconds;
  /** Tells one policy of a user or role from another: its name or its ARN; 0 where the record has neither. */
  policyOf(row: number): number;
  /** The policy document that a change sets, as text. */
  documentOf(row: number): string | null;
}

/** What was changed up to a moment. */
export function changesUntil({ facts }: Pick<Lineage, 'facts'>, asOf: EpochSeconds): Changes {
  const controls = facts.controls.columns;
  const created = facts.texts.find('access-key-created' satisfies ControlKind) || NO_CODE;
  const keysMadeLater = new Set<number>();
  const byKey = new Map<number, number[]>();
  const byUser = new Map<number, number[]>();
  const byRole = new Map<number, number[]>();
  const byPolicy = new Map<number, number[]>();
  for (const row of orderBy(controls.eventTime)) {
    if (controls.eventTime[row]! > asOf) {
      if (controls.kind[row] === created) keysMadeLater.add(controls.targetAccessKeyId[row]!);
      continue;
    }
    const account = controls.recipientAccountId[row]!;
    if (controls.targetAccessKeyId[row] !== 0) append(byKey, controls.targetAccessKeyId[row]!, row);
    if (controls.targetUserName[row] !== 0) append(byUser, pairOf(account, controls.targetUserName[row]!), row);
    if (controls.targetRoleName[row] !== 0) append(byRole, pairOf(account, controls.targetRoleName[row]!), row);
    if (isOfPolicy(controls, row)) append(byPolicy, controls.policyArn[row]!, row);
  }
  return {
    keysMadeLater,
    byKey,
    byUser,
    byRole,
    byPolicy,
    // The texts of this column are the kinds and nothing else: evidence writes them, not the logs.
    kindOf: (row) => facts.texts.get(controls.kind[row]!) as ControlKind | null,
    eventNameOf: (row) => facts.texts.get(controls.eventName[row]!),
    timeOf: (row) => controls.eventTime[row]!,
    cutOffOf: (row) => controls.cutOff[row]!,
    policyOf: (row) => controls.policyArn[row]! || controls.policyName[row]!,
    documentOf: (row) => facts.texts.get(controls.document[row]!),
  };
}

/** A change of a managed policy itself. */
function isOfPolicy(controls: Lineage['facts']['controls']['columns'], row: number): boolean {
  const { policyArn, document, targetUserName, targetRoleName } = controls;
  return policyArn[row] !== 0 && document[row] !== 0 && targetUserName[row] === 0 && targetRoleName[row] === 0;
}

function append(to: Map<number, number[]>, key: number, row: number): void {
  const rows = to.get(key);
  if (rows === undefined) to.set(key, [row]);
  else rows.push(row);
}
