import { grouped, nameOf } from '../../../lib/wording.ts';
import { Code } from '../parts/copy.tsx';
import { link } from '../router.ts';
import type { RoleGraph, RoleNode } from './role-graph.ts';

/** The chosen node: what it may do, who gets it, what it gets. */
export function RoleDetails({ graph, node }: { graph: RoleGraph; node: RoleNode }) {
  const into = graph.edges.filter(({ to }) => to === node.id);
  const out = graph.edges.filter(({ from }) => from === node.id);
  return (
    <aside class="panel details" aria-label="Role">
      <h2>{node.name}</h2>
      {node.kind === 'role' ? <Code text={node.id} /> : null}
      <dl class="facts">
        <dt>Tokens</dt>
        <dd>
          {grouped(node.tokens)}, {grouped(node.live)} live, {grouped(node.suspicious)} suspicious
        </dd>
        {node.level === null ? null : (
          <>
            <dt>Privileges</dt>
            <dd>
              {node.level}
              {node.why.map((why) => (
                <div key={why} class="quiet">
                  {why}
                </div>
              ))}
            </dd>
          </>
        )}
        <dt>Comes back</dt>
        <dd>
          {node.cycle
            ? 'yes: a session of it can lead to another session of it'
            : node.exploitable
              ? 'it could, by the snapshot'
              : 'not seen'}
        </dd>
      </dl>
      {node.kind === 'role' && node.tokens > 0 ? (
        <p class="actions">
          <a class="button" href={link('tokens', [], { role: node.id })}>
            Its tokens
          </a>
        </p>
      ) : null}
      <Ways title="Assumed by" ids={into.map(({ from, tokens }) => [from, tokens])} graph={graph} />
      <Ways title="Assumes" ids={out.map(({ to, tokens }) => [to, tokens])} graph={graph} />
    </aside>
  );
}

function Ways({ title, ids, graph }: { title: string; ids: readonly (readonly [string, number])[]; graph: RoleGraph }) {
  if (ids.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {ids.slice(0, 40).map(([id, tokens]) => (
          <li key={id}>
            <a href={link('roles', [], { role: id })}>{graph.nodes.get(id)?.name ?? nameOf(id)}</a>{' '}
            <span class="quiet">{tokens === 0 ? 'by the snapshot' : `×${grouped(tokens)}`}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
