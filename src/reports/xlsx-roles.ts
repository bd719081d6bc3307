import { nameOf } from '../lib/wording.ts';
import type { ReportRole } from '../model/report-view.ts';
import type { SheetColumn } from './xlsx-sheets.ts';

const first: readonly SheetColumn<ReportRole>[] = [
  { title: 'Role name', width: 30, value: ({ arn }) => nameOf(arn) },
  { title: 'Account', width: 15, value: ({ arn }) => arn.split(':')[4] ?? null },
  { title: 'Level', width: 12, value: ({ level }) => level },
  { title: 'Live tokens', width: 12, value: ({ liveTokens }) => liveTokens },
];
const last: readonly SheetColumn<ReportRole>[] = [
  { title: 'Why', width: 90, value: ({ why }) => why.join(' '), wrap: true },
  { title: 'Role ARN', width: 60, value: ({ arn }) => arn },
];

/** Roles with the rights of an administrator, or a way to them. */
export const roleColumns: readonly SheetColumn<ReportRole>[] = [
  ...first,
  { title: 'Held for ever', width: 13, value: ({ exploitable }) => exploitable },
  ...last,
];

/** Roles of which a session gets another one. */
export const exploitableColumns: readonly SheetColumn<ReportRole>[] = [
  ...first,
  { title: 'Way round', width: 60, value: ({ cycle }) => (cycle ?? []).map(nameOf).join(' → ') },
  ...last,
];
