import type { ControlKind } from '../model/facts.ts';
import { rowsOf } from '../lineage/index.ts';
import type { Lineage } from '../model/lineage.ts';

/** Rows of `controls` of some kinds that a credential signed, by time. */
export function controlsOfKinds(lineage: Lineage, kinds: readonly ControlKind[]): (credential: number) => Uint32Array {
  const codes = new Set(kinds.map((kind) => lineage.facts.texts.find(kind)).filter((code) => code !== 0));
  const { kind } = lineage.facts.controls.columns;
  const { starts } = lineage.controlsBy;
  const none = new Uint32Array(0);
  return (credential) =>
    // Nearly all credentials of a case changed nothing.
    codes.size === 0 || starts[credential] === starts[credential + 1]
      ? none
      : rowsOf(lineage.controlsBy, credential).filter((row) => codes.has(kind[row]!));
}

/** What one control did, in a sentence: `CreateAccessKey (user backup)`. */
export function deedOf(lineage: Lineage, row: number): string {
  const { texts, controls } = lineage.facts;
  const text = (
    column: 'eventName' | 'targetUserName' | 'targetRoleName' | 'target' | 'targetAccessKeyId',
  ): string | null => texts.get(controls.columns[column][row]!);
  const user = text('targetUserName');
  const role = text('targetRoleName');
  const whom =
    user !== null ? `user ${user}` : role !== null ? `role ${role}` : (text('target') ?? text('targetAccessKeyId'));
  return whom === null ? text('eventName')! : `${text('eventName')} (${whom})`;
}
