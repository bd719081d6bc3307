import { grouped, plural } from '../../../lib/wording.ts';
import { useMemo } from 'preact/hooks';
import type { ExplorerCase } from '../../../model/explorer.ts';
import { useAnswer, useModel } from '../data/use-model.ts';
import { go, link, linkHere, type Route, type ViewProps } from '../router.ts';
import { roleId } from './callers.ts';
import { Graph } from './graph.tsx';
import { inView, type InView } from './in-view.ts';
import { RoleDetails } from './role-details.tsx';
import { roleGraph, type RoleGraph, type RoleNode } from './role-graph.ts';
import { RolesTable } from './roles-table.tsx';

/** Who assumes what: the ways that were gone and those that are open, the ways back marked. */
export function RolesView({ route }: ViewProps) {
  const { theCase, forest, source } = useModel();
  const { value: ways, error } = useAnswer(() => source.loadWays(), [source, theCase.revision]);
  const isReady = forest !== null && (theCase.roles === null || ways !== null || error !== null);
  const whole = useMemo(() => (isReady ? roleGraph(theCase, forest, ways) : null), [theCase, forest, ways, isReady]);
  if (whole === null) return <Waiting />;
  return <RolesPage route={route} whole={whole} leftOut={ways?.leftOut ?? 0} />;
}

function RolesPage({ route, whole, leftOut }: { route: Route; whole: RoleGraph; leftOut: number }) {
  const { theCase } = useModel();
  const account = route.query.get('account');
  const node = lookedAt(whole, route.query.get('role'));
  const chosen = node === null ? null : node.id;
  const view = useMemo(() => inView(whole, { chosen, account }), [whole, chosen, account]);
  const roles = [...whole.nodes.values()].filter(({ kind }) => kind === 'role');
  if (roles.length === 0) return <NoRole />;
  const listed = account === null ? roles : roles.filter((role) => role.account === account);
  return (
    <>
      <h1 class="page-title">
        Roles <span class="quiet">{grouped(roles.length)}</span>
      </h1>
      <p class="quiet lead">{whatIsShown(theCase)}</p>
      {theCase.snapshotNotes.length === 0 ? null : <p class="quiet">{theCase.snapshotNotes.join('. ')}.</p>}
      <Bar route={route} roles={roles} view={view} chosen={node} leftOut={leftOut} />
      <div class="roles-columns">
        <Graph graph={view.graph} chosen={chosen} linkTo={(each) => linkFor(route, each, chosen)} />
        {node === null ? null : <RoleDetails graph={whole} node={node} />}
      </div>
      <RolesTable roles={listed} route={route} />
    </>
  );
}

/** By the ARN of a role, or the id of any node. */
function lookedAt({ nodes }: RoleGraph, asked: string | null): RoleNode | null {
  return asked === null ? null : (nodes.get(asked) ?? nodes.get(roleId(asked)) ?? null);
}

function Waiting() {
  return (
    <>
      <h1 class="page-title">Roles</h1>
      <p class="panel quiet" role="status" aria-busy="true">
        Reading the tokens …
      </p>
    </>
  );
}

function NoRole() {
  return (
    <>
      <h1 class="page-title">Roles</h1>
      <p class="panel quiet">
        Nobody was seen to assume a role. What could be assumed needs an IAM snapshot (stemma scan --iam).
      </p>
    </>
  );
}

function whatIsShown({ roles }: ExplorerCase): string {
  return roles === null
    ? 'What this case saw: an arrow is a token of the role on its right, asked for by what is on its left. What could be assumed and was not needs an IAM snapshot (--iam).'
    : 'What this case saw, and what the IAM snapshot allows besides (dashed). An arrow leads from who asks to the role that is assumed.';
}

/** A folded account opens; a role or caller is looked at, or let go. */
function linkFor(route: Route, { id, kind, account }: RoleNode, chosen: string | null): string | null {
  if (kind === 'rest') return account === null ? null : linkHere(route, { account, role: null });
  return linkHere(route, { role: id === chosen ? null : id });
}

interface BarProps {
  readonly route: Route;
  readonly roles: readonly RoleNode[];
  readonly view: InView;
  readonly chosen: RoleNode | null;
  readonly leftOut: number;
}

/** Which part is shown, and how much is not. */
function Bar({ route, roles, view: { folded, undrawn }, chosen, leftOut }: BarProps) {
  const accounts = [...new Set(roles.flatMap(({ account }) => account ?? []))].sort();
  const account = route.query.get('account');
  const more = undrawn + leftOut;
  return (
    <div class="roles-bar">
      {accounts.length < 2 ? null : (
        <label>
          Account{' '}
          <select
            value={account ?? ''}
            onChange={(event) => go(linkHere(route, { account: event.currentTarget.value }))}
          >
            <option value="">all {accounts.length}</option>
            {accounts.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
      )}
      {chosen === null && account === null ? null : (
        <a class="button" href={link('roles')}>
          Show what matters most
        </a>
      )}
      <span class="quiet">
        {chosen === null
          ? folded === 0
            ? 'Every role is drawn.'
            : account !== null
              ? `Drawn: the roles of ${account} that matter most. ${plural(folded, 'role is', 'roles are')} folded.`
              : `Drawn: the roles that are suspicious, come back to themselves, or live. ${plural(folded, 'role is', 'roles are')} folded.`
          : `Drawn: ${chosen.name} and what is next to it.`}
        {more === 0
          ? ''
          : ` ${plural(more, 'allowed way is', 'allowed ways are')} not drawn: choose a role to see its own.`}
      </span>
    </div>
  );
}
