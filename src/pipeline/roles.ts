import { existsSync } from 'node:fs';
import { nearestWord } from '../lib/did-you-mean.ts';
import { UsageError } from '../lib/errors.ts';
import { byText } from '../lib/by-text.ts';
import { formatTime } from '../lib/time.ts';
import { buildLineage } from '../lineage/index.ts';
import type { Skipped } from '../model/coverage.ts';
import type { IamSnapshot } from '../model/iam.ts';
import type { Lineage } from '../model/lineage.ts';
import type { Posture } from '../model/posture.ts';
import type { RoleDetail, RolePath, RoleReach, RolesView } from '../model/role-view.ts';
import { openCase, requireRecords } from './open-case.ts';
import { loadIam, readIam } from './iam.ts';
import type { JudgeOptions } from './review/judge.ts';
import { roleRows } from './review/role-rows.ts';

export interface RolesRequest extends JudgeOptions {
  readonly casePath: string;
  /** Files and folders of an IAM snapshot; none: what the case keeps. */
  readonly iam: readonly string[];
}

export interface Roles extends RolesView {
  /** What could not be read into the case. */
  readonly skipped: readonly Skipped[];
  whoCanAssume(role: string): Promise<RoleReach[]>;
  path(from: string, to: string): Promise<RolePath | null>;
}

/** The roles of a snapshot, with the live tokens that the case has of them where there is a case. */
export async function roles(request: RolesRequest): Promise<Roles> {
  const { snapshot, posture, lineage, newest, skipped } = await load(request);
  const { whoCanAssume, shortestPath } = await import('../posture/index.ts');
  const { takenAt, isFileTime, problems, edges } = posture;
  const named = (name: string): string => resolve(name, posture);
  return {
    iam: {
      takenAt: takenAt === null ? null : formatTime(takenAt),
      isFileTime,
      isOlder: takenAt !== null && newest !== null && takenAt < newest,
      problems,
    },
    roles: details(snapshot, posture, lineage),
    edges,
    skipped,
    whoCanAssume: (role) => Promise.resolve(whoCanAssume(edges, named(role))),
    path: (from, to) => Promise.resolve(shortestPath(edges, named(from), named(to))),
  };
}

interface Loaded {
  readonly snapshot: IamSnapshot;
  readonly posture: Posture;
  readonly lineage: Lineage | null;
  /** Time of the newest record of the case. */
  readonly newest: number | null;
  readonly skipped: readonly Skipped[];
}

async function load({ casePath, iam, asOf }: RolesRequest): Promise<Loaded> {
  const given = iam.length === 0 ? null : await readIam(iam);
  if (given !== null && !existsSync(casePath)) return { ...given, lineage: null, newest: null, skipped: [] };
  await using theCase = await openCase(casePath, { readOnly: true });
  const coverage = await theCase.coverage();
  if (given === null) requireRecords(casePath, coverage);
  const known = given ?? (await loadIam(theCase));
  if (known === null) {
    throw new UsageError(
      `${casePath} has no IAM snapshot`,
      'name one with --iam: "aws iam get-account-authorization-details > iam.json", or stemma snapshot',
    );
  }
  const { to } = coverage;
  const lineage = buildLineage(await theCase.loadFacts(), { asOf: asOf === 'last' ? (to ?? 0) : asOf });
  return { snapshot: known.snapshot, posture: known.posture, lineage, newest: to, skipped: coverage.skipped };
}

function details(snapshot: IamSnapshot, posture: Posture, lineage: Lineage | null): RoleDetail[] {
  const known = new Map(snapshot.accounts.flatMap((account) => account.roles).map((role) => [role.arn, role]));
  const assumes = new Map<string, string[]>();
  const assumedBy = new Map<string, RoleDetail['assumedBy'][number][]>();
  for (const { from, to, conditions, basis } of posture.edges) {
    assumes.set(from, [...(assumes.get(from) ?? []), to]);
    assumedBy.set(to, [...(assumedBy.get(to) ?? []), { principal: from, conditions, basis }]);
  }
  return roleRows(posture, lineage).map((row) => {
    const role = known.get(row.arn);
    return {
      ...row,
      assumes: (assumes.get(row.arn) ?? []).toSorted(byText),
      assumedBy: assumedBy.get(row.arn) ?? [],
      maxSessionSeconds: role?.maxSessionSeconds ?? null,
      lastUsed: timeText(role?.lastUsedAt ?? null),
    };
  });
}

const timeText = (time: number | null): string | null => (time === null ? null : formatTime(time));

/** An ARN as it is, or the name of a role or user where only one has it. */
function resolve(name: string, { principals, edges }: Posture): string {
  if (principals.some(({ arn }) => arn === name) || edges.some(({ from }) => from === name)) return name;
  const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
  const matches = principals.filter(({ arn }) => nameIn(arn) === name);
  if (matches.length === 1) return matches[0]!.arn;
  if (matches.length > 1) {
    throw new UsageError(
      `${name}: ${matches.length} roles and users have this name`,
      `give one of ${matches.map(({ arn }) => arn).join(', ')}`,
    );
  }
  const meant = nearestWord(
    name,
    principals.map(({ arn }) => nameIn(arn)),
  );
  throw new UsageError(
    `${name}: no role or user of the snapshot`,
    meant === null ? 'give an ARN or a name; stemma roles lists the roles' : `did you mean ${meant}?`,
  );
}
