import type { ExplorerCase } from '../../../model/explorer.ts';

/** As a word of the shell. */
export const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** What a command names to ask this case; without a snapshot in it, a proof needs one. */
export function caseOptions({ askWith, roles }: ExplorerCase): string {
  return roles === null && !askWith.includes(' --iam ') ? `${askWith} --iam iam.json` : askWith;
}
