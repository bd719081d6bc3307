import { grouped, nameOf, plural } from '../../lib/wording.ts';
import type { RoleDetail, RolePath, RoleReach, RolesView } from '../../model/role-view.ts';
import { forTerminal } from '../../lib/neutralise.ts';
import { inkFor, type Ink } from './ink.ts';
import { clip, line, wrap } from './layout.ts';
import { roleText, snapshotNotes } from './role-lines.ts';

export interface RolesTextOptions {
  readonly width: number;
  readonly color: boolean;
  readonly ascii: boolean;
}

interface Page {
  readonly ink: Ink;
  readonly width: number;
}

const LEVEL_WIDTH = 12;
const MOST_REASONS = 6;
const MOST_PROBLEMS = 5;

/** What `stemma roles` prints: lines without line ends. */
export function* renderRoles(
  { iam, roles: all }: Pick<RolesView, 'iam' | 'roles'>,
  shown: readonly RoleDetail[],
  options: RolesTextOptions,
): Generator<string> {
  const page = { ink: inkFor(options), width: options.width };
  const { ink, width } = page;
  const held = all.filter(({ exploitable }) => exploitable).length;
  const counts = [plural(all.length, 'role'), `${grouped(held)} held for ever`];
  const left = all.length - shown.length;
  yield `${ink.paint('bold', 'ROLES')}  ${[...counts, ...(left > 0 ? [`${grouped(shown.length)} shown`] : [])].join(ink.glyphs.dot)}`;
  // What is not known is told in full below.
  for (const note of snapshotNotes({ ...iam, problems: [] }))
    for (const text of wrap(note, width, ink)) yield ink.paint('dim', text);
  for (const role of shown) yield* oneRole(role, page);
  if (shown.length === 0) yield 'No role is.';
  yield* problemLines(iam.problems, page);
}

function* oneRole(role: RoleDetail, { ink, width }: Page): Generator<string> {
  const style = role.level === 'admin' ? 'red' : role.exploitable ? 'yellow' : 'plain';
  const live = role.liveTokens === 0 ? '' : plural(role.liveTokens, 'live token');
  const room = width - LEVEL_WIDTH - 18;
  yield '';
  yield line(
    [
      { text: role.level, width: LEVEL_WIDTH, style },
      { text: roleText(role.arn, room - 1, ink), width: room },
      { text: live, style: 'dim' },
    ],
    ink,
  );
  const sentences = [
    ...role.why.slice(0, MOST_REASONS),
    ...rest(role.why.length - MOST_REASONS),
    ...entrySentence(role),
  ];
  const indent = ' '.repeat(LEVEL_WIDTH);
  for (const sentence of sentences) {
    for (const text of wrap(clean(sentence, ink), width - LEVEL_WIDTH, ink)) yield indent + text;
  }
}

const rest = (more: number): string[] => (more > 0 ? [`And ${grouped(more)} more: --format json.`] : []);

function entrySentence({ assumedBy, assumes }: RoleDetail): string[] {
  const into =
    assumedBy.length === 0 ? 'Nobody can assume it' : `${plural(assumedBy.length, 'principal')} can assume it`;
  return [`${into}; it can assume ${assumes.length === 0 ? 'none' : plural(assumes.length, 'role')}.`];
}

function* problemLines(problems: RolesView['iam']['problems'], { ink, width }: Page): Generator<string> {
  if (problems.length === 0) return;
  yield '';
  yield ink.paint('bold', 'NOT KNOWN OR NOT UNDERSTOOD');
  for (const { source, reason } of problems.slice(0, MOST_PROBLEMS)) {
    for (const text of wrap(clean(`${source}: ${reason}`, ink), width - 2, ink)) yield `  ${text}`;
  }
  const more = problems.length - MOST_PROBLEMS;
  if (more > 0) yield ink.paint('dim', `  ${ink.glyphs.cut} and ${grouped(more)} more`);
}

/** What `--who-can-assume` prints. */
export function* renderReach(role: string, reach: readonly RoleReach[], options: RolesTextOptions): Generator<string> {
  const ink = inkFor(options);
  const direct = reach.filter(({ via }) => via.length === 0);
  const others = reach.filter(({ via }) => via.length > 0);
  const name = clean(role, ink);
  yield ink.paint('bold', `${plural(direct.length, 'principal')} can assume ${name}`);
  for (const entry of direct) yield* reachLines(entry, { ink, width: options.width });
  if (others.length === 0) return;
  yield '';
  yield ink.paint('bold', `${plural(others.length, 'principal')} can get there through others`);
  for (const entry of others) yield* reachLines(entry, { ink, width: options.width });
}

function* reachLines({ principal, conditions, via }: RoleReach, { ink, width }: Page): Generator<string> {
  yield `  ${clip(clean(principal, ink), width - 2, ink)}`;
  const through = via.length === 0 ? [] : [`through ${via.map(nameOf).join(` ${ink.glyphs.arrow} `)}`];
  for (const note of [...through, ...conditions]) {
    for (const text of wrap(clean(note, ink), width - 6, ink)) yield `      ${ink.paint('dim', text)}`;
  }
}

/** What `--path` prints. */
export function* renderPath(path: RolePath | null, options: RolesTextOptions): Generator<string> {
  const ink = inkFor(options);
  if (path === null) {
    yield 'There is no way.';
    return;
  }
  for (const [i, arn] of path.arns.entries()) yield `${i === 0 ? '' : `${ink.glyphs.arrow} `}${clean(arn, ink)}`;
  for (const condition of path.conditions) yield ink.paint('dim', `  ${clean(condition, ink)}`);
}

const clean = (text: string, ink: Ink): string => forTerminal(text, { ascii: ink.ascii, limit: 500 });
