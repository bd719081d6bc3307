import { Command } from '@commander-js/extra-typings';
import { UsageError } from '../../lib/errors.ts';
import { forJson } from '../../lib/neutralise.ts';
import type { AssumeEdge } from '../../model/posture.ts';
import type { RoleDetail, RolePath, RoleReach, RolesView } from '../../model/role-view.ts';
import { ended, jsonArray, writeAll, type Io } from '../io.ts';
import { asciiOption, asOfOption, caseOption, configOption, formatOption, iamPathOption } from '../options.ts';
import { layoutOf, momentOf } from '../review-case.ts';
import { tellUnread } from '../tell-unread.ts';
import { version } from '../version.ts';
import type { CreateCommand } from './command.ts';

interface RolesOptions {
  readonly exploitable?: true | undefined;
  readonly privileged?: true | undefined;
  readonly whoCanAssume?: string | undefined;
  readonly path?: readonly string[] | undefined;
  readonly dot?: true | undefined;
  readonly mermaid?: true | undefined;
  readonly format: 'text' | 'json';
  readonly ascii?: true | undefined;
}

export const createRoles: CreateCommand = (io, finish) =>
  new Command('roles')
    .description('say which roles can be held for ever, who can assume what, and what they may do, by an IAM snapshot')
    .option('--exploitable', 'roles of which a session gets another one')
    .option('--privileged', 'administrators, and roles with a way to more rights')
    .option('--who-can-assume <role>', 'everybody who gets a session of a role, at once or through others; ARN or name')
    .option('--path <from-and-to...>', 'a shortest way from one role or user to another; two ARNs or names')
    .option('--dot', 'the graph for Graphviz')
    .option('--mermaid', 'the graph for Mermaid')
    .addOption(iamPathOption())
    .addOption(caseOption())
    .addOption(configOption())
    .addOption(asOfOption())
    .addOption(formatOption())
    .addOption(asciiOption())
    .addHelpText(
      'after',
      `
Examples:
  stemma roles --exploitable
  stemma roles --iam iam.json --who-can-assume Admin
  stemma roles --path deploy-bot Admin
  stemma roles --exploitable --dot | dot -Tsvg > roles.svg`,
    )
    .action(async (options) => {
      checkOptions(options);
      const { loadConfig, roles } = await import('../../pipeline/index.ts');
      const config = await loadConfig(options.config ?? null);
      const judge = { asOf: momentOf(options.asOf, io), config, version: version() };
      const found = await roles({ casePath: options.case, iam: options.iam, ...judge });
      tellUnread(found.skipped, io);
      if (options.whoCanAssume !== undefined) {
        await showReach(options.whoCanAssume, await found.whoCanAssume(options.whoCanAssume), found.edges, options, io);
      } else if (options.path !== undefined) {
        await showPath(await found.path(options.path[0]!, options.path[1]!), found.edges, options, io);
      } else {
        await showRoles(found, options, io);
      }
      finish(0);
    });

function checkOptions({ path, whoCanAssume, dot, mermaid, format }: RolesOptions): void {
  if (path !== undefined && path.length !== 2) throw new UsageError('--path: two ARNs or names, from and to');
  if (path !== undefined && whoCanAssume !== undefined) throw new UsageError('--path or --who-can-assume, not both');
  if (dot && mermaid) throw new UsageError('--dot or --mermaid, not both');
  if ((dot || mermaid) && format === 'json')
    throw new UsageError('--dot and --mermaid draw: no --format json with them');
}

async function showRoles(found: RolesView, options: RolesOptions, io: Io): Promise<void> {
  const wanted = found.roles.filter(
    (role) => (!options.exploitable || role.exploitable) && (!options.privileged || isPrivileged(role)),
  );
  const arns = new Set(wanted.map(({ arn }) => arn));
  const filtered = options.exploitable || options.privileged;
  const edges = filtered ? found.edges.filter(({ from, to }) => arns.has(from) && arns.has(to)) : found.edges;
  if (await drawn(edges, options, io)) return;
  const { renderRoles } = await import('../../reports/index.ts');
  const json = options.format === 'json';
  await writeAll(io.stdout, json ? jsonArray(wanted) : ended(renderRoles(found, wanted, layoutOf(options, io))));
}

const isPrivileged = ({ level }: RoleDetail): boolean => level === 'admin' || level === 'privileged';

async function showReach(
  role: string,
  reach: readonly RoleReach[],
  edges: readonly AssumeEdge[],
  options: RolesOptions,
  io: Io,
): Promise<void> {
  const inside = new Set([...reach.map(({ principal }) => principal), ...reach.flatMap(({ via }) => via)]);
  const target = reachTarget(reach, edges, role);
  const onTheWay = edges.filter(({ from, to }) => inside.has(from) && (inside.has(to) || to === target));
  if (await drawn(onTheWay, options, io)) return;
  const { renderReach } = await import('../../reports/index.ts');
  const json = options.format === 'json';
  await writeAll(io.stdout, json ? jsonArray(reach) : ended(renderReach(role, reach, layoutOf(options, io))));
}

/** The ARN behind the name that was asked for. */
function reachTarget(reach: readonly RoleReach[], edges: readonly AssumeEdge[], role: string): string {
  const direct = new Set(reach.filter(({ via }) => via.length === 0).map(({ principal }) => principal));
  return edges.find(({ from, to }) => direct.has(from) && (to === role || to.endsWith(`/${role}`)))?.to ?? role;
}

async function showPath(
  path: RolePath | null,
  edges: readonly AssumeEdge[],
  options: RolesOptions,
  io: Io,
): Promise<void> {
  const hops = new Set((path?.arns ?? []).slice(1).map((to, i) => `${path!.arns[i]} ${to}`));
  if (
    await drawn(
      edges.filter(({ from, to }) => hops.has(`${from} ${to}`)),
      options,
      io,
    )
  )
    return;
  const { renderPath } = await import('../../reports/index.ts');
  const json = `${forJson(JSON.stringify(path, null, 2))}\n`;
  await writeAll(io.stdout, options.format === 'json' ? [json] : ended(renderPath(path, layoutOf(options, io))));
}

async function drawn(edges: readonly AssumeEdge[], { dot, mermaid }: RolesOptions, io: Io): Promise<boolean> {
  if (!dot && !mermaid) return false;
  const { renderDot, renderMermaid } = await import('../../reports/index.ts');
  await writeAll(io.stdout, ended(dot ? renderDot(edges) : renderMermaid(edges)));
  return true;
}
