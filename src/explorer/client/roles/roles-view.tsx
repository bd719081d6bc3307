import { grouped, plural } from '../../../lib/wording.ts';
import { useMemo, useState } from 'preact/hooks';
import { useModel } from '../data/use-model.ts';
import { linkHere, type ViewProps } from '../router.ts';
import { Graph } from './graph.tsx';
import { foldAccounts, roleGraph, type RoleGraph } from './role-graph.ts';
import { RoleDetails } from './role-details.tsx';
import { RolesTable } from './roles-table.tsx';

/** More nodes than this are no picture any more: accounts are folded until somebody opens them. */
const MOST_NODES = 70;

/** Who assumes what: the ways that were gone, those that lead back marked. */
export function RolesView({ route }: ViewProps) {
  const { theCase, forest } = useModel();
  const whole = useMemo(() => (forest === null ? null : roleGraph(theCase, forest)), [theCase, forest]);
  const accounts = useMemo(() => (whole === null ? [] : accountsOf(whole)), [whole]);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  if (whole === null) return <p class="panel quiet">Reading the tokens …</p>;
  const isLarge = whole.nodes.size > MOST_NODES;
  const folded = new Set(accounts.filter((account) => isLarge !== toggled.has(account)));
  const graph = foldAccounts(whole, folded);
  const chosen = route.query.get('role');
  const roles = [...whole.nodes.values()].filter(({ kind }) => kind === 'role');
  return (
    <>
      <h1 class="page-title">
        Roles <span class="quiet">{grouped(roles.length)}</span>
      </h1>
      <p class="quiet">
        {theCase.roles === null
          ? 'What this case saw: an arrow is a token of the role on its right, asked for by what is on its left. What could be assumed and was not needs an IAM snapshot (--iam).'
          : 'What this case saw, and the ways round that the IAM snapshot allows (dashed where nobody was seen to go them).'}
      </p>
      <AccountSwitches
        accounts={accounts}
        folded={folded}
        toggle={(account) => setToggled(flipped(toggled, account))}
      />
      <div class="roles-columns">
        <Graph graph={graph} chosen={chosen} linkTo={(id) => linkHere(route, { role: id === chosen ? null : id })} />
        {chosen === null || !whole.nodes.has(chosen) ? null : (
          <RoleDetails graph={whole} node={whole.nodes.get(chosen)!} />
        )}
      </div>
      <RolesTable roles={roles} route={route} />
    </>
  );
}

function flipped(set: ReadonlySet<string>, member: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(member)) next.add(member);
  return next;
}

function accountsOf({ nodes }: RoleGraph): string[] {
  return [...new Set([...nodes.values()].flatMap(({ account }) => account ?? []))].sort();
}

interface SwitchesProps {
  readonly accounts: readonly string[];
  readonly folded: ReadonlySet<string>;
  readonly toggle: (account: string) => void;
}

function AccountSwitches({ accounts, folded, toggle }: SwitchesProps) {
  if (accounts.length === 0) return null;
  return (
    <fieldset class="chips">
      <legend class="offscreen">{plural(accounts.length, 'account')}: which are shown role by role</legend>
      {accounts.map((account) => (
        <label key={account} class="switch">
          <input type="checkbox" checked={!folded.has(account)} onChange={() => toggle(account)} /> {account}
        </label>
      ))}
    </fieldset>
  );
}
