import { grouped, nameOf, plural } from '../../lib/wording.ts';
import type { ReportRole, ReportView } from '../../model/report-view.ts';
import { forTerminal } from '../../lib/neutralise.ts';
import { minute } from '../wording.ts';
import type { Ink } from './ink.ts';
import { clip, line, widthOf, wrap } from './layout.ts';

export interface RoleLineOptions {
  readonly ink: Ink;
  readonly width: number;
  /** All roles, and everything that is known of them. */
  readonly details: boolean;
}

const MOST_SHOWN = 6;
const ARN_LENGTH = 500;
const LEVEL_WIDTH = 12;
const LIVE_WIDTH = 19;

/** The roles that matter: held for ever, or with the rights of an administrator. Nothing without a snapshot. */
export function* roleLines(view: ReportView, options: RoleLineOptions): Generator<string> {
  const { roles, iam } = view;
  if (roles === null) return;
  const { ink, width, details } = options;
  const loud = details ? roles : roles.filter(isLoud);
  const heldForEver = roles.filter(({ exploitable }) => exploitable).length;
  const admins = roles.filter(({ level }) => level === 'admin').length;
  const counts = [
    `${plural(roles.length, 'role')}`,
    `${grouped(heldForEver)} held for ever`,
    `${grouped(admins)} admin`,
  ];
  yield `${ink.paint('bold', 'ROLES')}  ${counts.join(ink.glyphs.dot)}`;
  for (const note of snapshotNotes(iam)) {
    for (const text of wrap(forTerminal(note, { ascii: ink.ascii, limit: 500 }), width - 2, ink))
      yield ink.paint(iam?.isOlder === true ? 'yellow' : 'dim', `  ${text}`);
  }
  for (const role of details ? loud : loud.slice(0, MOST_SHOWN)) yield* oneRole(role, options);
  const more = loud.length - MOST_SHOWN;
  if (!details && more > 0) yield ink.paint('dim', `  ${ink.glyphs.cut} and ${grouped(more)} more: stemma roles`);
}

const isLoud = ({ exploitable, level, liveTokens }: ReportRole): boolean =>
  exploitable || level === 'admin' || (level === 'privileged' && liveTokens > 0);

/** How old the snapshot is, and how much of it was not understood. */
export function snapshotNotes(iam: ReportView['iam']): string[] {
  if (iam === null) return [];
  const named = iam.isFileTime === true ? 'IAM by a file of' : 'IAM as of';
  const when = iam.takenAt === null ? 'IAM snapshot of unknown time' : `${named} ${minute(iam.takenAt)} UTC`;
  const age = iam.isOlder ? `${when}: older than the logs, what was changed since does not show` : when;
  const [first] = iam.problems;
  if (first === undefined) return [age];
  const more = iam.problems.length - 1;
  const others =
    more === 0 ? '' : `; and ${plural(more, 'more thing')} not known or not understood: stemma roles tells them`;
  return [age, `Not known or not understood: ${first.reason} (${first.source})${others}`];
}

/** The ARN of a role, or, where it is too long, name and account: its end is cut, and that is where the name stands. */
export function roleText(arn: string, width: number, ink: Ink): string {
  const whole = forTerminal(arn, { ascii: ink.ascii, limit: ARN_LENGTH });
  return widthOf(whole) <= width ? whole : clip(nameText(arn, ink), width, ink);
}

const nameText = (arn: string, ink: Ink): string =>
  forTerminal(`${nameOf(arn)} (${arn.split(':')[4] ?? ''})`, { ascii: ink.ascii, limit: ARN_LENGTH });

function* oneRole(role: ReportRole, { ink, width, details }: RoleLineOptions): Generator<string> {
  const style = role.level === 'admin' ? 'red' : role.exploitable ? 'yellow' : 'plain';
  const live = role.liveTokens === 0 ? '' : `${plural(role.liveTokens, 'live token')}`;
  const clean = (text: string): string => forTerminal(text, { ascii: ink.ascii, limit: 500 });
  const room = width - 2 - LEVEL_WIDTH - LIVE_WIDTH;
  yield line(
    [
      { text: '  ' },
      { text: role.level, width: LEVEL_WIDTH, style },
      { text: details ? roleText(role.arn, room - 1, ink) : clip(nameText(role.arn, ink), room - 1, ink), width: room },
      { text: live, style: 'dim' },
    ],
    ink,
  );
  for (const why of details ? role.why : role.why.slice(0, 2)) {
    yield `${' '.repeat(LEVEL_WIDTH + 2)}${clip(clean(why), width - LEVEL_WIDTH - 2, ink)}`;
  }
}
