import type { ExplorerCase } from '../../../model/explorer.ts';

/** As a word of the shell. */
export const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A proof needs a snapshot, and this case has none. */
export const lacksSnapshot = ({ askWith, roles }: ExplorerCase): boolean =>
  roles === null && askWith?.includes(' --iam ') !== true;

/** What makes the snapshot that commands of such a case name. */
export const SNAPSHOT_COMMAND = 'stemma snapshot -o iam.json';

/** What a command names to ask this case, and the snapshot that a proof needs. */
export function caseOptions(theCase: ExplorerCase): string {
  return `${theCase.askWith ?? ''}${lacksSnapshot(theCase) ? ' --iam iam.json' : ''}`;
}
