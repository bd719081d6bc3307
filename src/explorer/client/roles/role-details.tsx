import { grouped, nameOf, plural } from '../../../lib/wording.ts';
import { useState } from 'preact/hooks';
import { Code } from '../parts/copy.tsx';
import { link } from '../router.ts';
import type { RoleEdge, RoleGraph, RoleNode } from './role-graph.ts';

/** The chosen node: what it may do, who gets it, what it gets. */
export function RoleDetails({ graph, node }: { graph: RoleGraph; node: RoleNode }) {
  const into = graph.edges.filter(({ to }) => to === node.id);
  const out = graph.edges.filter(({ from }) => from === node.id);
  return (
    <aside class="panel details" aria-label={node.kind === 'role' ? 'Role' : 'Caller'}>
      <h2>{node.name}</h2>
      {node.arn === null ? null : <Code text={node.arn} />}
      <dl class="facts">
        {node.kind === 'role' ? <RoleFacts node={node} /> : null}
        {node.account === null ? null : (
          <>
            <dt>Account</dt>
            <dd>{node.account}</dd>
          </>
        )}
      </dl>
      {node.arn !== null && node.tokens > 0 ? (
        <p class="actions">
          <a class="button" href={link('tokens', [], { role: node.arn })}>
            Its tokens
          </a>
        </p>
      ) : null}
      <Ways title="Assumed by" edges={into} other={({ from }) => from} graph={graph} />
      <Ways title="Assumes" edges={out} other={({ to }) => to} graph={graph} />
    </aside>
  );
}

function RoleFacts({ node }: { node: RoleNode }) {
  return (
    <>
      <dt>Tokens</dt>
      <dd>
        {node.tokens === 0
          ? 'never seen'
          : `${grouped(node.tokens)}, ${grouped(node.live)} live, ${grouped(node.suspicious)} suspicious`}
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
          ? 'yes: a session of it led to another session of it'
          : node.exploitable
            ? 'it can, by the snapshot; nobody was seen to do it'
            : node.level === null
              ? 'not seen'
              : 'not seen, and the snapshot has no way'}
      </dd>
    </>
  );
}

interface WaysProps {
  readonly title: string;
  readonly edges: readonly RoleEdge[];
  readonly other: (edge: RoleEdge) => string;
  readonly graph: RoleGraph;
}

const PAGE = 25;

function Ways({ title, edges, other, graph }: WaysProps) {
  const [shown, setShown] = useState(PAGE);
  if (edges.length === 0) return null;
  const sorted = edges.toSorted((a, b) => b.suspicious - a.suspicious || b.tokens - a.tokens);
  return (
    <>
      <h3>
        {title} <span class="quiet">{grouped(edges.length)}</span>
      </h3>
      <ul class="ways">
        {sorted.slice(0, shown).map((edge) => (
          <li key={other(edge)}>
            <a href={link('roles', [], { role: other(edge) })}>
              {graph.nodes.get(other(edge))?.name ?? nameOf(other(edge))}
            </a>{' '}
            <span class={edge.suspicious > 0 ? 'alarm' : 'quiet'}>{tally(edge)}</span>
            <Conditions edge={edge} />
          </li>
        ))}
      </ul>
      {shown < sorted.length ? (
        <button type="button" class="button" onClick={() => setShown(shown + PAGE)}>
          Show {Math.min(PAGE, sorted.length - shown)} more
        </button>
      ) : null}
    </>
  );
}

function Conditions({ edge: { allowed } }: { edge: RoleEdge }) {
  const conditions = allowed === null ? null : allowed.conditions;
  return conditions === null ? null : <div class="quiet">{conditions}</div>;
}

function tally({ tokens, live, suspicious, allowed }: RoleEdge): string {
  if (tokens === 0) return allowed?.basis ?? 'by the snapshot';
  const parts = [
    plural(tokens, 'token'),
    live > 0 ? `${grouped(live)} live` : '',
    suspicious > 0 ? `${grouped(suspicious)} suspicious` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
